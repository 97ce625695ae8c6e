import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { operandSchema, topConditionSchema } from '../conditions/condition-schema.ts';

const personSchema = z.union([z.string().min(1), operandSchema]);

export const segmentsSchema = strict({
  ...headerShape,
  holds: spanSchema
    .optional()
    .describe('A change of segment must hold this long, unless it is past the margin'),
  margin: strict({
    fact: z.string().describe('The money fact that segments are cut by'),
    share: z.number().positive().max(0.5).describe('How far past a border is far enough, 0.05 for 5%'),
  })
    .optional()
    .describe('A change counts at once when the account is this far past the border'),
  segments: z
    .array(
      strict({
        id: idSchema.describe('Name of the segment, read as segment'),
        description: z.string().optional().describe('Who belongs to it'),
        when: topConditionSchema.describe('Who belongs to it: the first segment that is true wins'),
        people: z
          .record(z.string(), personSchema)
          .describe('Who the words of tasks are here: csm, manager and the like'),
        targets: z.record(z.string(), z.number()).describe('Numbers that conditions read as target.name'),
      }),
    )
    .min(1)
    .describe('From the first to the last: the first that is true wins'),
  otherwise: z.literal('unassigned').describe('What an account of no segment is called; no rule fires there'),
});
export type SegmentsJson = z.infer<typeof segmentsSchema>;
