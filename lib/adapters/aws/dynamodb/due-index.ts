import type { Instant } from '../../../core/time/instant.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { type AccountRow, DUE_LIST, readRow, rowKey } from './account-row.ts';
import { number, text } from './item.ts';
import { placeKey, shardsOf, sortable } from './keys.ts';
import { inBatches, merged } from './merged.ts';
import type { Table } from './table.ts';

const BATCH = 100;

export interface DueAccount {
  readonly account: string;
  readonly at: Instant;
}

/**
 * Where the index is to have an account. It only moves earlier with a commit, for each move of an entry is two writes
 * and most dues move later with every signal: who is met too early is put where it belongs then.
 */
export function indexedAt(indexed: Instant | undefined, due: Instant | undefined): Instant | undefined {
  if (due === undefined || indexed === undefined) return indexed ?? due;
  return Math.min(indexed, due);
}

/**
 * Accounts whose due is at or before `until`, earliest first, then by id. `finished` is handed rows whose commit was
 * broken off, and gives them back whole.
 */
export async function dueAccounts(
  table: Table,
  until: Instant,
  limit: number,
  finished: (row: AccountRow) => Promise<AccountRow | undefined>,
): Promise<DueAccount[]> {
  const due: (DueAccount & { readonly place: string })[] = [];
  if (limit < 1) return due;
  const entries = merged(table, {
    index: 'by1',
    partitions: shardsOf(DUE_LIST),
    where: { expression: '#s < :end', values: { ':end': `${sortable(until)}$` } },
    pageSize: Math.min(limit, BATCH),
  });
  for await (const batch of inBatches(entries, Math.min(limit, BATCH))) {
    const rows = await table.getAll(batch.map(({ key }) => key));
    const found = await Promise.all(
      rows.map(async (there) => {
        const read = there && readRow(there);
        const row = read?.unfinished === undefined ? read : await finished(read);
        if (row !== undefined && row.indexed !== row.due) await moveEntry(table, row);
        return row;
      }),
    );
    for (const row of found) {
      if (row?.due === undefined || row.due > until) continue;
      due.push({ account: row.id, at: row.due, place: placeKey(row.due, row.id) });
    }
    // Nobody further down the index is due before its place in it.
    const last = batch.at(-1)?.place ?? '';
    if (due.filter(({ place }) => compareCodePoints(place, last) <= 0).length >= limit) break;
  }
  return due
    .sort((a, b) => compareCodePoints(a.place, b.place))
    .slice(0, limit)
    .map(({ account, at }) => ({ account, at }));
}

/** Puts the entry of an account where its due is, unless a commit has changed either meanwhile. */
async function moveEntry(table: Table, { id, due, indexed }: AccountRow): Promise<void> {
  if (indexed === undefined) return;
  const old = { ':old': text(placeKey(indexed, id)) };
  await table.write(
    due === undefined
      ? {
          update: rowKey(id),
          set: { expression: 'REMOVE #p1, #s1' },
          when: { expression: '#s1 = :old AND attribute_not_exists(#d)', values: old },
        }
      : {
          update: rowKey(id),
          set: { expression: 'SET #s1 = :new', values: { ':new': text(placeKey(due, id)) } },
          when: { expression: '#s1 = :old AND #d = :due', values: { ...old, ':due': number(due) } },
        },
  );
}
