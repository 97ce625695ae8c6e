import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { operandSchema, topConditionSchema } from '../conditions/condition-schema.ts';

const personSchema = z.union([z.string().min(1), operandSchema]);

export const segmentsSchema = strict({
  ...headerShape,
  /** A change of segment must hold this long … */
  holds: spanSchema.optional(),
  /** … unless the account would be in the same segment with this fact this much lower and higher. */
  margin: strict({ fact: z.string(), share: z.number().positive().max(0.5) }).optional(),
  segments: z
    .array(
      strict({
        id: idSchema,
        description: z.string().optional(),
        when: topConditionSchema,
        /** Who the words of tasks are here: `csm`, `manager`, … */
        people: z.record(z.string(), personSchema),
        /** Numbers that conditions read as `target.<name>`. */
        targets: z.record(z.string(), z.number()),
      }),
    )
    .min(1),
  otherwise: z.literal('unassigned'),
});
export type SegmentsJson = z.infer<typeof segmentsSchema>;
