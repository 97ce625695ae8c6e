import { pageOf, pageSize, type RowPlace, readCursor } from '../../../app/ports/page-cursor.ts';
import type { Page } from '../../../app/ports/touch-store.ts';
import type { LocalDatabase } from './local-database.ts';

/** Where rows of one kind are: `document` holds the whole row as JSON, `at` the instant that lists go by. */
export interface ListedTable {
  readonly table: 'tasks' | 'runs' | 'touches';
  readonly document: 'task' | 'run' | 'touch';
  readonly at: 'created_at' | 'started_at' | 'first_at';
}

interface FoundRow extends RowPlace {
  readonly document: string;
}

/**
 * One page of a table, newest first. `filters` are values by column, undefined where any will do. Throws StoreError
 * `bad-cursor`.
 */
export function listRows<Row>(
  db: LocalDatabase,
  { table, document, at }: ListedTable,
  filters: Readonly<Record<string, string | undefined>>,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Page<Row> {
  const set = Object.entries(filters).flatMap(([column, value]) =>
    value === undefined ? [] : { column, value },
  );
  const from = cursor === undefined ? undefined : readCursor(cursor);
  const wheres = set.map(({ column }) => `${column} = ?`);
  if (from !== undefined) wheres.push(`(${at}, id) < (?, ?)`);
  const where = wheres.length === 0 ? '' : `WHERE ${wheres.join(' AND ')}`;
  const sql = `
    SELECT id, ${at} AS at, ${document} AS document FROM ${table} ${where} ORDER BY ${at} DESC, id DESC LIMIT ?`;
  const values = [...set.map(({ value }) => value), ...(from === undefined ? [] : [from.at, from.id])];
  const page = pageOf(db.all<FoundRow>(sql, ...values, pageSize(limit) + 1), limit, (row) => row);
  return { items: page.items.map((row) => JSON.parse(row.document) as Row), next: page.next };
}
