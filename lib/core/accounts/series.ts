import type { Instant } from '../time/instant.ts';
import { isAfter } from './cell.ts';

/**
 * Sums are kept in whole millionths: adding fractions as floating point would depend on the order of arrival.
 */
export const SUM_UNIT = 1_000_000;

/** One period of a series. Which parts are used depends on the series' style. */
export interface Bucket {
  readonly period: number;
  /** `add`: the sum in millionths; `last`: the value itself; `distinct`: the count once `ids` was dropped. */
  value: number;
  /** `last`: what the value was learnt from. */
  stamp: { readonly at: Instant; readonly key: string } | undefined;
  /** `distinct`: who was seen, while late signals may still come. */
  ids: Set<string> | undefined;
  /** `by`: the sum of each key, in millionths. */
  keys: Map<string, number> | undefined;
  /** More keys or ids came than are kept, and none are any more: shares and counts of this period are unknown. */
  overflowed: boolean;
}

/** Buckets in order of their period; periods without data have none. */
export interface SeriesCell {
  readonly buckets: Bucket[];
}

export function newSeriesCell(): SeriesCell {
  return { buckets: [] };
}

/** Index of the first bucket whose period is >= `period`. */
export function firstFrom(cell: SeriesCell, period: number): number {
  let low = 0;
  let high = cell.buckets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cell.buckets[middle] as Bucket).period < period) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bucketFor(cell: SeriesCell, period: number): Bucket {
  const last = cell.buckets.at(-1);
  if (last !== undefined && last.period === period) return last;
  const i = last === undefined || last.period < period ? cell.buckets.length : firstFrom(cell, period);
  const there = cell.buckets[i];
  if (there?.period === period) return there;
  const made: Bucket = {
    period,
    value: 0,
    stamp: undefined,
    ids: undefined,
    keys: undefined,
    overflowed: false,
  };
  cell.buckets.splice(i, 0, made);
  return made;
}

export function addToSeries(
  cell: SeriesCell,
  period: number,
  amount: number,
  by: string | undefined,
  keepKeys: number,
): void {
  const bucket = bucketFor(cell, period);
  const parts = Math.round(amount * SUM_UNIT);
  bucket.value += parts;
  if (by === undefined || bucket.overflowed) return;
  bucket.keys ??= new Map();
  const before = bucket.keys.get(by);
  if (before === undefined && bucket.keys.size >= keepKeys) {
    // Which keys came first depends on the order of arrival, so none of them is kept.
    bucket.overflowed = true;
    bucket.keys = undefined;
  } else bucket.keys.set(by, (before ?? 0) + parts);
}

export function setInSeries(cell: SeriesCell, period: number, value: number, at: Instant, key: string): void {
  const bucket = bucketFor(cell, period);
  if (bucket.stamp !== undefined && !isAfter(at, key, bucket.stamp)) return;
  bucket.value = value;
  bucket.stamp = { at, key };
}

export function countInSeries(cell: SeriesCell, period: number, id: string, keepIds: number): void {
  const bucket = bucketFor(cell, period);
  // A period whose ids were dropped keeps its count: whether a late id was among them cannot be told any more.
  if (bucket.overflowed || (bucket.ids === undefined && bucket.value > 0)) return;
  bucket.ids ??= new Set();
  if (!bucket.ids.has(id) && bucket.ids.size >= keepIds) {
    bucket.overflowed = true;
    bucket.ids = undefined;
    return;
  }
  bucket.ids.add(id);
  bucket.value = bucket.ids.size;
}

/** Forgets periods before `keepFrom`; closed periods before `idsFrom` keep counts instead of ids. */
export function pruneSeries(cell: SeriesCell, keepFrom: number, idsFrom: number): void {
  const gone = firstFrom(cell, keepFrom);
  if (gone > 0) cell.buckets.splice(0, gone);
  for (const bucket of cell.buckets) {
    if (bucket.period >= idsFrom) break;
    bucket.ids = undefined;
  }
}
