import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { topConditionSchema } from '../conditions/condition-schema.ts';
import { statusSchema } from '../journeys/journey-schema.ts';
import { effectsSchema } from './effect-schema.ts';

export const ruleSchema = strict({
  ...headerShape,
  status: statusSchema
    .optional()
    .describe('How far it may act: off, shadow (decides and records, does nothing; the default) or live'),
  on: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Signal types: makes this an event rule, asked once of each such signal'),
  ignoreOlderThan: spanSchema
    .optional()
    .describe('An event rule leaves signals alone that happened longer ago than this (P7D if not said)'),
  each: z
    .string()
    .optional()
    .describe('A set fact such as "contacts": every item of it is a subject of its own, read as contact.x'),
  segments: z.array(idSchema).min(1).optional().describe('Segments that it is for; all of them if not said'),
  conditions: topConditionSchema.describe(
    'What must be true for it to fire: all, any, not, or a named condition',
  ),
  for: spanSchema.optional().describe('The condition must hold this long before the rule fires'),
  repeatAfter: spanSchema
    .optional()
    .describe('Fires again this long after it fired, if the condition still holds'),
  atMostOncePer: z
    .union([z.literal('ever'), spanSchema])
    .optional()
    .describe('Fires at most once in this span, or "ever", even if it resolves in between'),
  priority: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Of rules that fire at the same instant, the higher goes first (1 if not said)'),
  event: strict({
    type: idSchema.describe('Name of what has happened, such as risk.usage-decline'),
    params: strict({ effects: effectsSchema.describe('What a firing asks for, in order') })
      .optional()
      .describe('What goes with the event: its effects'),
  }).describe('What firing means'),
  onResolve: effectsSchema.optional().describe('What is asked for when the condition is no longer true'),
});
export type RuleJson = z.infer<typeof ruleSchema>;

export const namedConditionSchema = strict({
  ...headerShape,
  conditions: topConditionSchema.describe('What the name stands for wherever {"condition": id} is written'),
});
