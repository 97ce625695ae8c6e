import type {
  CellValue,
  Column,
  Lookups,
  RowList,
  Table,
  TableRow,
  TableShape,
  UnreadableRow,
} from './import-map.ts';
import type { ReadRow } from './read-row.ts';
import type { SourceRow } from './row-source.ts';

interface Index {
  readonly byKey: Map<CellValue | string, TableRow>;
  readonly unreadable: Map<CellValue, UnreadableRow>;
  readonly byColumn: ReadonlyMap<string, Map<CellValue, TableRow[]>>;
}

/** Keeps of each row what other rows read. Of rows with one key the first is kept, as in the import itself. */
export class RowIndex implements Lookups {
  readonly #indexes = new Map<string, Index>();

  constructor(tables: readonly Table[]) {
    for (const table of tables) {
      const byColumn = new Map([...table.listedBy].map((column) => [column.name, new Map()]));
      this.#indexes.set(table.name, { byKey: new Map(), unreadable: new Map(), byColumn });
    }
  }

  add(table: Table, file: string, source: SourceRow, read: ReadRow): void {
    const index = this.#indexes.get(table.name);
    if (index === undefined) return;
    if ('refusal' in read) {
      const key = read.key?.[0];
      if (key === undefined || index.unreadable.has(key)) return;
      index.unreadable.set(key, { file, line: source.line, reason: read.refusal.reason });
      return;
    }
    const key = keyOf(table.key, read);
    if (index.byKey.has(key)) return;
    const columns = [...table.columns.values()];
    const values = columns.map((column) =>
      table.kept.has(column) ? read.row.values[column.index] : undefined,
    );
    const row = { file, line: source.line, values };
    index.byKey.set(key, row);
    for (const column of table.listedBy) {
      const value = read.row.values[column.index];
      if (value === undefined) continue;
      const rows = index.byColumn.get(column.name);
      const listed = rows?.get(value);
      if (listed === undefined) rows?.set(value, [row]);
      else listed.push(row);
    }
  }

  rowOf(table: TableShape, key: CellValue): TableRow | undefined {
    return this.#indexes.get(table.name)?.byKey.get(key);
  }

  unreadable(table: TableShape, key: CellValue): UnreadableRow | undefined {
    return this.#indexes.get(table.name)?.unreadable.get(key);
  }

  rowsOf(list: RowList, value: CellValue): readonly TableRow[] {
    return this.#indexes.get(list.table.name)?.byColumn.get(list.on.name)?.get(value) ?? [];
  }
}

/** The value of a key of one column, which references look up; else something that tells rows apart. */
function keyOf(columns: readonly Column[], read: Extract<ReadRow, { row: TableRow }>): CellValue | string {
  const [only, ...others] = columns;
  const value = only === undefined || others.length > 0 ? undefined : read.row.values[only.index];
  return value ?? JSON.stringify(read.key);
}
