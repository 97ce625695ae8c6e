import type { Instant } from '../../../core/time/instant.ts';
import { type AccountRow, accountPartition } from './account-row.ts';
import { numberKey } from './arrival.ts';
import { expiry, KEEP_MS } from './expiry.ts';
import { bytes, bytesOf, item } from './item.ts';
import { readSeen, type SeenKey, writeSeen } from './seen-keys.ts';
import type { Table } from './table.ts';
import type { Write } from './write.ts';

/** Signals that the account's own row keeps: 512 bytes. An account of 60 signals a month never needs a page. */
const MAX_IN_ROW = 32;
const MAX_IN_PAGE = 5000;

/** Hashes of all signals in an account's pages, but for those before `forgotten`. */
export async function readPages(
  table: Table,
  row: AccountRow,
  forgotten: Instant,
): Promise<ReadonlySet<string>> {
  if (row.pages === 0 || (row.pagedAt ?? 0) < forgotten) return new Set();
  const pages = await table.queryAll({
    partition: accountPartition(row.id),
    where: { expression: 'begins_with(#s, :page)', values: { ':page': 's#' } },
  });
  const keys = pages.flatMap((page) => readSeen(bytesOf(page, 'k')));
  return new Set(keys.filter(({ at }) => at >= forgotten).map(({ hash }) => hash));
}

/** How the signals of a commit are remembered: in the row while there is room, or else all of them in a page. */
export function remembered(
  row: Pick<AccountRow, 'id' | 'seen' | 'pages' | 'pagedAt'>,
  more: readonly SeenKey[],
  forgotten: Instant,
): { readonly row: Pick<AccountRow, 'seen' | 'pages' | 'pagedAt'>; readonly pages: readonly Write[] } {
  const seen = [...row.seen.filter(({ at }) => at >= forgotten), ...more];
  const { pages: there, pagedAt } = row;
  if (seen.length <= MAX_IN_ROW) return { row: { seen, pages: there, pagedAt }, pages: [] };
  const pages: Write[] = [];
  for (let i = 0; i < seen.length; i += MAX_IN_PAGE)
    pages.push(page(row.id, there + pages.length, seen.slice(i, i + MAX_IN_PAGE)));
  const latest = seen.reduce((last, { at }) => Math.max(last, at), pagedAt ?? Number.MIN_SAFE_INTEGER);
  return { row: { seen: [], pages: there + pages.length, pagedAt: latest }, pages };
}

function page(account: string, place: number, seen: readonly SeenKey[]): Write {
  const last = Math.max(...seen.map(({ at }) => at));
  return {
    put: item(
      { p: accountPartition(account), s: `s#${numberKey(place)}` },
      { k: bytes(writeSeen(seen)), ttl: expiry(last + KEEP_MS) },
    ),
  };
}
