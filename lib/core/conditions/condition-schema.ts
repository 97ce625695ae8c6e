import * as z from 'zod';
import { oneOf, spanSchema, strict } from '../authoring/schema.ts';

export type Scalar = string | number | boolean;

/** A fact to read: of the catalog, of the scope (`signal.x`, `contact.x`, `run.x`), or a function with `params`. */
export interface OperandJson {
  readonly fact: string;
  readonly params?: ParamsJson | undefined;
}

/** Parameters of the time-aware facts; each function says in `functions.ts` which of them it takes. */
export interface ParamsJson {
  readonly of?: string | OperandJson | undefined;
  readonly to?: OperandJson | number | undefined;
  readonly per?: 'day' | 'week' | 'month' | undefined;
  readonly over?: string | number | undefined;
  readonly before?: string | undefined;
  readonly field?: string | undefined;
  readonly since?: 'changed' | undefined;
  readonly rule?: string | undefined;
  readonly where?: ConditionJson | undefined;
}

export interface LeafJson extends OperandJson {
  readonly operator: string;
  readonly value: Scalar | readonly Scalar[] | OperandJson;
}

/** json-rules-engine's own shape: `all`, `any`, `not`, a named condition, or a comparison. */
export type ConditionJson =
  | { readonly all: readonly ConditionJson[] }
  | { readonly any: readonly ConditionJson[] }
  | { readonly not: ConditionJson }
  | { readonly condition: string }
  | LeafJson;

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]);

const paramsSchema: z.ZodType<ParamsJson> = z.lazy(() =>
  strict({
    of: z
      .union([z.string(), operandSchema])
      .optional()
      .describe('What it is worked out of: a fact, or another {"fact": …}'),
    to: z.union([z.number(), operandSchema]).optional().describe('Of a ratio: what it is divided by'),
    per: z.enum(['day', 'week', 'month']).optional().describe('The periods that are compared or counted'),
    over: z
      .union([spanSchema, z.int().min(1).max(60)])
      .optional()
      .describe('How far back the window reaches, such as "P28D"; of change, a number of periods'),
    before: spanSchema.optional().describe('Moves the window back by this much'),
    field: z.string().optional().describe('Which field of the items is added up'),
    since: z
      .literal('changed')
      .optional()
      .describe('Counts from when a segment, stage or health fact last changed'),
    rule: z.string().optional().describe('Of firing: the rule that is asked about'),
    where: conditionSchema
      .optional()
      .describe('Which items count, or what must hold in each period of a streak'),
  }),
);

export const operandSchema: z.ZodType<OperandJson> = z.lazy(() =>
  strict({
    fact: z.string().min(1).describe('A fact, or a function of facts such as daysSince'),
    params: paramsSchema.optional().describe('Parameters of a function such as ratio'),
  }),
);

const leafSchema: z.ZodType<LeafJson> = z.lazy(() =>
  strict({
    fact: z
      .string()
      .min(1)
      .describe('What is compared: a fact, signal.x, contact.x, run.x, or a function such as change'),
    params: paramsSchema.optional().describe('Parameters of a function such as change'),
    operator: z
      .string()
      .min(1)
      .describe(
        'equal, notEqual, in, notIn, contains, doesNotContain, lessThan, lessThanInclusive, greaterThan, greaterThanInclusive, before, after, isKnown',
      ),
    value: z
      .union([scalarSchema, z.array(scalarSchema).min(1), operandSchema])
      .describe(
        'What it is compared with: a constant, a list, or {"fact": …}. Shares are fractions: 0.2 for 20%',
      ),
  }),
);

/** `all: []` and `any: []` fire in json-rules-engine, so an empty list is refused here. */
const someConditions = z.lazy(() =>
  z.array(conditionSchema).min(1, 'an empty list of conditions would always hold'),
);

export const conditionSchema: z.ZodType<ConditionJson> = z.lazy(() =>
  oneOf('a condition', ['all', 'any', 'not', 'condition', 'fact'], [ALL, ANY, NOT, NAMED, leafSchema]),
);

const ALL = strict({ all: someConditions.describe('True if all of these are') });
const ANY = strict({ any: someConditions.describe('True if one of these is') });
const NOT = strict({
  not: z.lazy(() => conditionSchema).describe('True if this is false; of what is unknown it stays unknown'),
});
const NAMED = strict({ condition: z.string().min(1).describe('A named condition: a file of conditions/') });

/** The top of a rule's conditions: json-rules-engine takes a list or a negation there, not a bare comparison. */
export const topConditionSchema = oneOf(
  'a condition at the top',
  ['all', 'any', 'not', 'condition'],
  [ALL, ANY, NOT, NAMED],
  { fact: 'a comparison cannot stand alone at the top: put it inside "all", as {"all": [{"fact": …}]}' },
);

/** A literal, or a fact read when the effect happens. */
export const argumentSchema = z.union([scalarSchema, operandSchema]);
export type ArgumentJson = z.infer<typeof argumentSchema>;
