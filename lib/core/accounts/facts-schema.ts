import * as z from 'zod';
import { headerShape, spanSchema, strict } from '../authoring/schema.ts';

/** A fact's name: dotted words, `usage.lastSeenAt`. */
export const factNameSchema = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/,
    'a fact name is dotted words such as "usage.lastSeenAt"',
  )
  .max(64);

const fieldNameSchema = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, 'a field name is one word such as "openedAt"');
const scalarType = z.enum(['string', 'number', 'boolean', 'money', 'date', 'instant']);
const meaning = z.string().min(1).describe('What it says, for whoever reads a rule');
const words = z.array(z.string()).min(1);
const inWords = words.optional().describe('The only values that it can have');
const unit = z
  .string()
  .optional()
  .describe('What it is counted in; "fraction" for a share, where 1 is everything');
const maxAge = spanSchema.optional().describe('Older than this it is stale, and unknown');
const source = z.string().describe('Where it comes from: one of the sources above');
const item = fieldNameSchema.describe('What one of them is called: conditions read its fields as item.field');

const fieldSchema = z.union([
  strict({
    type: z
      .union([scalarType, z.literal('contact')])
      .describe('What it holds: a value, or the id of a contact'),
    in: inWords,
    unit,
    maxAge,
    source: source.optional(),
    pii: z
      .boolean()
      .optional()
      .describe("Personal data: kept in the contact's record alone, never readable by a condition"),
  }),
  strict({ type: z.literal('list').describe('A list of words'), in: inWords }),
]);
export type FieldJson = z.infer<typeof fieldSchema>;

const levelSchema = strict({
  type: scalarType.describe('What it holds: the latest value'),
  in: inWords,
  unit,
  maxAge,
  source: source.optional(),
  meaning,
});
/** A list that is set as a whole (of words), or one that records are appended to (with `fields`). */
const listSchema = strict({
  type: z.literal('list').describe('A list of words, set as a whole'),
  in: inWords,
  maxAge,
  source: source.optional(),
  meaning,
});
const logSchema = strict({
  type: z.literal('list').describe('A list of records that are appended'),
  item,
  fields: z.record(fieldNameSchema, fieldSchema).describe('The fields of each'),
  max: z.int().min(1).max(1000).describe('At most so many are kept'),
  keep: spanSchema.describe('Those older than this are dropped'),
  source,
  meaning,
});
const setSchema = strict({
  type: z.literal('set').describe('Items by key; a removed one is gone'),
  item,
  fields: z.record(fieldNameSchema, fieldSchema).describe('The fields of each'),
  max: z.int().min(1).max(2000).describe('At most so many are kept'),
  keep: spanSchema.optional().describe('Those older than this are dropped'),
  source,
  meaning,
});
const seriesSchema = strict({
  type: z.literal('series').describe('A number for each period'),
  per: z.enum(['day', 'week', 'month']).describe('The period: day, week or month'),
  gap: z
    .enum(['zero', 'carry', 'unknown'])
    .describe('What a period without data means: zero, the last value (carry), or unknown'),
  last: z.boolean().optional().describe("Keeps each period's last value instead of its sum"),
  distinct: z.boolean().optional().describe('Counts the different values of a period instead of adding'),
  by: fieldNameSchema.optional().describe('Sums are also kept by this key, for topShare'),
  keepKeys: z.int().min(1).max(10_000).optional().describe('At most so many keys a period'),
  keep: spanSchema
    .optional()
    .describe(
      'How far back it is kept at least; if not said, as far as the rulebook reads it, 400 days at most',
    ),
  unit,
  source,
  meaning,
});
export const factSchema = z.union([levelSchema, listSchema, logSchema, setSchema, seriesSchema]);
export type FactJson = z.infer<typeof factSchema>;

export const factsSchema = strict({
  ...headerShape,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code such as "USD"')
    .describe('ISO 4217 code; a money fact in another currency is unknown, nothing is converted'),
  zone: z.string().describe("The environment's IANA zone: series are cut into its days, weeks and months"),
  sources: z
    .record(
      z.string(),
      strict({
        maxSilence: spanSchema
          .optional()
          .describe('Silent for longer than this it is taken as dead: absence is unknown, not zero'),
        lateness: spanSchema.optional().describe('Periods close this much later, because it delivers late'),
      }),
    )
    .describe('Where facts come from, by name'),
  facts: z.record(factNameSchema, factSchema).describe('What can be known about an account, by name'),
});
export type FactsJson = z.infer<typeof factsSchema>;
