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
const meaning = z.string().min(1);
const words = z.array(z.string()).min(1);

const fieldSchema = z.union([
  strict({
    type: z.union([scalarType, z.literal('contact')]),
    in: words.optional(),
    unit: z.string().optional(),
    maxAge: spanSchema.optional(),
    source: z.string().optional(),
    /** Personal data: kept in the contact's record alone, never readable by a condition. */
    pii: z.boolean().optional(),
  }),
  strict({ type: z.literal('list'), in: words.optional() }),
]);
export type FieldJson = z.infer<typeof fieldSchema>;

const levelSchema = strict({
  type: scalarType,
  in: words.optional(),
  unit: z.string().optional(),
  maxAge: spanSchema.optional(),
  source: z.string().optional(),
  meaning,
});
/** A list that is set as a whole (of words), or one that records are appended to (with `fields`). */
const listSchema = strict({
  type: z.literal('list'),
  in: words.optional(),
  maxAge: spanSchema.optional(),
  source: z.string().optional(),
  meaning,
});
const logSchema = strict({
  type: z.literal('list'),
  item: fieldNameSchema,
  fields: z.record(fieldNameSchema, fieldSchema),
  max: z.int().min(1).max(1000),
  keep: spanSchema,
  source: z.string(),
  meaning,
});
const setSchema = strict({
  type: z.literal('set'),
  item: fieldNameSchema,
  fields: z.record(fieldNameSchema, fieldSchema),
  max: z.int().min(1).max(2000),
  keep: spanSchema.optional(),
  source: z.string(),
  meaning,
});
const seriesSchema = strict({
  type: z.literal('series'),
  per: z.enum(['day', 'week', 'month']),
  gap: z.enum(['zero', 'carry', 'unknown']),
  /** The series keeps each period's last value instead of its sum. */
  last: z.boolean().optional(),
  /** The series counts the different values of a period instead of adding. */
  distinct: z.boolean().optional(),
  /** Sums are also kept by this key (at most `keepKeys` of them a period). */
  by: fieldNameSchema.optional(),
  keepKeys: z.int().min(1).max(10_000).optional(),
  keep: spanSchema.optional(),
  unit: z.string().optional(),
  source: z.string(),
  meaning,
});
export const factSchema = z.union([levelSchema, listSchema, logSchema, setSchema, seriesSchema]);
export type FactJson = z.infer<typeof factSchema>;

export const factsSchema = strict({
  ...headerShape,
  /** ISO 4217; a money fact in another currency is unknown, nothing is converted. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is an ISO 4217 code such as "USD"'),
  /** The environment's IANA zone: series are cut into its days, weeks and months. */
  zone: z.string(),
  sources: z.record(
    z.string(),
    strict({
      /** Silent for longer than this, the source is taken as dead: absence is unknown, not zero. */
      maxSilence: spanSchema.optional(),
      /** Periods close this much later, because the source delivers late. */
      lateness: spanSchema.optional(),
    }),
  ),
  facts: z.record(factNameSchema, factSchema),
});
export type FactsJson = z.infer<typeof factsSchema>;
