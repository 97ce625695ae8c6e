import * as z from 'zod';
import { headerShape, idSchema, spanSchema, strict } from '../authoring/schema.ts';
import { taskSchema } from '../rules/effect-schema.ts';
import { parseDay } from '../time/instant.ts';
import { parseTimeOfDay } from '../time/quiet-hours.ts';
import { parseSpan, spanDays } from '../time/span.ts';
import { channelSchema, topicKindSchema } from './channel.ts';
import { urlProblem } from './safe-url.ts';

const timeOfDay = z
  .string()
  .refine((text) => parseTimeOfDay(text) !== undefined, 'a time of day is "HH:MM", 00:00 to 23:59');
const date = z.string().refine((text) => parseDay(text) !== undefined, 'a date is "YYYY-MM-DD"');
const calendarName = z
  .string()
  .regex(/^[A-Z][A-Za-z0-9-]{0,31}$/, 'a calendar is a name such as "US" or "DE-BY"');
const kinds = z.array(topicKindSchema).min(1);
const channels = z.array(channelSchema).min(1);

/** Whole days, at most 60: `P3D`. */
const sendWithin = spanSchema.refine((text) => {
  const span = parseSpan(text);
  const days = span === undefined ? undefined : spanDays(span);
  return days !== undefined && days >= 1 && days <= 60;
}, 'a number of days on which sending is allowed, such as "P3D", at most 60');

const ahead = spanSchema.refine((text) => !text.startsWith('-'), 'a time to decide in lies ahead');

const topicSchema = strict({
  kind: topicKindSchema,
  /** A person decides when a touch offers more than `over`, in major units of the catalog's currency. */
  approval: strict({ over: z.number().min(0), by: z.string().min(1), within: ahead }).optional(),
});

const capSchema = strict({ per: z.enum(['day', 'week', 'month']), max: z.int().min(1).max(1000) });

const limitsSchema = strict({
  /** A firing rule that matches a greater share of all accounts pauses itself. */
  maxShareOfAccounts: z.number().gt(0).max(1).optional(),
  /** Firings that are acted on in any hour. */
  perHour: z.int().min(1).optional(),
});

/** One header line, without what would end a display name or start an address. */
const displayName = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}<>"@,;:\\]+$/u, 'a name has no quotes, brackets, "@" or line breaks')
  .max(100);
const link = z
  .string()
  .refine((url) => urlProblem(url) === undefined && url.startsWith('https:'), 'a link is "https://…"');

const senderSchema = strict({
  name: displayName,
  address: z.email('an address such as "success@mail.example.com"'),
  replyTo: z.email('an address such as "success@example.com"').optional(),
});

const companySchema = strict({
  name: z.string().min(1).max(200),
  /** The law asks for it in marketing email. */
  postalAddress: z.string().min(1).max(500),
  website: link.optional(),
  appUrl: link.optional(),
  supportAddress: z.email().optional(),
});

/** `rules/guardrails.json`: what may stop or delay a touch, and who it is from. */
export const guardrailsSchema = strict({
  ...headerShape,
  topics: z.record(idSchema, topicSchema),
  caps: strict({ contact: z.array(capSchema), account: z.array(capSchema), kinds, channels }),
  quietHours: strict({ from: timeOfDay, to: timeOfDay, weekends: z.boolean(), kinds, channels }),
  /** When held touches go, on the recipient's wall clock. */
  sendAt: timeOfDay,
  /** How long a touch may be held before it is dropped. */
  sendWithin,
  holidays: z.record(calendarName, z.array(date)),
  /** The calendar that sending and business days go by. */
  businessCalendar: z.string(),
  tasks: strict({
    /** What happens to a task that says nothing about it. */
    escalate: z.array(taskSchema.shape.escalate.unwrap().element),
    onePer: z.literal('reason'),
  }),
  /** Limits by rule id; `default` is for every other rule, and for what a rule leaves out. */
  rules: z.record(z.string(), limitsSchema),
  senders: z.record(idSchema, senderSchema),
  company: companySchema,
});
export type GuardrailsJson = z.infer<typeof guardrailsSchema>;
