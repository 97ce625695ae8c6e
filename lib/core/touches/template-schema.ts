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
  /** Every variable that is read. Without a required one the touch is not sent; an optional one may be absent. */
  needs: z.record(neededPath, z.enum(['required', 'optional'])).optional(),
};

const emailSchema = strict({
  ...shape,
  channel: z.literal('email'),
  /** A sender of guardrails.json. */
  from: idSchema,
  subject: liquid,
  /** What the inbox shows beside the subject. */
  preheader: liquid.optional(),
  mjml: fileBeside('mjml'),
  /** The plain-text alternative. */
  text: fileBeside('txt'),
});

const inAppSchema = strict({
  ...shape,
  channel: z.literal('in-app'),
  /** Plain text: whoever shows the card must not take it for HTML. */
  card: strict({ title: liquid, body: liquid, action: strict({ label: liquid, url: liquid }).optional() }),
});

const slackSchema = strict({ ...shape, channel: z.literal('slack'), text: liquid });

const webhookSchema = strict({
  ...shape,
  channel: z.literal('webhook'),
  /** A flat JSON object; every value is rendered to a string. */
  body: z.record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'a key is one word such as "accountId"'),
    liquid,
  ),
});

export const templateSchema = z.discriminatedUnion(
  'channel',
  [emailSchema, inAppSchema, slackSchema, webhookSchema],
  { error: 'a template has one channel: email, in-app, slack or webhook' },
);
export type TemplateJson = z.infer<typeof templateSchema>;
