import * as z from 'zod';
import { idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { argumentSchema, conditionSchema, operandSchema } from '../conditions/condition-schema.ts';

/** Who gets a task: a word of the segment's `people` (`csm`, `manager`), or a fact that names somebody. */
export const assigneeSchema = z.union([z.string().min(1), operandSchema]);

const escalationSchema = strict({
  after: spanSchema.describe('How long after the task was opened'),
  to: assigneeSchema.describe('Who gets it then'),
});

/**
 * Work for a person. `reason` is a slug and the dedup key: an account (and subject) has at most one open task per
 * reason. `proof` closes the task when it becomes true; `wait` is read by journeys only.
 */
export const taskSchema = strict({
  reason: idSchema.describe('Slug of why: an account (and subject) has at most one open task per reason'),
  title: z.string().min(1).max(200).describe('What to do, in a few words'),
  assign: assigneeSchema.describe(
    'Who gets it: csm, manager, queue:billing, or {"fact": …} that names somebody',
  ),
  with: z.string().optional().describe('Who else takes part'),
  dueIn: spanSchema.describe('How long there is to do it, such as "2 business days"'),
  outcomes: z.array(idSchema).min(2).optional().describe('Words that whoever completes it chooses from'),
  proof: conditionSchema.optional().describe('Closes the task when it becomes true'),
  wait: spanSchema.optional().describe('In a journey: how long the run waits for the task'),
  priority: z.enum(['normal', 'high']).optional().describe('normal if not said'),
  escalate: z
    .array(escalationSchema)
    .min(1)
    .optional()
    .describe(
      'Who gets it when it is not addressed; if not said, the default of guardrails.json, never before it is due',
    ),
});
export type TaskJson = z.infer<typeof taskSchema>;

const withSchema = z.record(z.string(), argumentSchema);

const startJourneySchema = z.union([
  idSchema,
  strict({
    id: idSchema.describe('The journey'),
    with: withSchema.optional().describe('What the journey needs, by name'),
    for: operandSchema
      .optional()
      .describe('Which item the run is about, where it is not the subject of the rule'),
  }),
]);

const opportunitySchema = strict({
  kind: idSchema.describe('Slug of what could be sold'),
  title: z.string().min(1).max(200).describe('The idea in a few words'),
  amount: argumentSchema.optional().describe('What it may be worth, in major units'),
  confidence: z.number().min(0).max(1).optional().describe('How likely it is, 0 to 1'),
});

const notifySchema = strict({
  who: z.string().min(1).describe('Who is told: a word of the segment such as csm, or queue:billing'),
  channel: z.enum(['slack', 'webhook']).describe('The way they are told: never to a customer'),
  template: z.string().min(1).describe('The text: a template of that channel'),
});

/** One thing that a firing asks for, for some segments only or only `when` a condition is true at that moment. */
export const effectSchema = strict({
  segments: z.array(idSchema).min(1).optional().describe('For accounts in these segments only'),
  when: conditionSchema.optional().describe('Only if this is true at that moment'),
  createTask: taskSchema.optional().describe('Opens a task for a person'),
  startJourney: startJourneySchema
    .optional()
    .describe('Starts a run of a journey: its id, or {"id", "with", "for"}'),
  exitJourney: idSchema.optional().describe('Ends open runs of this journey'),
  notify: notifySchema.optional().describe('Tells somebody of the own team'),
  setFact: z
    .record(z.string(), argumentSchema)
    .optional()
    .describe('Sets facts of the account; recorded only while the rule is in shadow'),
  recordOpportunity: opportunitySchema.optional().describe('Puts an expansion idea on record'),
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
