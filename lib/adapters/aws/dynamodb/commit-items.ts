import type { Commit } from '../../../app/ports/account-store.ts';
import { notBefore, outboxId } from '../../../app/ports/outbox-id.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import { type AccountRow, accountPartition } from './account-row.ts';
import { indexedAt } from './due-index.ts';
import { type Item, item, number, text } from './item.ts';
import { isCut, keyName, shardOf } from './keys.ts';
import { appended } from './ledger-items.ts';
import { putEffect, type Waiting } from './outbox-items.ts';
import { packedWhole } from './packed.ts';
import { type SeenKey, seenHash } from './seen-keys.ts';
import { remembered } from './seen-pages.ts';
import type { Write } from './write.ts';

/** Counters that every new account adds to one of. */
const COUNTERS = 16;
export const COUNTER_PARTITION = 'count#accounts';
export const COUNTER_PLACES = Array.from({ length: COUNTERS }, (_, i) => String(i));

/** A commit as JSON, made before anything is read or written: what is no JSON throws, and later changes do no harm. */
export interface PackedCommit {
  readonly commit: Commit;
  readonly state: Item[string];
  readonly seen: readonly SeenKey[];
  readonly ledger: readonly LedgerEntry[];
  readonly outbox: readonly Waiting[];
  /** By run, the last word on each; undefined is that it is over. */
  readonly executions: ReadonlyMap<string, string | undefined>;
}

export function packCommit(commit: Commit): PackedCommit {
  const { account, expected, at } = commit;
  return {
    commit,
    state: packedWhole(JSON.stringify(account), `account ${account.id}`),
    seen: commit.seen.map((key) => ({ hash: seenHash(key), at })),
    ledger: JSON.parse(JSON.stringify(commit.ledger)) as LedgerEntry[],
    outbox: onceEach(
      commit.outbox.map((effect, i) => ({
        id: outboxId(effect, account.id, expected + 1, i),
        account: account.id,
        notBefore: notBefore(effect, at),
        json: JSON.stringify(effect),
      })),
    ),
    executions: new Map(
      (commit.executions ?? []).map(({ run, execution }) => [run, execution && JSON.stringify(execution)]),
    ),
  };
}

export interface CommitItems {
  readonly row: AccountRow;
  /** Besides the row, in the order in which they would be left for later. */
  readonly writes: readonly Write[];
}

/** The row that a commit makes of `row`, and the items that go with it, but for those that people look at. */
export function commitItems(
  row: AccountRow | undefined,
  { commit, state, seen, ledger, outbox, executions }: PackedCommit,
  {
    forgotten,
    arrival,
    mark,
  }: { readonly forgotten: number; readonly arrival: number; readonly mark: string },
): CommitItems {
  const { id } = commit.account;
  const before = row ?? { id, seen: [], pages: 0, pagedAt: undefined, entries: 0, tail: [] };
  const known = remembered(before, seen, forgotten);
  const told = appended(before, ledger);
  const next: AccountRow = {
    id,
    version: commit.expected + 1,
    revision: (row?.revision ?? 0) + 1,
    state,
    due: commit.due,
    indexed: indexedAt(row?.indexed, commit.due),
    ...known.row,
    ...told.row,
    held: row?.held ?? [],
    unfinished: undefined,
    mark,
  };
  const writes = [
    ...(row === undefined ? [countAccount(id)] : []),
    ...told.chunks,
    ...known.pages,
    ...[...executions].map(([run, json]) => writeExecution(id, run, json)),
    ...outbox.map((waiting, i) => putEffect(waiting, arrival, i)),
  ];
  return { row: next, writes };
}

function writeExecution(account: string, run: string, json: string | undefined): Write {
  const key = { p: accountPartition(account), s: `x#${keyName(run)}` };
  if (json === undefined) return { delete: key };
  const name = isCut(run) ? text(run) : undefined;
  return { put: item(key, { run: name, j: packedWhole(json, `execution of run ${run}`) }) };
}

function countAccount(id: string): Write {
  return {
    update: { p: COUNTER_PARTITION, s: COUNTER_PLACES[shardOf(id, COUNTERS)] ?? '0' },
    set: { expression: 'ADD #n :one', values: { ':one': number(1) } },
  };
}

/** One transaction takes an item once: of effects with one key the first waits. */
function onceEach(waiting: readonly Waiting[]): Waiting[] {
  const first = new Map<string, Waiting>();
  for (const one of waiting) if (!first.has(one.id)) first.set(one.id, one);
  return [...first.values()];
}
