import type { Touch } from '../../../app/ports/touch-store.ts';
import type { AccountJson } from '../../../core/accounts/account-json.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { bytes, bytesOf, type Item, item, type Key, number, numberOf, text, textOf } from './item.ts';
import { instantOf, isCut, keyName, placeKey, shardOf } from './keys.ts';
import { packed, packedWhole, unpacked } from './packed.ts';
import { readSeen, type SeenKey, writeSeen } from './seen-keys.ts';
import type { Condition } from './write.ts';

/** What of a commit is still to be written: see unfinished-commit.ts. */
export interface Unfinished {
  readonly id: string;
  readonly parts: number;
  readonly done: number;
}

/** The one item of an account that changes with every commit. */
export interface AccountRow {
  readonly id: string;
  readonly version: number;
  /** Grows with every write of the row, also by those that are no commits. */
  readonly revision: number;
  /** The account's JSON, as it is stored. */
  readonly state: Item[string];
  readonly due: Instant | undefined;
  /** Where the due-index has the account: at `due` or earlier, since it is not moved later until it is met. */
  readonly indexed: Instant | undefined;
  /** Signals decided lately; those before them stand in pages of their own. */
  readonly seen: readonly SeenKey[];
  /** Pages of signals that were ever written, and when the last one's latest signal was. */
  readonly pages: number;
  readonly pagedAt: Instant | undefined;
  /** Entries of the whole ledger. */
  readonly entries: number;
  /** Its last few, until there are enough for an item. */
  readonly tail: readonly LedgerEntry[];
  /** Touches that wait inside of their runs. */
  readonly held: readonly Touch[];
  readonly unfinished: Unfinished | undefined;
  /** Of whoever wrote it last. */
  readonly mark: string;
}

const PREFIX = 'a#';

export function accountPartition(id: string): string {
  return `${PREFIX}${keyName(id)}`;
}

export function rowKey(id: string): Key {
  return { p: accountPartition(id), s: 'row' };
}

export const DUE_LIST = 'due';
export const ACCOUNT_LIST = 'accounts';

export function rowItem(row: AccountRow): Item {
  const { id, due, indexed, seen, pages, pagedAt, tail, held, unfinished } = row;
  const shard = shardOf(id);
  return item(rowKey(id), {
    id: isCut(id) ? text(id) : undefined,
    v: number(row.version),
    r: number(row.revision),
    j: row.state,
    d: due === undefined ? undefined : number(due),
    k: seen.length === 0 ? undefined : bytes(writeSeen(seen)),
    g: pages === 0 ? undefined : number(pages),
    ga: pagedAt === undefined ? undefined : number(pagedAt),
    e: row.entries === 0 ? undefined : number(row.entries),
    t: tail.length === 0 ? undefined : packed(JSON.stringify(tail)),
    h: held.length === 0 ? undefined : packedWhole(JSON.stringify(held), `held touches of account ${id}`),
    u: unfinished === undefined ? undefined : text(JSON.stringify(unfinished)),
    m: text(row.mark),
    ...(indexed === undefined ? {} : { p1: text(`${DUE_LIST}#${shard}`), s1: text(placeKey(indexed, id)) }),
    p2: text(`${ACCOUNT_LIST}#${shard}`),
    s2: text(keyName(id)),
  });
}

export function readRow(there: Item): AccountRow {
  const list = (name: string) =>
    there[name] === undefined ? [] : (JSON.parse(unpacked(there[name])) as unknown[]);
  const unfinished = textOf(there, 'u');
  const indexed = textOf(there, 's1');
  return {
    id: idOf(there),
    version: numberOf(there, 'v') ?? 0,
    revision: numberOf(there, 'r') ?? 0,
    state: there.j ?? text(''),
    due: numberOf(there, 'd'),
    indexed: indexed === undefined ? undefined : instantOf(indexed),
    seen: readSeen(bytesOf(there, 'k')),
    pages: numberOf(there, 'g') ?? 0,
    pagedAt: numberOf(there, 'ga'),
    entries: numberOf(there, 'e') ?? 0,
    tail: list('t') as LedgerEntry[],
    held: list('h') as Touch[],
    unfinished: unfinished === undefined ? undefined : (JSON.parse(unfinished) as Unfinished),
    mark: textOf(there, 'm') ?? '',
  };
}

export function stateOf(row: AccountRow): AccountJson {
  return JSON.parse(unpacked(row.state)) as AccountJson;
}

/** That nobody has written the row since it was read. */
export function unchanged(row: AccountRow | undefined): Condition {
  return row === undefined
    ? { expression: 'attribute_not_exists(#p)' }
    : { expression: '#r = :revision', values: { ':revision': number(row.revision) } };
}

/** The id of an account by its row, or by the key of it where that holds the whole. */
export function idOf(there: Item): string {
  return textOf(there, 'id') ?? (textOf(there, 'p') ?? '').slice(PREFIX.length);
}
