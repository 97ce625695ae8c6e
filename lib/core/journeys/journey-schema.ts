import * as z from 'zod';
import { headerShape, idSchema, oneOf, spanSchema, strict } from '../authoring/schema.ts';
import { argumentSchema, conditionSchema, operandSchema } from '../conditions/condition-schema.ts';
import { assigneeSchema, effectsSchema, taskSchema } from '../rules/effect-schema.ts';

/** How far a rule or journey may act. Shadow decides and records everything, and does nothing. */
export const statusSchema = z.enum(['off', 'shadow', 'live']);
export type Status = z.infer<typeof statusSchema>;

const every = strict({
  every: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe('Everybody with this role (or one of these) who can be reached; "contact" is all of them'),
  max: z.int().min(1).max(100).describe('At most so many, the earliest first'),
  where: conditionSchema.optional().describe('Only those of whom this is true'),
});
const recipient = z.union([
  z.string().min(1),
  strict({ persona: z.string().min(1).describe('The earliest contact of this persona who can be reached') }),
  operandSchema,
  every,
]);
/** One recipient, or a list of which the first that can be resolved wins. */
export const recipientsSchema = z.union([recipient, z.array(recipient).min(1)]);
export type RecipientsJson = z.infer<typeof recipientsSchema>;

const touchSchema = strict({
  channel: z
    .enum(['email', 'in-app', 'slack', 'webhook'])
    .describe('The way it goes: email, in-app, slack or webhook'),
  template: z.string().min(1).describe('The text: a template of that channel'),
  topic: idSchema.describe('The topic of guardrails.json that consent, caps and quiet hours go by'),
  to: recipientsSchema.optional().describe('Who it goes to, where it is not the journey\'s own "to"'),
  amount: argumentSchema.optional().describe("What is offered, compared with the topic's approval limit"),
  with: z
    .record(z.string(), argumentSchema)
    .optional()
    .describe('Values that the template reads as with.name'),
});

const arm = strict({
  when: conditionSchema.describe('Taken if this is true; the first arm that is wins'),
  goto: idSchema.describe('A later step'),
});
const share = strict({
  weight: z.number().positive().describe('Its part of all runs, by weight'),
  goto: idSchema.describe('A later step'),
  holdout: z.boolean().optional().describe('Nobody of this share is touched: it leads to an end'),
});

const timing = {
  id: idSchema.describe('Name of the step, unique in the journey'),
  at: spanSchema.optional().describe('Offset from the anchor'),
  after: spanSchema.optional().describe('Offset from the end of the previous step'),
  if: conditionSchema.optional().describe('Proceeds only when this is true; anything else skips the step'),
  unless: conditionSchema
    .optional()
    .describe('Skips the step only when this is true; anything else proceeds'),
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
  strict({ ...timing, touch: touchSchema.describe('Sends one message') }),
  strict({ ...timing, wait: spanSchema.describe('Waits this long, counted from entering') }),
  strict({
    ...timing,
    waitFor: strict({
      signal: z.string().min(1).describe('The signal type that is waited for'),
      where: conditionSchema.optional().describe('Only a signal of which this is true'),
      within: spanSchema.describe('How long it is waited for'),
      keep: z
        .record(z.string(), operandSchema)
        .optional()
        .describe('Values of the signal that the run keeps, read as run.name'),
      onTimeout: idSchema
        .optional()
        .describe('The step to go to when nothing came; the next one if not said'),
    }).describe('Waits for a signal'),
  }),
  strict({
    ...timing,
    branch: z.array(arm).min(1).describe('Goes the first way that is true'),
    otherwise: idSchema
      .optional()
      .describe('The step to go to where no way is true; the next one if not said'),
  }),
  strict({
    ...timing,
    split: z
      .array(share)
      .min(2)
      .describe('Shares runs out by weight: the same account always goes the same way'),
  }),
  strict({
    ...timing,
    task: taskSchema.describe('Opens a task for a person; with "wait" the run waits for it'),
  }),
  strict({
    ...timing,
    approval: strict({
      title: z.string().min(1).max(200).describe('What is to be decided, in a few words'),
      by: assigneeSchema.describe('Who decides'),
      within: spanSchema.describe('How long there is to decide'),
      onDecline: idSchema.describe('The step to go to when it is declined'),
      onTimeout: idSchema
        .optional()
        .describe('The step to go to when nobody decided; as declined if not said'),
    }).describe('Asks a person before the run goes on'),
  }),
  strict({
    ...timing,
    set: z.record(z.string(), argumentSchema).describe('Values that the run keeps, read as run.name'),
  }),
  strict({ ...timing, do: effectsSchema.describe('Effects, as in rules') }),
  strict({ ...timing, end: idSchema.describe('Ends the run for this reason') }),
]);
export type StepJson = z.infer<typeof stepSchema>;

const anchorSchema = z.union([
  z.literal('now'),
  strict({
    fact: z.string().min(1).describe('A date or an instant that steps count from'),
    late: z.enum(['skip', 'catchUp']).describe('A run that starts late skips what has passed, or catches up'),
    moved: z
      .enum(['replan', 'restart'])
      .describe('When the date moves, re-times what remains (replan) or starts again (restart)'),
  }),
]);

export const journeySchema = strict({
  ...headerShape,
  status: statusSchema
    .optional()
    .describe('How far it may act: off, shadow (decides and records, sends nothing; the default) or live'),
  group: idSchema
    .optional()
    .describe('At most one open run per group and account: the higher priority ends the other'),
  priority: z.int().min(0).max(1000).describe('Decides between journeys of one group, the higher wins'),
  per: z
    .string()
    .optional()
    .describe('An item such as "contact" or "invoice" that a run is about; the account if not said'),
  enter: strict({
    on: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('Signal types that start a run'),
    when: conditionSchema
      .optional()
      .describe('Starts a run when this becomes true, or with "on" if it is true then'),
    with: z.record(z.string(), argumentSchema).optional().describe('What the journey needs, by name'),
  })
    .optional()
    .describe('What starts a run: shorthand for a rule of the same id'),
  anchor: anchorSchema.describe('What steps count from: "now" (when the run starts), or a date'),
  reentry: z
    .union([
      z.enum(['never', 'afterEnd', 'perAnchor']),
      strict({ after: spanSchema.describe('This long after the last run was started') }),
    ])
    .describe('Whether a subject may have another run: never, afterEnd, perAnchor, or {"after": span}'),
  onChange: z.literal('pin').describe('A run finishes on the definition that it began with'),
  to: recipientsSchema
    .optional()
    .describe(
      'Who touches go to: a role, subject, {"persona"}, {"fact"}, {"every", "max"}, or a list of which the first found wins',
    ),
  mutes: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Topics, or kinds of topic, that stay silent for this account while a run is open'),
  needs: z
    .record(z.string(), z.enum(['string', 'number', 'boolean', 'money', 'date', 'instant', 'contact']))
    .optional()
    .describe('What whoever starts a run must give, with its type; read as run.name'),
  goal: strict({
    when: conditionSchema.describe('The goal is reached when this is true'),
    goto: idSchema.optional().describe('The step to go to then; the run ends if not said'),
  })
    .optional()
    .describe('What the journey is for: watched until it is reached'),
  exit: z
    .array(
      strict({
        reason: idSchema.describe('Slug of why the run ends'),
        when: conditionSchema.describe('Ends the run when this is true'),
      }),
    )
    .min(1)
    .optional()
    .describe('What ends a run at any time'),
  steps: z.array(stepSchema).min(1).max(200).describe('The steps in order; a run only goes forward'),
});
export type JourneyJson = z.infer<typeof journeySchema>;
