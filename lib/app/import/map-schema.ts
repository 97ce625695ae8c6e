import * as z from 'zod';
import { headerShape, idSchema, strict } from '../../core/authoring/schema.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
export type ScalarJson = z.infer<typeof scalar>;

/** Reads a column: of this table (`seats`), or through references (`subscription.account.signup_date`). */
const column = z
  .string()
  .min(1)
  .describe('A column: seats, or through references such as subscription.account.plan');
const from = strict({ from: column });

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
    strict({ all: someConditions.describe('True if all of these are') }),
    strict({ any: someConditions.describe('True if one of these is') }),
    strict({ not: z.lazy(() => mapConditionSchema).describe('True if this is false') }),
    strict({
      some: z.string().describe('A list of the table: true if one of its rows is'),
      where: mapConditionSchema.optional().describe('Only rows of which this is true'),
    }),
    strict({
      none: z.string().describe('A list of the table: true if none of its rows is'),
      where: mapConditionSchema.optional().describe('Only rows of which this is true'),
    }),
    strict({
      from: column,
      operator: operatorSchema.describe('How it is compared'),
      value: z
        .union([scalar, z.array(scalar).min(1), from])
        .describe('What it is compared with: a constant, a list, or {"from": column}'),
    }),
  ]),
);

/** What a column's text is read as. Money is written in major units (`1200.50`), dates `YYYY-MM-DD`. */
const asSchema = z.enum(['text', 'number', 'integer', 'boolean', 'date', 'instant', 'money']);

const words = z.array(z.string()).min(1);

const columnSchema = strict({
  as: asSchema.describe('What the text is read as: money in major units (1200.50), dates as YYYY-MM-DD'),
  optional: z
    .boolean()
    .optional()
    .describe('An empty cell is an absent value; without this it rejects the row'),
  pii: z.boolean().optional().describe('Personal data: its values are left out of the report'),
  min: z.number().optional().describe('The least that is taken'),
  max: z.number().optional().describe('The most that is taken'),
  true: words.optional().describe('Texts that mean true'),
  false: words.optional().describe('Texts that mean false'),
  absent: words
    .optional()
    .describe('Texts that stand for nothing in this column, such as "" or "9999-12-31"'),
  zone: z.string().optional().describe('IANA zone of instants that are written without one'),
  currency: z.union([z.string(), from]).optional().describe('ISO 4217 code, or {"from": column}'),
});
export type ColumnJson = z.infer<typeof columnSchema>;

const joined = strict({
  join: z
    .array(z.union([z.string(), from]))
    .min(1)
    .describe('Texts and {"from": column}, put together'),
});
/** `map` replaces a column's value; one that it does not name rejects the row, or becomes `otherwise` (null: absent). */
const mapped = strict({
  from: column,
  map: z.record(z.string(), scalar).optional().describe("What the column's values become"),
  otherwise: z
    .union([scalar, z.null()])
    .optional()
    .describe('For values that the map does not name; null is absent, and without this the row is rejected'),
});
const expressionSchema = z.union([scalar, z.array(scalar).min(1), mapped, joined]);
export type ExpressionJson = z.infer<typeof expressionSchema>;

const mapSignalSchema = strict({
  signal: idSchema.describe('Signal type'),
  id: idSchema
    .optional()
    .describe("Last part of the signal's id, where a table gives the same signal type twice"),
  when: mapConditionSchema.optional().describe('Only rows of which this is true'),
  time: from.describe('When it happened: {"from": column}'),
  contact: expressionSchema.optional().describe('Id of the contact'),
  data: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a payload field is one word'), expressionSchema)
    .describe('Payload by field'),
});
export type MapSignalJson = z.infer<typeof mapSignalSchema>;

const name = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name is one word of letters, digits, "-" and "_"');
const columns = z.union([z.string(), z.array(z.string()).min(1)]);

const rejectSchema = z.union([
  strict({
    reason: idSchema.describe('Slug of why, as it is counted'),
    when: mapConditionSchema.describe('Rejects rows of which this is true'),
  }),
  strict({
    reason: idSchema.describe('Slug of why, as it is counted'),
    unique: columns.describe('The first row with these values is kept, every later one is rejected'),
  }),
]);

const tableSchema = strict({
  file: z.string().min(1).describe('File name, where * stands for any characters'),
  delimiter: z
    .enum([',', ';', '\t', '|'])
    .optional()
    .describe('What stands between columns; a comma if not said'),
  key: columns.describe('The column or columns that tell rows apart; the ids of signals are made of them'),
  columns: z.record(z.string(), z.union([asSchema, columnSchema])).describe('Columns that are read, by name'),
  ignored: z.array(z.string()).optional().describe('Columns of the file that are not read'),
  references: z
    .record(
      name,
      strict({
        column: z.string().describe("The column that holds the other row's key"),
        table: z.string().describe('The other table'),
      }),
    )
    .optional()
    .describe('Rows of other tables by name, each the one whose key stands in a column'),
  lists: z
    .record(
      name,
      strict({
        table: z.string().describe('The other table'),
        on: z.string().describe('The column there that holds what this row has in "by"'),
        by: z.string().optional().describe('The column here; the key if not said'),
      }),
    )
    .optional()
    .describe('Rows of other tables by name, all that belong to this row'),
  reject: z.array(rejectSchema).optional().describe('Rows that are refused, and why'),
  contradictions: z
    .array(
      strict({
        kind: idSchema.describe('Slug by which it is counted and listed'),
        when: mapConditionSchema.describe('What must not be'),
        reject: z.boolean().optional().describe('Refuses the row too'),
      }),
    )
    .optional()
    .describe('Checks of what must not be; they refuse the row only with "reject"'),
  account: expressionSchema.describe('Id of the account'),
  signals: z.array(mapSignalSchema).min(1).describe('The signals that a row becomes'),
});
export type TableJson = z.infer<typeof tableSchema>;

/** `*.map.json`: how the rows of CSV files become signals. Declarative throughout: no code, no patterns but `*`. */
export const importMapSchema = strict({
  ...headerShape,
  source: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'a source is 1 to 200 visible ASCII characters')
    .describe('CloudEvents source of every signal'),
  zone: z.string().describe('IANA zone of dates, and of instants that are written without one'),
  words: strict({
    true: words.optional().describe('Texts that mean true'),
    false: words.optional().describe('Texts that mean false'),
    absent: words.optional().describe('Texts that stand for nothing; the empty cell if not said'),
  })
    .optional()
    .describe('What stands for true, false and nothing, where a column does not say otherwise'),
  tables: z.record(name, tableSchema).describe('The tables by name'),
});
export type ImportMapJson = z.infer<typeof importMapSchema>;
