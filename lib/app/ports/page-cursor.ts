import type { Instant } from '../../core/time/instant.ts';
import { StoreError } from './store-error.ts';
import type { Page } from './touch-store.ts';

/** Items that one page has at most, whatever is asked for. */
const MAX_PAGE = 200;

/** Past this no list gave it out: the longest id, in base64, and some. */
const MAX_CURSOR_LENGTH = 32_768;

/** Where a row stands in a list that goes from the newest to the oldest, and at one instant from the last id down. */
export interface RowPlace {
  readonly at: Instant;
  readonly id: string;
}

/** How many items to hand out: what is asked for, but at least one and at most 200. */
export function pageSize(limit: number): number {
  return limit >= 1 ? Math.min(Math.floor(limit), MAX_PAGE) : 1;
}

/**
 * A page of rows found from a cursor on, one more than the page holds where there are more. It names the place of its
 * last row and not a count, so that rows which come in meanwhile move nothing.
 */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  placeOf: (row: Row) => RowPlace,
): Page<Row> {
  const items = found.slice(0, pageSize(limit));
  const last = items.at(-1);
  return {
    items,
    next: last === undefined || items.length === found.length ? undefined : cursorOf(placeOf(last)),
  };
}

export function cursorOf({ at, id }: RowPlace): string {
  return written([at, id]);
}

/** The place that a cursor names. Throws StoreError `bad-cursor` for a text that no list gave out. */
export function readCursor(cursor: string): RowPlace {
  const read = readWritten(cursor);
  const [at, id] = Array.isArray(read) ? (read as readonly unknown[]) : [];
  if (Number.isSafeInteger(at) && typeof id === 'string' && cursor === written([at, id]))
    return { at: at as Instant, id };
  throw badCursor();
}

/** Of a list in order of ids. */
export function idCursorOf(id: string): string {
  return written([id]);
}

/** The id that a cursor names. Throws StoreError `bad-cursor` for a text that no list of ids gave out. */
export function readIdCursor(cursor: string): string {
  const read = readWritten(cursor);
  const [id] = Array.isArray(read) ? (read as readonly unknown[]) : [];
  if (typeof id === 'string' && cursor === written([id])) return id;
  throw badCursor();
}

/** A cursor is never told back: it may hold anything. */
export function badCursor(): StoreError {
  return new StoreError(
    'bad-cursor',
    'this cursor is none of ours: take the "next" of the page before, as it is',
  );
}

function written(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

function readWritten(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR_LENGTH) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
