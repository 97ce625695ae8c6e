import { type Conversion, convertRow } from './convert-row.ts';
import type { Column, ImportMap, Refusal, Table } from './import-map.ts';
import { layoutOf, type OpenedTables, type TableFile } from './open-tables.ts';
import { quoteText } from './quote-text.ts';
import { readRow, textOf } from './read-row.ts';
import { BrokenFile, type SourceRow } from './row-source.ts';

/** What became of the record that begins on that line. */
export interface RowOutcome extends Conversion {
  readonly table: string;
  readonly file: string;
  readonly line: number;
}

/**
 * Turns rows into signals, in the order of the opened files and of their lines. Each row is accepted with at least
 * one signal or refused with a reason. Throws BrokenFile if a file has changed since it was opened.
 */
export async function* importTables(map: ImportMap, opened: OpenedTables): AsyncGenerator<RowOutcome> {
  const firsts = new Map(map.tables.map((table) => [table, new FirstRows(table)]));
  for (const file of opened.files) {
    const firstRows = firsts.get(file.table);
    if (firstRows !== undefined) yield* importFile(map, file, opened, firstRows);
  }
}

async function* importFile(
  map: ImportMap,
  { table, source, layout }: TableFile,
  { lookups }: OpenedTables,
  firstRows: FirstRows,
): AsyncGenerator<RowOutcome> {
  const { file } = source;
  let header = true;
  for await (const record of source.rows(table.delimiter)) {
    if (header) {
      header = false;
      const again = layoutOf(table, file, record.cells, record.line, []);
      if (again?.width === layout.width && again.places.every((place, i) => place === layout.places[i]))
        continue;
      throw new BrokenFile(file, record.line, 'this file changed while it was read');
    }
    const place = { table: table.name, file, line: record.line };
    const read = readRow(table, layout, file, record);
    const refusal =
      'refusal' in read ? read.refusal : firstRows.refuse(file, record, read.row.values, read.key);
    if (refusal !== undefined) yield { ...place, signals: [], refusal, contradictions: [] };
    else if ('row' in read) yield { ...place, ...convertRow(map, table, read.row, read.key, lookups) };
  }
}

interface FirstRow {
  readonly file: string;
  readonly line: number;
  readonly print: number;
}

/** Which values were taken by which row, for the key and for each `unique` rule. */
class FirstRows {
  readonly #rules: readonly {
    readonly reason: string;
    readonly columns: readonly Column[];
    readonly taken: Map<string, FirstRow>;
  }[];

  constructor(table: Table) {
    const key = { reason: 'duplicate-key', columns: table.key };
    this.#rules = [key, ...table.unique].map((rule) => ({ ...rule, taken: new Map() }));
  }

  refuse(
    file: string,
    record: SourceRow,
    values: Parameters<typeof textOf>[1],
    key: readonly string[],
  ): Refusal | undefined {
    const row = { file, line: record.line, print: printOf(record.cells) };
    for (const [i, { reason, columns, taken }] of this.#rules.entries()) {
      if (columns.some((column) => values[column.index] === undefined)) continue;
      const parts = i === 0 ? key : columns.map((column) => textOf(column, values));
      const held = parts.length === 1 ? (parts[0] ?? '') : JSON.stringify(parts);
      const first = taken.get(held);
      if (first === undefined) {
        taken.set(held, row);
        continue;
      }
      const shown = columns.map((column, at) =>
        column.pii ? column.name : `${column.name} ${quoteText(parts[at] ?? '')}`,
      );
      const same = first.print === row.print ? 'an identical row' : 'a row with other values';
      return { reason, detail: `${shown.join(', ')} stands in ${same}, ${first.file}:${first.line}` };
    }
    return undefined;
  }
}

/** A fingerprint that tells a copied row from two rows that share a key; only the report's wording rests on it. */
function printOf(cells: readonly string[]): number {
  let print = 0x811c9dc5;
  for (const cell of cells) {
    for (let i = 0; i < cell.length; i += 1) print = Math.imul(print ^ cell.charCodeAt(i), 0x01000193);
    print = Math.imul(print ^ 0xffff, 0x01000193);
  }
  return print;
}
