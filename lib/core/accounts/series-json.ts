import type { MoreJson, SeriesJson, StretchJson, SumJson } from './account-json.ts';
import type { SeriesFact } from './catalog.ts';
import type { MomentWriter, Stamp } from './moments.ts';
import { type Bucket, SETTLED_STAMP, type SeriesCell, SUM_UNIT } from './series.ts';

/** Writes a series out in stretches of periods that follow one another. */
export function seriesJson(fact: SeriesFact, cell: SeriesCell, moments: MomentWriter): SeriesJson {
  const stretches: StretchJson[] = [];
  let stretch: [number, ...(SumJson | null | MoreJson)[]] | undefined;
  let before = 0;
  for (const bucket of cell.buckets) {
    if (stretch === undefined || bucket.period !== before + 1) {
      stretch = [bucket.period - before];
      stretches.push(stretch);
    }
    before = bucket.period;
    stretch.push(valueJson(fact, bucket));
    const more = moreJson(fact, bucket, moments);
    if (more !== undefined) stretch.push(more);
  }
  return [cell.from ?? null, ...stretches];
}

function valueJson(fact: SeriesFact, { value, overflowed }: Bucket): SumJson | null {
  if (fact.style === 'add') return sumJson(value);
  return overflowed ? null : value;
}

function moreJson(fact: SeriesFact, bucket: Bucket, moments: MomentWriter): MoreJson | undefined {
  const { stamp, ids, keys, overflowed } = bucket;
  if (stamp !== undefined) return moments.isSettled(stamp) ? undefined : [moments.numberOf(stamp)];
  if (ids !== undefined) return [...ids].sort();
  if (fact.by === undefined || overflowed) return undefined;
  const sorted = [...(keys ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, part]) => [key, sumJson(part)]));
}

export function openSeries(fact: SeriesFact, json: SeriesJson, moments: readonly Stamp[]): SeriesCell {
  const [from, ...stretches] = json;
  const buckets: Bucket[] = [];
  let period = 0;
  for (const [step, ...parts] of stretches) {
    period += step - 1;
    for (const part of parts) {
      if (part === null || typeof part !== 'object') {
        period += 1;
        buckets.push(openBucket(fact, period, part));
      } else addMore(buckets.at(-1), part, moments);
    }
  }
  return { buckets, from: from ?? undefined };
}

/** One period, taken to keep nothing more than its value; if it does, that comes after it. */
function openBucket(fact: SeriesFact, period: number, value: SumJson | null): Bucket {
  const isSum = fact.style === 'add';
  return {
    period,
    value: isSum ? openSum(value ?? 0) : Number(value ?? 0),
    stamp: fact.style === 'last' ? SETTLED_STAMP : undefined,
    ids: undefined,
    keys: undefined,
    overflowed: isSum ? fact.by !== undefined : value === null,
  };
}

function addMore(bucket: Bucket | undefined, more: MoreJson, moments: readonly Stamp[]): void {
  if (bucket === undefined) return;
  if (!isList(more)) {
    const keys = Object.entries(more).map(([key, sum]): [string, number] => [key, openSum(sum)]);
    if (keys.length > 0) bucket.keys = new Map(keys);
    bucket.overflowed = false;
  } else if (bucket.stamp === undefined) bucket.ids = new Set(more.map(String));
  else bucket.stamp = moments[Number(more[0])];
}

function isList(more: MoreJson): more is readonly [number] | readonly string[] {
  return Array.isArray(more);
}

/** In units, as far as a number holds them exactly. */
function sumJson(millionths: number): SumJson {
  const units = millionths / SUM_UNIT;
  return Math.round(units * SUM_UNIT) === millionths ? units : String(millionths);
}

function openSum(json: SumJson): number {
  return typeof json === 'string' ? Number(json) : Math.round(json * SUM_UNIT);
}
