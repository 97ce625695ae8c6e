import type { Money } from '../../core/accounts/cell.ts';

/** What a column holds once it is read: dates are epoch days, instants epoch milliseconds. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'money';
export type CellValue = string | number | boolean | Money;

export type Reading = { readonly value: CellValue | undefined } | Refusal;

/** Why a row is no signal: `reason` is counted, `detail` is for whoever mends the file. */
export interface Refusal {
  readonly reason: string;
  readonly detail: string;
}

export interface Column {
  readonly name: string;
  /** Its place in `Table.columns` and in a row's values. */
  readonly index: number;
  readonly kind: Kind;
  readonly optional: boolean;
  readonly pii: boolean;
  /** Reads the trimmed text; `texts` are those of the whole row, for money whose currency is a column. */
  read(text: string, texts: readonly string[]): Reading;
}

/** One record of a table, typed. Equal file and line mean the same row. */
export interface TableRow {
  readonly file: string;
  readonly line: number;
  readonly values: readonly (CellValue | undefined)[];
}

/** The one row of `table` whose key stands in `column`. */
export interface Reference {
  readonly name: string;
  readonly column: Column;
  readonly table: TableShape;
}

/** The rows of `table` whose `on` equals this row's `by`, other than this row itself. */
export interface RowList {
  readonly name: string;
  readonly table: TableShape;
  readonly on: Column;
  readonly by: Column;
}

/** What paths resolve against. The last four are filled while conditions and signals are compiled. */
export interface TableShape {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly key: readonly Column[];
  readonly references: Map<string, Reference>;
  readonly lists: Map<string, RowList>;
  /** Tables that must be at hand before a row of this one can be converted. */
  readonly needs: Set<TableShape>;
  /** Chains of references that a row must be able to follow, by their dotted name. */
  readonly chains: Map<string, readonly Reference[]>;
  /** Columns that other rows read: all that an index keeps. */
  readonly kept: Set<Column>;
  /** Columns by which lists find rows of this table. */
  readonly listedBy: Set<Column>;
}

/** The rows of the tables that others look into. */
export interface Lookups {
  rowOf(table: TableShape, key: CellValue): TableRow | undefined;
  /** The row that has the key and could not be read, for the report. */
  unreadable(table: TableShape, key: CellValue): UnreadableRow | undefined;
  rowsOf(list: RowList, value: CellValue): readonly TableRow[];
}

export interface UnreadableRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** A column that a condition or signal reads. `outer` is the row that a list's `where` calls `this`. */
export interface Operand {
  readonly from: string;
  readonly kind: Kind;
  readonly pii: boolean;
  read(row: TableRow, lookups: Lookups, outer?: TableRow): CellValue | undefined;
}

/** A condition over a row: undefined is unknown, which is not false, and only true acts. */
export interface Condition {
  test(row: TableRow, lookups: Lookups, outer?: TableRow): boolean | undefined;
  /** What it read, in words, for the report. */
  evidence(row: TableRow, lookups: Lookups): readonly string[];
}

export type Output =
  | string
  | number
  | boolean
  | readonly (string | number | boolean)[]
  | { readonly amount: number; readonly currency: string };

export type Expression = (
  row: TableRow,
  lookups: Lookups,
) => { readonly output: Output | undefined } | Refusal;

/** CloudEvents 1.0 in structured JSON, with the extensions `account` and `contact`. */
export interface ImportedSignal {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly account: string;
  readonly contact?: string;
  readonly data: Readonly<Record<string, Output>>;
}

export interface SignalTemplate {
  readonly type: string;
  /** Last part of its signals' ids. */
  readonly name: string;
  readonly when: Condition | undefined;
  readonly time: Operand;
  readonly contact: Expression | undefined;
  readonly data: readonly (readonly [string, Expression])[];
}

export interface Table extends TableShape {
  readonly delimiter: string;
  readonly ignored: ReadonlySet<string>;
  /** Whether a file of that name (without folders) belongs to this table. */
  matches(fileName: string): boolean;
  readonly unique: readonly { readonly reason: string; readonly columns: readonly Column[] }[];
  readonly rejects: readonly { readonly reason: string; readonly when: Condition }[];
  readonly contradictions: readonly {
    readonly kind: string;
    readonly when: Condition;
    readonly reject: boolean;
  }[];
  readonly account: Expression;
  readonly signals: readonly SignalTemplate[];
}

export interface ImportMap {
  readonly source: string;
  readonly zone: string;
  readonly tables: readonly Table[];
}
