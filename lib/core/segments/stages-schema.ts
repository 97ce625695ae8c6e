import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { operandSchema, topConditionSchema } from '../conditions/condition-schema.ts';

const stageSchema = strict({
  id: idSchema.describe('Name of the stage, read as stage.id'),
  description: z.string().optional().describe('What happens in it'),
  enter: topConditionSchema
    .optional()
    .describe(
      'Begins the track at this stage while it is at rest; only the first stage of a track needs one',
    ),
  done: topConditionSchema
    .optional()
    .describe('The exit proof: when true, the next stage of the track begins'),
  owner: z.string().min(1).describe('Who looks after it: a word of the segment such as csm'),
  due: strict({
    from: z.string().describe('A date or instant fact, or "entered"'),
    in: z
      .union([
        spanSchema,
        strict({
          days: operandSchema.describe('A number of days, such as {"fact": "target.firstValueDays"}'),
        }),
      ])
      .describe('How long after that: a span, or {"days": …}'),
  })
    .optional()
    .describe('When it should be done'),
});

export const stagesSchema = strict({
  ...headerShape,
  tracks: strict({
    lifecycle: z.array(stageSchema).min(1).describe('The stages of the customer, in order'),
    renewal: z.array(stageSchema).min(1).optional().describe('The stages of a renewal, beside the others'),
  }).describe('Lifecycle stages, and renewal as a second track'),
});
export type StagesJson = z.infer<typeof stagesSchema>;
export type StageJson = z.infer<typeof stageSchema>;
