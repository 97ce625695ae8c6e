import * as z from 'zod';
import { headerShape, idSchema, strict } from '../authoring/schema.ts';
import { topConditionSchema } from '../conditions/condition-schema.ts';

export const healthSchema = strict({
  ...headerShape,
  /** Which accounts the model is for; the one that names most applies. */
  for: strict({
    segments: z.array(idSchema).min(1).optional(),
    stages: z.array(idSchema).min(1).optional(),
  }).optional(),
  /** Lowest score of each band. */
  bands: strict({ green: z.int().min(1).max(100), yellow: z.int().min(1).max(100), red: z.literal(0) }),
  /** Below this share of weight backed by known facts, no automation runs on the score. */
  trust: z.number().min(0).max(1),
  measures: z
    .array(
      strict({
        id: idSchema,
        description: z.string().optional(),
        weight: z.int().min(1).max(100),
        /** What to do about it first. */
        play: idSchema,
        green: topConditionSchema,
        red: topConditionSchema,
      }),
    )
    .min(1),
});
export type HealthJson = z.infer<typeof healthSchema>;
