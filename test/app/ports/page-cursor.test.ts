import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cursorOf,
  idCursorOf,
  pageOf,
  pageSize,
  readCursor,
  readIdCursor,
} from '../../../lib/app/ports/page-cursor.ts';
import { StoreError } from '../../../lib/app/ports/store-error.ts';
import { HOSTILE_CURSORS } from '../../support/hostile-cursors.ts';

describe('a cursor', () => {
  it('names the place that it was made for, whatever the id', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string({ unit: 'binary', maxLength: 200 }), (at, id) => {
        expect(readCursor(cursorOf({ at, id }))).toEqual({ at, id });
        expect(readIdCursor(idCursorOf(id))).toBe(id);
        expect(cursorOf({ at, id })).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it.each(HOSTILE_CURSORS)('that is %s is refused, and not told back', (_what, cursor) => {
    for (const read of [readCursor, readIdCursor]) {
      let thrown: unknown;
      try {
        read(cursor);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(StoreError);
      expect(thrown).toMatchObject({ code: 'bad-cursor', retryable: false });
      if (cursor.length > 3) expect((thrown as Error).message).not.toContain(cursor);
    }
  });

  it('of one kind of list is refused by the other', () => {
    expect(() => readIdCursor(cursorOf({ at: 1, id: 'a' }))).toThrow('none of ours');
    expect(() => readCursor(idCursorOf('a'))).toThrow('none of ours');
  });
});

describe('a page', () => {
  it.each([
    [50, 50],
    [200, 200],
    [201, 200],
    [1e9, 200],
    [Number.POSITIVE_INFINITY, 200],
    [1, 1],
    [2.9, 2],
    [0, 1],
    [-5, 1],
    [Number.NaN, 1],
  ])('of %d holds %d', (limit, size) => {
    expect(pageSize(limit)).toBe(size);
  });

  it('has a next only where more was found than it holds', () => {
    const rows = ['c', 'b', 'a'].map((id) => ({ at: 1, id }));
    expect(pageOf(rows, 2, (row) => row)).toEqual({
      items: rows.slice(0, 2),
      next: cursorOf({ at: 1, id: 'b' }),
    });
    expect(pageOf(rows, 3, (row) => row)).toEqual({ items: rows, next: undefined });
    expect(pageOf([], 3, (row: { at: number; id: string }) => row)).toEqual({ items: [], next: undefined });
  });
});
