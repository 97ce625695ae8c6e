import type { Instant } from '../time/instant.ts';

/** Minor units (cents) and ISO 4217 currency. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Dates are whole days since 1970-01-01 and instants epoch milliseconds, both plain numbers. */
export type LevelValue = string | number | boolean | Money | readonly string[];

/** One value as it was learnt: `at` is event time, `key` is `source|id` of the signal. */
export interface Stamped {
  readonly value: LevelValue;
  readonly at: Instant;
  readonly key: string;
}

/** The two latest values by (time, source, id): a late signal finds its place, so any order ends in the same cell. */
export interface LevelCell extends Stamped {
  readonly before: Stamped | undefined;
}

/** Whether (at, key) comes after the stamp. */
export function isAfter(
  at: Instant,
  key: string,
  stamp: { readonly at: Instant; readonly key: string },
): boolean {
  return at > stamp.at || (at === stamp.at && key > stamp.key);
}

/** The cell with `next` put in its place; the same object when nothing changed. */
export function withValue(cell: LevelCell | undefined, next: Stamped): LevelCell {
  if (cell === undefined) return { ...next, before: undefined };
  if (isAfter(next.at, next.key, cell)) {
    return {
      value: next.value,
      at: next.at,
      key: next.key,
      before: { value: cell.value, at: cell.at, key: cell.key },
    };
  }
  if (next.at === cell.at && next.key === cell.key) return cell;
  if (cell.before === undefined || isAfter(next.at, next.key, cell.before)) return { ...cell, before: next };
  return cell;
}

export function sameValue(a: LevelValue, b: LevelValue): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (isMoney(a)) return isMoney(b) && a.minor === b.minor && a.currency === b.currency;
  return !isMoney(b) && a.length === b.length && a.every((word, i) => word === b[i]);
}

export function isMoney(value: LevelValue): value is Money {
  return typeof value === 'object' && !Array.isArray(value);
}
