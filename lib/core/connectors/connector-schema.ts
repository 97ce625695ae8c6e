import * as z from 'zod';
import { headerShape, idSchema, oneOf, spanSchema, strict } from '../authoring/schema.ts';
import { patternSchema } from '../patterns/pattern-schema.ts';
import { pathSchema } from './event-path.ts';

/** How outside ids are told apart: `stripe`, `crm`. */
const systemSchema = idSchema.describe('Whose ids these are, such as stripe');

const path = pathSchema.describe('Path from the top of the event, such as detail.id');
const paths = z.union([path, z.array(path).min(1)]);
const from = strict({
  from: paths.describe('Path in the event; of a list, the first that leads to a value'),
});

/** What a value of an event is read as. */
export const CONVERSIONS = [
  'text',
  'number',
  'boolean',
  'list',
  'date',
  'instant',
  'epochSeconds',
  'epochMillis',
  'minorUnits',
  'majorUnits',
] as const;
export type Conversion = (typeof CONVERSIONS)[number];

const readSchema = strict({
  from: paths.describe('Path in the event; of a list, the first that leads to a value'),
  as: z.enum(CONVERSIONS).optional().describe('What it is read as, where it is not in the form of the field'),
  currency: z
    .union([z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters of ISO 4217'), from])
    .optional()
    .describe('Of minorUnits and majorUnits: the currency, or where it stands'),
  ifWrong: z
    .literal('omit')
    .optional()
    .describe('Leaves an optional field out where its value does not fit, instead of refusing the signal'),
});
export type ReadJson = z.infer<typeof readSchema>;

const source = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), readSchema]);
export type SourceJson = z.infer<typeof source>;

const timeSchema = strict({
  from: paths.describe('Path of when it happened'),
  as: z.enum(['instant', 'epochSeconds', 'epochMillis']).optional().describe('Its form; instant is RFC 3339'),
});

const accountSchema = strict({
  system: systemSchema.optional().describe('Whose id it is, such as stripe; without it the id is our own'),
  id: from.describe('Where the id of the account stands'),
});

const contactSchema = oneOf(
  'a contact',
  ['id', 'email'],
  [
    strict({
      id: from.describe("Where the system's id of the person stands"),
      system: systemSchema.optional().describe('Whose id it is; the connector itself if nothing is said'),
    }),
    strict({ email: from.describe('Where the address of the person stands') }),
  ],
);

const mappingSchema = strict({
  when: patternSchema.optional().describe('Which events, as an EventBridge pattern; all if nothing is said'),
  otherwise: z.literal(true).optional().describe('Only where no mapping before this one gave a signal'),
  signal: z
    .union([z.string(), strict({ from: path })])
    .describe('The signal type, or where its name stands: Contract Signed is contract.signed'),
  id: from.optional().describe('What tells this event from all others, and is the same if it comes twice'),
  time: timeSchema.optional().describe('When it happened'),
  account: accountSchema.optional().describe('Whom it is about'),
  contact: contactSchema.optional().describe('Which person of the account, by id or by email'),
  payload: z
    .record(z.string(), source)
    .optional()
    .describe('Fields of the signal: {"from": …} or a constant'),
  fields: strict({ from: path })
    .optional()
    .describe('An object whose properties are taken by the names of the fields, however they are spelt'),
});
export type MappingJson = z.infer<typeof mappingSchema>;

const hookSchema = strict({
  scheme: z.enum(['standard-webhooks', 'stripe', 'hmac']).describe('How requests are signed'),
  header: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'a header is written in small letters')
    .optional()
    .describe('The header with the signature, where the scheme leaves it open'),
  prefix: z.string().min(1).optional().describe('Of hmac: what stands before the signature, such as sha256='),
  encoding: z.enum(['hex', 'base64']).optional().describe('Of hmac: how the signature is written; hex'),
  tolerance: spanSchema.optional().describe('How old a signed request may be; PT5M'),
  detailType: strict({ from: path })
    .optional()
    .describe('Where the kind of the event stands, which is its detail-type, such as detail.type'),
});
export type HookJson = z.infer<typeof hookSchema>;

export const connectorSchema = strict({
  ...headerShape,
  bus: z.string().min(1).max(256).optional().describe('Event bus that the events are on'),
  pattern: patternSchema.optional().describe('EventBridge pattern: which events of the bus'),
  hook: hookSchema.optional().describe('A signed webhook at /v1/hooks/ and the id; its body is the detail'),
  ingest: z.literal('segment').optional().describe("An ingest that is built in: Segment's tracking API"),
  links: z
    .record(systemSchema, from)
    .optional()
    .describe('Ids of the account in other systems, by system, where an event carries them'),
  signals: z.array(mappingSchema).min(1).describe('What its events become; each that matches gives a signal'),
});
export type ConnectorJson = z.infer<typeof connectorSchema>;
