import * as z from 'zod';
import { headerShape, idSchema, strict } from '../authoring/schema.ts';
import { topConditionSchema } from '../conditions/condition-schema.ts';

export const healthSchema = strict({
  ...headerShape,
  for: strict({
    segments: z.array(idSchema).min(1).optional().describe('Accounts of these segments'),
    stages: z.array(idSchema).min(1).optional().describe('Accounts in these stages'),
  })
    .optional()
    .describe('Which accounts the model is for; of several the one that names most applies'),
  bands: strict({
    green: z.int().min(1).max(100).describe('Lowest score of green'),
    yellow: z.int().min(1).max(100).describe('Lowest score of yellow'),
    red: z.literal(0).describe('Everything below yellow'),
  }).describe('Lowest score of each band'),
  trust: z
    .number()
    .min(0)
    .max(1)
    .describe('Below this share of weight backed by known facts, no automation runs on the score'),
  measures: z
    .array(
      strict({
        id: idSchema.describe('Name of the measure'),
        description: z.string().optional().describe('What it looks at'),
        weight: z.int().min(1).max(100).describe('Points of it in green; all weights add up to 100'),
        play: idSchema.describe('What to do about it first'),
        green: topConditionSchema.describe('Full weight when true, unless red is'),
        red: topConditionSchema.describe('No points when true: red wins; neither is yellow, half the weight'),
      }),
    )
    .min(1)
    .describe('What the score is made of'),
});
export type HealthJson = z.infer<typeof healthSchema>;
