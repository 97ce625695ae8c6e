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
    of: z.union([z.string(), operandSchema]).optional(),
    to: z.union([z.number(), operandSchema]).optional(),
    per: z.enum(['day', 'week', 'month']).optional(),
    over: z.union([spanSchema, z.int().min(1).max(60)]).optional(),
    before: spanSchema.optional(),
    field: z.string().optional(),
    since: z.literal('changed').optional(),
    rule: z.string().optional(),
    where: conditionSchema.optional(),
  }),
);

export const operandSchema: z.ZodType<OperandJson> = z.lazy(() =>
  strict({ fact: z.string().min(1), params: paramsSchema.optional() }),
);

const leafSchema: z.ZodType<LeafJson> = z.lazy(() =>
  strict({
    fact: z.string().min(1),
    params: paramsSchema.optional(),
    operator: z.string().min(1),
    value: z.union([scalarSchema, z.array(scalarSchema).min(1), operandSchema]),
  }),
);

/** `all: []` and `any: []` fire in json-rules-engine, so an empty list is refused here. */
const someConditions = z.lazy(() =>
  z.array(conditionSchema).min(1, 'an empty list of conditions would always hold'),
);

export const conditionSchema: z.ZodType<ConditionJson> = z.lazy(() =>
  oneOf(
    'a condition',
    ['all', 'any', 'not', 'condition', 'fact'],
    [
      strict({ all: someConditions }),
      strict({ any: someConditions }),
      strict({ not: conditionSchema }),
      strict({ condition: z.string().min(1) }),
      leafSchema,
    ],
  ),
);

/** The top of a rule's conditions: json-rules-engine takes a list or a negation there, not a bare comparison. */
export const topConditionSchema = oneOf(
  'a condition at the top',
  ['all', 'any', 'not', 'condition'],
  [
    strict({ all: someConditions }),
    strict({ any: someConditions }),
    strict({ not: conditionSchema }),
    strict({ condition: z.string().min(1) }),
  ],
  { fact: 'a comparison cannot stand alone at the top: put it inside "all", as {"all": [{"fact": …}]}' },
);

/** A literal, or a fact read when the effect happens. */
export const argumentSchema = z.union([scalarSchema, operandSchema]);
export type ArgumentJson = z.infer<typeof argumentSchema>;
