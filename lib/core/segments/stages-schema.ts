import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { operandSchema, topConditionSchema } from '../conditions/condition-schema.ts';

const stageSchema = strict({
  id: idSchema,
  description: z.string().optional(),
  /** Begins the track at this stage while it is at rest; only the first stage of a track needs one. */
  enter: topConditionSchema.optional(),
  /** The exit proof: when true, the next stage of the track begins. */
  done: topConditionSchema.optional(),
  owner: z.string().min(1),
  /** Counted from a date or instant fact, or from `entered`. */
  due: strict({ from: z.string(), in: z.union([spanSchema, strict({ days: operandSchema })]) }).optional(),
});

export const stagesSchema = strict({
  ...headerShape,
  tracks: strict({
    lifecycle: z.array(stageSchema).min(1),
    renewal: z.array(stageSchema).min(1).optional(),
  }),
});
export type StagesJson = z.infer<typeof stagesSchema>;
export type StageJson = z.infer<typeof stageSchema>;
