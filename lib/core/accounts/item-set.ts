import type { Instant } from '../time/instant.ts';
import { isAfter, type LevelCell, type LevelValue, withValue } from './cell.ts';

/** Field 0 of every item says that it is there; an item may be known by nothing but its key. */
const PRESENCE = 0;

/** One item of a set: its fields by index, and the tombstone that hides what was known before it. */
export interface Item {
  readonly key: string;
  readonly fields: (LevelCell | undefined)[];
  /** The earliest time that anything was said of this key, removed or not. */
  since: Instant;
  removed: { readonly at: Instant; readonly key: string } | undefined;
}

/**
 * Items by key. When more keys than `max` were seen, the first `max` in key order stay and `overflowed` is set for
 * good: which ones stay must not depend on the order of arrival, and aggregates over the set become unknown.
 */
export interface SetCell {
  readonly items: Map<string, Item>;
  overflowed: boolean;
  /** How many items there must be before the set is swept for old ones again. */
  sweepAt: number;
}

/** Small sets are never worth a sweep. */
const FIRST_SWEEP = 16;

export function newSetCell(): SetCell {
  return { items: new Map(), overflowed: false, sweepAt: FIRST_SWEEP };
}

export interface FieldValue {
  readonly index: number;
  readonly value: LevelValue;
}

/**
 * Sets fields of one item; what is older than the item's tombstone stays hidden. Calls `onChange` for every field
 * that changed, and with 0 when the item came to be there.
 */
export function putItem(
  cell: SetCell,
  itemKey: string,
  values: readonly FieldValue[],
  at: Instant,
  key: string,
  max: number,
  onChange: (field: number) => void,
): void {
  const item = itemFor(cell, itemKey, at, max);
  if (item === undefined) return;
  if (at < item.since) item.since = at;
  if (item.removed !== undefined && !isAfter(at, key, item.removed)) return;
  if (item.fields[PRESENCE] === undefined) onChange(PRESENCE);
  item.fields[PRESENCE] = withValue(item.fields[PRESENCE], { value: true, at, key });
  for (const { index, value } of values) {
    const before = item.fields[index];
    const after = withValue(before, { value, at, key });
    if (after === before) continue;
    item.fields[index] = after;
    onChange(index);
  }
}

/** Hides all that was known of the item up to (at, key). A tombstone for an unseen item is kept, for late arrivals. */
export function removeItem(cell: SetCell, itemKey: string, at: Instant, key: string, max: number): void {
  const item = itemFor(cell, itemKey, at, max);
  if (item === undefined) return;
  if (at < item.since) item.since = at;
  if (item.removed !== undefined && !isAfter(at, key, item.removed)) return;
  const tombstone = { at, key };
  item.removed = tombstone;
  for (const [index, field] of item.fields.entries()) {
    if (field === undefined) continue;
    if (!isAfter(field.at, field.key, tombstone)) item.fields[index] = undefined;
    else if (field.before !== undefined && !isAfter(field.before.at, field.before.key, tombstone)) {
      item.fields[index] = { ...field, before: undefined };
    }
  }
}

export function isAlive(item: Item): boolean {
  return item.fields[PRESENCE] !== undefined;
}

/** Live items last heard of before `keepFrom` are forgotten, and tombstones from before `tombstonesFrom`. */
export function pruneSet(cell: SetCell, keepFrom: Instant | undefined, tombstonesFrom: Instant): boolean {
  let went = false;
  for (const item of cell.items.values()) {
    const heard = item.fields[PRESENCE]?.at;
    const gone =
      heard === undefined
        ? (item.removed?.at ?? Number.NEGATIVE_INFINITY) < tombstonesFrom
        : keepFrom !== undefined && heard < keepFrom;
    if (gone) {
      cell.items.delete(item.key);
      went = true;
    }
  }
  return went;
}

function itemFor(cell: SetCell, itemKey: string, at: Instant, max: number): Item | undefined {
  const known = cell.items.get(itemKey);
  if (known !== undefined) return known;
  const item: Item = { key: itemKey, fields: [], since: at, removed: undefined };
  cell.items.set(itemKey, item);
  if (cell.items.size <= max) return item;
  cell.overflowed = true;
  let last = itemKey;
  for (const key of cell.items.keys()) if (key > last) last = key;
  cell.items.delete(last);
  return last === itemKey ? undefined : item;
}
