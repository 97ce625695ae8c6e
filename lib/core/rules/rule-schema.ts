import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { topConditionSchema } from '../conditions/condition-schema.ts';
import { statusSchema } from '../journeys/journey-schema.ts';
import { effectsSchema } from './effect-schema.ts';

export const ruleSchema = strict({
  ...headerShape,
  /** `shadow` if nothing is said. */
  status: statusSchema.optional(),
  /** Signal types: makes this an event rule, evaluated once per such signal. */
  on: z.array(z.string()).min(1).optional(),
  /** An event rule leaves older signals alone (by event time). */
  ignoreOlderThan: spanSchema.optional(),
  /** A set fact, every item of which is a subject of its own. */
  each: z.string().optional(),
  segments: z.array(idSchema).min(1).optional(),
  conditions: topConditionSchema,
  /** The condition must hold this long before the rule fires. */
  for: spanSchema.optional(),
  /** Fires again this long after it fired, if the condition still holds. */
  repeatAfter: spanSchema.optional(),
  /** Fires at most once in this span, or `ever`, across resolves. */
  atMostOncePer: z.union([z.literal('ever'), spanSchema]).optional(),
  /** json-rules-engine's own: the order of firings within one decision, higher first. */
  priority: z.int().min(1).max(1000).optional(),
  event: strict({
    type: idSchema,
    params: strict({ effects: effectsSchema }).optional(),
  }),
  onResolve: effectsSchema.optional(),
});
export type RuleJson = z.infer<typeof ruleSchema>;

export const namedConditionSchema = strict({ ...headerShape, conditions: topConditionSchema });
