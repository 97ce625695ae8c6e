import * as z from 'zod';
import { idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { argumentSchema, conditionSchema, operandSchema } from '../conditions/condition-schema.ts';

/** Who gets a task: a word of the segment's `people` (`csm`, `manager`), or a fact that names somebody. */
export const assigneeSchema = z.union([z.string().min(1), operandSchema]);

const escalationSchema = strict({ after: spanSchema, to: assigneeSchema });

/**
 * Work for a person. `reason` is a slug and the dedup key: an account (and subject) has at most one open task per
 * reason. `proof` closes the task when it becomes true; `wait` is read by journeys only.
 */
export const taskSchema = strict({
  reason: idSchema,
  title: z.string().min(1).max(200),
  assign: assigneeSchema,
  with: z.string().optional(),
  dueIn: spanSchema,
  outcomes: z.array(idSchema).min(2).optional(),
  proof: conditionSchema.optional(),
  wait: spanSchema.optional(),
  priority: z.enum(['normal', 'high']).optional(),
  escalate: z.array(escalationSchema).min(1).optional(),
});
export type TaskJson = z.infer<typeof taskSchema>;

const withSchema = z.record(z.string(), argumentSchema);

const startJourneySchema = z.union([
  idSchema,
  strict({ id: idSchema, with: withSchema.optional(), for: operandSchema.optional() }),
]);

const opportunitySchema = strict({
  kind: idSchema,
  title: z.string().min(1).max(200),
  amount: argumentSchema.optional(),
  confidence: z.number().min(0).max(1).optional(),
});

const notifySchema = strict({
  who: z.string().min(1),
  channel: z.enum(['slack', 'webhook']),
  template: z.string().min(1),
});

/** One thing that a firing asks for, for some segments only or only `when` a condition is true at that moment. */
export const effectSchema = strict({
  segments: z.array(idSchema).min(1).optional(),
  when: conditionSchema.optional(),
  createTask: taskSchema.optional(),
  startJourney: startJourneySchema.optional(),
  exitJourney: idSchema.optional(),
  notify: notifySchema.optional(),
  setFact: z.record(z.string(), argumentSchema).optional(),
  recordOpportunity: opportunitySchema.optional(),
}).superRefine((effect, context) => {
  const [first, second] = Object.keys(effect).filter((key) => EFFECT_KEYS.some((one) => one === key));
  const choice = `an effect has one of ${EFFECT_KEYS.join(', ')}`;
  if (first === undefined) context.addIssue({ code: 'custom', message: `${choice}, here is none` });
  if (second === undefined) return;
  const message = `"${second}" does not go with "${first}": ${choice}, and only one`;
  context.addIssue({ code: 'custom', path: [second], params: { part: 'key' }, message });
});
export type EffectJson = z.infer<typeof effectSchema>;

const EFFECT_KEYS = [
  'createTask',
  'startJourney',
  'exitJourney',
  'notify',
  'setFact',
  'recordOpportunity',
] as const;

export const effectsSchema = z.array(effectSchema).min(1);
