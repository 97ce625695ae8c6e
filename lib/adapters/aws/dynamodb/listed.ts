import { cursorOf, pageOf, pageSize, type RowPlace, readCursor } from '../../../app/ports/page-cursor.ts';
import type { Page } from '../../../app/ports/touch-store.ts';
import { type Item, numberOf } from './item.ts';
import { placeKey } from './keys.ts';
import { inBatches, merged } from './merged.ts';
import { unpacked } from './packed.ts';
import type { Query, Table } from './table.ts';

/** Rows that one page looks at, at most: a filter that fits nearly nothing gives short pages, and none takes for ever. */
const MAX_LOOKED_AT = 4000;

/** Where rows of a kind are listed, in partitions by the newest. Documents are JSON in `j`, their instant is in `at`. */
export interface ListedRows {
  readonly index: NonNullable<Query['index']>;
  readonly partitions: readonly string[];
}

/** One page of the rows that `fits` finds, newest first. Throws StoreError `bad-cursor`. */
export async function newestFirst<Row extends { readonly id: string }>(
  table: Table,
  { index, partitions }: ListedRows,
  fits: (row: Row) => boolean,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Page<Row>> {
  const from = cursor === undefined ? undefined : readCursor(cursor);
  const wanted = pageSize(limit) + 1;
  const entries = merged(table, {
    index,
    partitions,
    descending: true,
    pageSize: wanted,
    ...(from === undefined ? {} : { where: before(from) }),
  });
  const found: (RowPlace & { readonly row: Row })[] = [];
  let lookedAt = 0;
  for await (const batch of inBatches(entries, Math.min(wanted, 100))) {
    const items = (await table.getAll(batch.map(({ key }) => key))).filter((one) => one !== undefined);
    const rows = items.map(placed<Row>);
    found.push(...rows.filter(({ row }) => fits(row)));
    lookedAt += batch.length;
    const last = rows.at(-1);
    if (found.length >= wanted) break;
    if (lookedAt >= MAX_LOOKED_AT && last !== undefined)
      return { items: found.map(({ row }) => row), next: cursorOf(last) };
  }
  const page = pageOf(found.slice(0, wanted), limit, (one) => one);
  return { items: page.items.map(({ row }) => row), next: page.next };
}

function placed<Row extends { readonly id: string }>(item: Item): RowPlace & { readonly row: Row } {
  const row = JSON.parse(unpacked(item.j)) as Row;
  return { at: numberOf(item, 'at') ?? 0, id: row.id, row };
}

function before({ at, id }: RowPlace) {
  return { expression: '#s < :from', values: { ':from': placeKey(at, id) } };
}
