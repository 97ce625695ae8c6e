import { pageOf, pageSize, type RowPlace, readCursor } from '../../app/ports/page-cursor.ts';
import type { Page } from '../../app/ports/touch-store.ts';
import { compareCodePoints } from './code-points.ts';

/** A row as JSON text, so that nobody outside can change it, and its place in lists. */
export interface KeptRow extends RowPlace {
  readonly text: string;
}

/** One page of the rows that `fits` finds. Throws StoreError `bad-cursor`. */
export function newestFirst<Row>(
  rows: Iterable<KeptRow>,
  fits: (row: Row) => boolean,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Page<Row> {
  const from = cursor === undefined ? undefined : readCursor(cursor);
  const found = [...rows]
    .filter((place) => from === undefined || compare(place, from) > 0)
    .sort(compare)
    .map((place) => ({ at: place.at, id: place.id, row: JSON.parse(place.text) as Row }))
    .filter(({ row }) => fits(row));
  const page = pageOf(found.slice(0, pageSize(limit) + 1), limit, (one) => one);
  return { items: page.items.map(({ row }) => row), next: page.next };
}

function compare(a: RowPlace, b: RowPlace): number {
  return b.at - a.at || compareCodePoints(b.id, a.id);
}
