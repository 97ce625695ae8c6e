import { badCursor, idCursorOf, pageSize, readIdCursor } from './page-cursor.ts';
import type { Page } from './touch-store.ts';

/** A page of rows in falling order of their numbers, found with one more than the page holds where there are more. */
export function numberedPageOf<Row extends { readonly number: number }>(
  found: readonly Row[],
  limit: number,
): Page<Row> {
  const items = found.slice(0, pageSize(limit));
  const last = items.at(-1);
  return {
    items,
    next: last === undefined || items.length === found.length ? undefined : idCursorOf(String(last.number)),
  };
}

/** The number that rows of the next page are below. Throws StoreError `bad-cursor` for a text that no list gave out. */
export function readNumberCursor(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  const number = Number(readIdCursor(cursor));
  if (!Number.isSafeInteger(number)) throw badCursor();
  return number;
}
