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
  kind: topicKindSchema.describe('marketing (quiet hours and caps hold it) or transactional (goes at once)'),
  approval: strict({
    over: z.number().min(0).describe("From more than this on, in major units of the catalog's currency"),
    by: z.string().min(1).describe('Who decides: a word of the segment such as manager'),
    within: ahead.describe('How long there is to decide'),
  })
    .optional()
    .describe('A person decides when a touch offers more than "over"'),
});

const capSchema = strict({
  per: z.enum(['day', 'week', 'month']).describe('Counted by day, week or month'),
  max: z.int().min(1).max(1000).describe('At most so many touches'),
});

const limitsSchema = strict({
  maxShareOfAccounts: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('A firing rule that matches a greater share of all accounts pauses itself'),
  perHour: z.int().min(1).optional().describe('Firings that are acted on in any hour'),
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
  name: displayName.describe('Name that the recipient sees'),
  address: z.email('an address such as "success@mail.example.com"').describe('Address that it is sent from'),
  replyTo: z
    .email('an address such as "success@example.com"')
    .optional()
    .describe('Address that answers go to'),
});

const companySchema = strict({
  name: z.string().min(1).max(200).describe('Name of the own company, as customers know it'),
  postalAddress: z
    .string()
    .min(1)
    .max(500)
    .describe('Postal address: the law asks for it in marketing email'),
  website: link.optional().describe('Link to the website'),
  appUrl: link.optional().describe('Link to the product'),
  supportAddress: z.email().optional().describe('Address of support'),
});

/** `rules/guardrails.json`: what may stop or delay a touch, and who it is from. */
export const guardrailsSchema = strict({
  ...headerShape,
  topics: z
    .record(idSchema, topicSchema)
    .describe('What touches are about: consent, caps and quiet hours go by it'),
  caps: strict({
    contact: z.array(capSchema).describe('For each contact'),
    account: z.array(capSchema).describe('For each account, all of its contacts together'),
    kinds: kinds.describe('The kinds of topic that count'),
    channels: channels.describe('The channels that count'),
  }).describe('How many touches anybody gets'),
  quietHours: strict({
    from: timeOfDay.describe("Begin, on the recipient's wall clock"),
    to: timeOfDay.describe('End; before the begin, it is that of the next morning'),
    weekends: z.boolean().describe('Saturdays and Sundays are quiet too'),
    kinds: kinds.describe('The kinds of topic that are held'),
    channels: channels.describe('The channels that are held'),
  }).describe('When nothing is sent: a touch waits, a decision does not'),
  sendAt: timeOfDay.describe("When held touches go, on the recipient's wall clock"),
  sendWithin: sendWithin.describe(
    'Days on which sending is allowed that a touch may be held for before it is dropped',
  ),
  holidays: z.record(calendarName, z.array(date)).describe('Days without business, by calendar'),
  businessCalendar: z.string().describe('The calendar that sending and business days go by'),
  tasks: strict({
    escalate: z
      .array(taskSchema.shape.escalate.unwrap().element)
      .describe('What happens to a task that says nothing about it, though never before it is due'),
    onePer: z.literal('reason').describe('At most one open task per account, subject and reason'),
  }).describe('Defaults of tasks'),
  rules: z
    .record(z.string(), limitsSchema)
    .describe('Limits by rule id; "default" is for every other rule, and for what a rule leaves out'),
  senders: z.record(idSchema, senderSchema).describe('Who email is from, by name'),
  company: companySchema.describe('The own company, as texts read it'),
});
export type GuardrailsJson = z.infer<typeof guardrailsSchema>;
