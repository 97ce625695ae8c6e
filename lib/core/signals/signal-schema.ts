import * as z from 'zod';
import { factNameSchema } from '../accounts/facts-schema.ts';
import { headerShape, oneOf, strict } from '../authoring/schema.ts';

const from = strict({
  from: z.string().min(1).describe('A field of the payload, or "time" or "contact" of the signal'),
});
/** In an object a path is `{"from": "a.b"}`; everything else is literal. */
const source = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), from]);
export type ValueSourceJson = z.infer<typeof source>;

const payloadFieldSchema = strict({
  type: z
    .enum(['string', 'number', 'boolean', 'money', 'date', 'instant', 'list', 'url', 'email', 'zone'])
    .describe('What it holds'),
  optional: z.boolean().optional().describe('May be absent'),
  pii: z.boolean().optional().describe("Personal data: split off at ingest into the contact's record"),
  in: z.array(z.string()).min(1).optional().describe('The only values that it can have'),
  min: z.number().optional().describe('The least that is taken'),
  max: z.number().optional().describe('The most that is taken'),
  default: z.union([z.string(), z.number(), z.boolean()]).optional().describe('Taken where it is absent'),
});
export type PayloadFieldJson = z.infer<typeof payloadFieldSchema>;

const updateSchema = oneOf(
  'an update',
  ['set', 'put', 'remove', 'append', 'series'],
  [
    strict({
      set: factNameSchema.describe('A fact, or a field of the contact such as contact.nps'),
      to: source.describe('What it becomes: {"from": …} or a constant'),
    }),
    strict({
      put: z.string().describe('A set fact, one item of which is added or changed'),
      key: source.describe('Which item: {"from": …}'),
      fields: z.record(z.string(), source).describe('Fields of the item'),
    }),
    strict({
      remove: z.string().describe('A set fact, one item of which is gone'),
      key: source.describe('Which item: {"from": …}'),
    }),
    strict({
      append: z.string().describe('A list of records that one is added to'),
      value: z.record(z.string(), source).describe('Fields of the record'),
    }),
    strict({
      series: z.string().describe('A series fact'),
      add: source.describe('What is added to the period: {"from": …} or a number'),
      by: from.optional().describe('What the sums are also kept by: {"from": …}'),
    }),
    strict({
      series: z.string().describe('A series fact'),
      last: source.describe("What the period's value becomes"),
    }),
    strict({
      series: z.string().describe('A series fact'),
      distinct: from.describe('What is counted once a period: {"from": …}'),
    }),
  ],
);
export type UpdateJson = z.infer<typeof updateSchema>;

export const signalTypeSchema = strict({
  ...headerShape,
  source: z.string().describe('Source of facts.json that this signal shows to be alive'),
  payload: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a payload field is one word'), payloadFieldSchema)
    .describe('The fields that it brings, by name'),
  updates: z.array(updateSchema).describe('What it changes, in order'),
});
export type SignalTypeJson = z.infer<typeof signalTypeSchema>;
