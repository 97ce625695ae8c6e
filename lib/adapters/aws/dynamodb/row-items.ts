import type { RunRow, TaskRow } from '../../../app/ports/book-reader.ts';
import type { Touch } from '../../../app/ports/touch-store.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { type Item, item, type Key, number, text } from './item.ts';
import { keyName, placeKey, shardOf, shardsOf } from './keys.ts';
import type { ListedRows } from './listed.ts';
import { packedWhole } from './packed.ts';

/** A kind of rows that people look at: `t`asks, r`u`ns and touches (`m`essages have their own place). */
export type RowKind = 'task' | 'run' | 'touch';

export function listedKey(kind: RowKind, id: string): Key {
  return { p: `${kind}#${keyName(id)}`, s: 'row' };
}

export function taskItem(task: TaskRow): Item {
  return listedItem('task', task, task.createdAt);
}

export function runItem(run: RunRow): Item {
  return listedItem('run', run, run.startedAt);
}

/** `at` is when it was first decided about, and keeps its place; `revision` grows with every write. */
export function touchItem(touch: Touch, at: Instant, held: boolean, revision: number): Item {
  return {
    ...listedItem('touch', touch, at),
    h: number(held ? 1 : 0),
    n: number(revision),
  };
}

/** The list that has all rows that a query may find, and the fewest others. */
export function listFor(
  kind: RowKind,
  query: { readonly account?: string; readonly status?: string },
): ListedRows {
  const { account, status } = query;
  if (account !== undefined) return { index: 'by1', partitions: [accountList(kind, account)] };
  if (status !== undefined) return { index: 'by3', partitions: shardsOf(statusList(kind, status)) };
  return { index: 'by2', partitions: shardsOf(kind) };
}

function listedItem(
  kind: RowKind,
  row: { readonly id: string; readonly account: string; readonly status: string },
  at: Instant,
): Item {
  const { id, account, status } = row;
  const place = text(placeKey(at, id));
  const shard = shardOf(id);
  return item(listedKey(kind, id), {
    j: packedWhole(JSON.stringify(row), `${kind} ${id}`),
    at: number(at),
    p1: text(accountList(kind, account)),
    s1: place,
    p2: text(`${kind}#${shard}`),
    s2: place,
    p3: text(`${statusList(kind, status)}#${shard}`),
    s3: place,
  });
}

function accountList(kind: RowKind, account: string): string {
  return `${kind}s of#${keyName(account)}`;
}

function statusList(kind: RowKind, status: string): string {
  return `${kind} ${status}`;
}
