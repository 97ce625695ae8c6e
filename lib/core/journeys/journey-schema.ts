import * as z from 'zod';
import { headerShape, idSchema, oneOf, spanSchema, strict } from '../authoring/schema.ts';
import { argumentSchema, conditionSchema, operandSchema } from '../conditions/condition-schema.ts';
import { assigneeSchema, effectsSchema, taskSchema } from '../rules/effect-schema.ts';

/** How far a rule or journey may act. Shadow decides and records everything, and does nothing. */
export const statusSchema = z.enum(['off', 'shadow', 'live']);
export type Status = z.infer<typeof statusSchema>;

const every = strict({
  /** A role, a list of roles, or `contact` for everybody who has not left. */
  every: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  max: z.int().min(1).max(100),
  where: conditionSchema.optional(),
});
const recipient = z.union([z.string().min(1), strict({ persona: z.string().min(1) }), operandSchema, every]);
/** One recipient, or a list of which the first that can be resolved wins. */
export const recipientsSchema = z.union([recipient, z.array(recipient).min(1)]);
export type RecipientsJson = z.infer<typeof recipientsSchema>;

const touchSchema = strict({
  channel: z.enum(['email', 'in-app', 'slack', 'webhook']),
  template: z.string().min(1),
  topic: idSchema,
  to: recipientsSchema.optional(),
  /** Commercial value, compared with the topic's approval limit. */
  amount: argumentSchema.optional(),
  /** Values that the template reads as `with.name`. */
  with: z.record(z.string(), argumentSchema).optional(),
});

const arm = strict({ when: conditionSchema, goto: idSchema });
const share = strict({ weight: z.number().positive(), goto: idSchema, holdout: z.boolean().optional() });

const timing = {
  id: idSchema,
  /** Offset from the anchor. */
  at: spanSchema.optional(),
  /** Offset from the end of the previous step. */
  after: spanSchema.optional(),
  /** Proceed only when true; anything else skips. */
  if: conditionSchema.optional(),
  /** Skip only when true; anything else proceeds. */
  unless: conditionSchema.optional(),
};

const STEP_KINDS = [
  'touch',
  'wait',
  'waitFor',
  'branch',
  'split',
  'task',
  'approval',
  'set',
  'do',
  'end',
] as const;

export const stepSchema = oneOf('a step', STEP_KINDS, [
  strict({ ...timing, touch: touchSchema }),
  strict({ ...timing, wait: spanSchema }),
  strict({
    ...timing,
    waitFor: strict({
      signal: z.string().min(1),
      where: conditionSchema.optional(),
      within: spanSchema,
      keep: z.record(z.string(), operandSchema).optional(),
      onTimeout: idSchema.optional(),
    }),
  }),
  strict({ ...timing, branch: z.array(arm).min(1), otherwise: idSchema.optional() }),
  strict({ ...timing, split: z.array(share).min(2) }),
  strict({ ...timing, task: taskSchema }),
  strict({
    ...timing,
    approval: strict({
      title: z.string().min(1).max(200),
      by: assigneeSchema,
      within: spanSchema,
      onDecline: idSchema,
      onTimeout: idSchema.optional(),
    }),
  }),
  strict({ ...timing, set: z.record(z.string(), argumentSchema) }),
  strict({ ...timing, do: effectsSchema }),
  strict({ ...timing, end: idSchema }),
]);
export type StepJson = z.infer<typeof stepSchema>;

const anchorSchema = z.union([
  z.literal('now'),
  strict({
    fact: z.string().min(1),
    late: z.enum(['skip', 'catchUp']),
    moved: z.enum(['replan', 'restart']),
  }),
]);

export const journeySchema = strict({
  ...headerShape,
  status: statusSchema.optional(),
  /** At most one open run per group and account: the higher priority wins. */
  group: idSchema.optional(),
  priority: z.int().min(0).max(1000),
  /** A run is about the account, or about one item of a set (`contact`, `invoice`). */
  per: z.string().optional(),
  enter: strict({
    on: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
    when: conditionSchema.optional(),
    with: z.record(z.string(), argumentSchema).optional(),
  }).optional(),
  anchor: anchorSchema,
  reentry: z.union([z.enum(['never', 'afterEnd', 'perAnchor']), strict({ after: spanSchema })]),
  /** A run finishes on the definition that it began with. */
  onChange: z.literal('pin'),
  to: recipientsSchema.optional(),
  /** Topics, or kinds of topic, that stay silent for this account while a run is open. */
  mutes: z.array(z.string().min(1)).min(1).optional(),
  /** What whoever starts a run must give, with its type. */
  needs: z
    .record(z.string(), z.enum(['string', 'number', 'boolean', 'money', 'date', 'instant', 'contact']))
    .optional(),
  goal: strict({ when: conditionSchema, goto: idSchema.optional() }).optional(),
  exit: z
    .array(strict({ reason: idSchema, when: conditionSchema }))
    .min(1)
    .optional(),
  steps: z.array(stepSchema).min(1).max(200),
});
export type JourneyJson = z.infer<typeof journeySchema>;
