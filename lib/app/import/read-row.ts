import type { CellValue, Column, Refusal, Table, TableRow } from './import-map.ts';
import type { SourceRow } from './row-source.ts';
import { plainText } from './write-value.ts';

/** Where a table's columns stand in one file: for each of them, in the map's order, the place of its cell. */
export interface Layout {
  readonly width: number;
  readonly places: readonly number[];
}

export type ReadRow =
  | { readonly row: TableRow; readonly key: readonly string[] }
  /** `key` is there if its columns could be read: others may refer to the row. */
  | { readonly refusal: Refusal; readonly key: readonly CellValue[] | undefined };

/** Types one record. Everything that is wrong with it is told at once, under the reason of its first fault. */
export function readRow(table: Table, layout: Layout, file: string, source: SourceRow): ReadRow {
  const { cells, line } = source;
  if (cells.length !== layout.width) {
    const detail = `${cells.length} columns, the header has ${layout.width}`;
    return { refusal: { reason: 'wrong-column-count', detail }, key: undefined };
  }
  const texts = layout.places.map((place) => (cells[place] ?? '').trim());
  const values: (CellValue | undefined)[] = [];
  const refusals: Refusal[] = [];
  for (const column of table.columns.values()) {
    const reading = column.read(texts[column.index] ?? '', texts);
    if ('value' in reading) values.push(reading.value);
    else {
      refusals.push(reading);
      values.push(undefined);
    }
  }
  const keys = table.key.map((column) => values[column.index]);
  const [first] = refusals;
  if (first !== undefined) {
    const detail = refusals.map((refusal) => refusal.detail).join('; ');
    return { refusal: { reason: first.reason, detail }, key: keys.every(isKnown) ? keys : undefined };
  }
  const key = table.key.map((column) => textOf(column, values));
  return { row: { file, line, values }, key };
}

/** The row's value in the column as text; empty where it is absent. */
export function textOf(column: Column, values: TableRow['values']): string {
  const value = values[column.index];
  return value === undefined ? '' : plainText(value, column.kind);
}

function isKnown(value: CellValue | undefined): value is CellValue {
  return value !== undefined;
}
