import * as z from 'zod';
import { factNameSchema } from '../accounts/facts-schema.ts';
import { headerShape, oneOf, strict } from '../authoring/schema.ts';

const from = strict({ from: z.string().min(1) });
/** In an object a path is `{"from": "a.b"}`; everything else is literal. */
const source = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), from]);
export type ValueSourceJson = z.infer<typeof source>;

const payloadFieldSchema = strict({
  type: z.enum(['string', 'number', 'boolean', 'money', 'date', 'instant', 'list', 'url', 'email', 'zone']),
  optional: z.boolean().optional(),
  /** Personal data: split off at ingest into the contact's record. */
  pii: z.boolean().optional(),
  in: z.array(z.string()).min(1).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});
export type PayloadFieldJson = z.infer<typeof payloadFieldSchema>;

const updateSchema = oneOf(
  'an update',
  ['set', 'put', 'remove', 'append', 'series'],
  [
    strict({ set: factNameSchema, to: source }),
    strict({ put: z.string(), key: source, fields: z.record(z.string(), source) }),
    strict({ remove: z.string(), key: source }),
    strict({ append: z.string(), value: z.record(z.string(), source) }),
    strict({ series: z.string(), add: source, by: from.optional() }),
    strict({ series: z.string(), last: source }),
    strict({ series: z.string(), distinct: from }),
  ],
);
export type UpdateJson = z.infer<typeof updateSchema>;

export const signalTypeSchema = strict({
  ...headerShape,
  /** Source of facts.json that this signal shows to be alive. */
  source: z.string(),
  payload: z.record(
    z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a payload field is one word'),
    payloadFieldSchema,
  ),
  updates: z.array(updateSchema),
});
export type SignalTypeJson = z.infer<typeof signalTypeSchema>;
