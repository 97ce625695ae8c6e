import * as z from 'zod';
import { headerShape, idSchema, strict } from '../authoring/schema.ts';

/** Roots of the values that a template may read. */
export const VALUE_ROOTS = ['contact', 'account', 'facts', 'run', 'with', 'links', 'company'] as const;

/** Links that every touch offers; a template need not declare them. */
export const LINK_NAMES = ['unsubscribe', 'preferences'] as const;

/** What guardrails say about the sender's own company; a template need not declare it. */
export const COMPANY_FIELDS = ['name', 'postalAddress', 'website', 'appUrl', 'supportAddress'] as const;

const liquid = z.string().min(1);
/** A file beside the template: no folders, so that a template cannot reach out of its own. */
const fileBeside = (extension: string) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z0-9]+(?:[-.][a-z0-9]+)*\\.${extension}$`),
      `a file beside this one, such as "welcome.${extension}"`,
    );

const neededPath = z
  .string()
  .regex(
    /^(?:contact|account|facts|run|with|links|company)(?:\.[A-Za-z][A-Za-z0-9_-]*)+$/,
    `a variable is a dotted name under ${VALUE_ROOTS.join(', ')}`,
  )
  .max(128);

const shape = {
  ...headerShape,
  needs: z
    .record(neededPath, z.enum(['required', 'optional']))
    .optional()
    .describe(
      'Every variable that it reads: without a required one the touch is not sent, an optional one may be absent',
    ),
};

const emailSchema = strict({
  ...shape,
  channel: z.literal('email').describe('Sent as email'),
  from: idSchema.describe('A sender of guardrails.json'),
  subject: liquid.describe('Subject, in Liquid'),
  preheader: liquid.optional().describe('What the inbox shows beside the subject, in Liquid'),
  mjml: fileBeside('mjml').describe('The MJML file beside this one'),
  text: fileBeside('txt').describe('The plain-text file beside this one'),
});

const inAppSchema = strict({
  ...shape,
  channel: z.literal('in-app').describe('Shown in the product'),
  card: strict({
    title: liquid.describe('Headline, in Liquid'),
    body: liquid.describe('Text, in Liquid'),
    action: strict({
      label: liquid.describe('What the button says, in Liquid'),
      url: liquid.describe('Where it leads, in Liquid'),
    })
      .optional()
      .describe('A button'),
  }).describe('The card, as plain text: whoever shows it must not take it for HTML'),
});

const slackSchema = strict({
  ...shape,
  channel: z.literal('slack').describe('Sent to Slack'),
  text: liquid.describe('The message, in Liquid'),
});

const webhookSchema = strict({
  ...shape,
  channel: z.literal('webhook').describe('Posted to a webhook'),
  body: z
    .record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a key is one word such as "accountId"'), liquid)
    .describe('A flat JSON object; every value is Liquid and becomes a string'),
});

export const templateSchema = z.discriminatedUnion(
  'channel',
  [emailSchema, inAppSchema, slackSchema, webhookSchema],
  { error: 'a template has one channel: email, in-app, slack or webhook' },
);
export type TemplateJson = z.infer<typeof templateSchema>;
