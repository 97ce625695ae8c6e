import * as z from 'zod';
import { headerShape, idSchema, strict } from '../../core/authoring/schema.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export type ScalarJson = z.infer<typeof scalar>;

/** Reads a column: of this table (`seats`), or through references (`subscription.account.signup_date`). */
const from = strict({ from: z.string().min(1) });

export type MapConditionJson =
  | { readonly all: readonly MapConditionJson[] }
  | { readonly any: readonly MapConditionJson[] }
  | { readonly not: MapConditionJson }
  | { readonly some: string; readonly where?: MapConditionJson | undefined }
  | { readonly none: string; readonly where?: MapConditionJson | undefined }
  | ComparisonJson;

export interface ComparisonJson {
  readonly from: string;
  readonly operator: Operator;
  readonly value: ScalarJson | readonly ScalarJson[] | { readonly from: string };
}

const operatorSchema = z.enum([
  'equal',
  'notEqual',
  'in',
  'notIn',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'before',
  'after',
  'isKnown',
]);
export type Operator = z.infer<typeof operatorSchema>;

/** An empty list of conditions would always hold, so it is refused, as in rules. */
const someConditions = z.lazy(() =>
  z.array(mapConditionSchema).min(1, 'an empty list of conditions would always hold'),
);

const mapConditionSchema: z.ZodType<MapConditionJson> = z.lazy(() =>
  z.union([
    strict({ all: someConditions }),
    strict({ any: someConditions }),
    strict({ not: mapConditionSchema }),
    strict({ some: z.string(), where: mapConditionSchema.optional() }),
    strict({ none: z.string(), where: mapConditionSchema.optional() }),
    strict({
      from: z.string().min(1),
      operator: operatorSchema,
      value: z.union([scalar, z.array(scalar).min(1), from]),
    }),
  ]),
);

/** What a column's text is read as. Money is written in major units (`1200.50`), dates `YYYY-MM-DD`. */
const asSchema = z.enum(['text', 'number', 'integer', 'boolean', 'date', 'instant', 'money']);

const words = z.array(z.string()).min(1);

const columnSchema = strict({
  as: asSchema,
  /** An empty cell is an absent value; without this it rejects the row. */
  optional: z.boolean().optional(),
  /** Personal data: its values are left out of the report. */
  pii: z.boolean().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  true: words.optional(),
  false: words.optional(),
  /** Texts that stand for nothing in this column, such as `["", "9999-12-31"]`. */
  absent: words.optional(),
  /** IANA zone of instants that are written without one. */
  zone: z.string().optional(),
  /** ISO 4217 code, or the column that holds it. */
  currency: z.union([z.string(), from]).optional(),
});
export type ColumnJson = z.infer<typeof columnSchema>;

const joined = strict({ join: z.array(z.union([z.string(), from])).min(1) });
/** `map` replaces a column's value; one that it does not name rejects the row, or becomes `otherwise` (null: absent). */
const mapped = strict({
  from: z.string().min(1),
  map: z.record(z.string(), scalar).optional(),
  otherwise: z.union([scalar, z.null()]).optional(),
});
const expressionSchema = z.union([scalar, z.array(scalar).min(1), mapped, joined]);
export type ExpressionJson = z.infer<typeof expressionSchema>;

const mapSignalSchema = strict({
  signal: idSchema,
  /** Last part of the signal's id, where a table gives the same signal type twice. */
  id: idSchema.optional(),
  when: mapConditionSchema.optional(),
  time: from,
  contact: expressionSchema.optional(),
  data: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a payload field is one word'), expressionSchema),
});
export type MapSignalJson = z.infer<typeof mapSignalSchema>;

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name is one word of letters, digits, "-" and "_"');
const columns = z.union([z.string(), z.array(z.string()).min(1)]);

const rejectSchema = z.union([
  strict({ reason: idSchema, when: mapConditionSchema }),
  /** The first row with these values is kept, every later one is rejected. */
  strict({ reason: idSchema, unique: columns }),
]);

const tableSchema = strict({
  /** File name, where `*` stands for any characters. */
  file: z.string().min(1),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  /** The column or columns that tell rows apart; the ids of signals are made of them. */
  key: columns,
  columns: z.record(z.string(), z.union([asSchema, columnSchema])),
  /** Columns of the file that are not read. */
  ignored: z.array(z.string()).optional(),
  /** Name to the one row of another table whose key stands in `column`. */
  references: z.record(name, strict({ column: z.string(), table: z.string() })).optional(),
  /** Name to the rows of `table` whose column `on` holds what this row has in `by` (its key, if not said). */
  lists: z.record(name, strict({ table: z.string(), on: z.string(), by: z.string().optional() })).optional(),
  reject: z.array(rejectSchema).optional(),
  /** Checks that are counted and listed by `kind`; they refuse the row only with `"reject": true`. */
  contradictions: z
    .array(strict({ kind: idSchema, when: mapConditionSchema, reject: z.boolean().optional() }))
    .optional(),
  account: expressionSchema,
  signals: z.array(mapSignalSchema).min(1),
});
export type TableJson = z.infer<typeof tableSchema>;

/** `*.map.json`: how the rows of CSV files become signals. Declarative throughout: no code, no patterns but `*`. */
export const importMapSchema = strict({
  ...headerShape,
  /** CloudEvents source of every signal. */
  source: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'a source is 1 to 200 visible ASCII characters'),
  /** IANA zone of dates, and of instants that are written without one. */
  zone: z.string(),
  /** What stands for true, false and nothing, where a column does not say otherwise; nothing is `[""]` if not said. */
  words: strict({ true: words.optional(), false: words.optional(), absent: words.optional() }).optional(),
  tables: z.record(name, tableSchema),
});
export type ImportMapJson = z.infer<typeof importMapSchema>;
