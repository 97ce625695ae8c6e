import type { SeriesFact } from '../../accounts/catalog.ts';
import { type Bucket, firstFrom, type SeriesCell, SUM_UNIT } from '../../accounts/series.ts';
import {
  closedPeriod,
  closesAt,
  type Per,
  periodEndDay,
  periodOf,
  periodStartDay,
} from '../../time/period.ts';
import { holdsUntil } from '../operand.ts';
import type { Scope } from '../scope.ts';
import { isAlive, lastHeard } from '../source-liveness.ts';

/** What is known of a series now, cut into periods of `per`: the latest closed one, and the latest known one. */
export interface SeriesView {
  readonly fact: SeriesFact;
  readonly per: Per;
  readonly cell: SeriesCell | undefined;
  readonly closed: number;
  readonly knownTo: number;
}

/**
 * When passing time alone changes what is read of a series. `edges`: whenever data comes to be that many periods
 * before the next one to close, because it enters or leaves a window there. `reach`: at every close, while data is
 * within that many periods.
 */
export type Moves = { readonly edges: readonly number[] } | { readonly reach: number };

/**
 * Opens a series at the scope's instant. Only closed periods count; periods after a silent source's watermark are
 * unknown. Lowers `until` to the next close that can change what is read.
 */
export function viewSeries(scope: Scope, fact: SeriesFact, per: Per, zone: string, moves: Moves): SeriesView {
  const lateness = fact.source?.lateness ?? 0;
  const closed = closedPeriod(zone, per, scope.now, lateness);
  const cell = scope.account.series[fact.index];
  const change = cell === undefined ? undefined : nextChange(fact, per, cell, closed, moves);
  if (change !== undefined) holdsUntil(scope, closesAt(zone, per, change, lateness));
  if (fact.source === undefined || isAlive(scope, fact.source))
    return { fact, per, cell, closed, knownTo: closed };
  const heard = lastHeard(scope, fact.source);
  if (heard === undefined) return { fact, per, cell, closed, knownTo: Number.NEGATIVE_INFINITY };
  const knownTo = Math.min(closed, closedPeriod(zone, per, heard, 0));
  // What was known becomes unknown when it is read past the silence.
  const lost = 'reach' in moves ? closed + 1 : knownTo + Math.min(...moves.edges) + 1;
  if (lost > closed) holdsUntil(scope, closesAt(zone, per, lost, lateness));
  return { fact, per, cell, closed, knownTo };
}

/** The next period whose close changes what is read; undefined if none does while nothing is heard. */
function nextChange(
  fact: SeriesFact,
  per: Per,
  cell: SeriesCell,
  closed: number,
  moves: Moves,
): number | undefined {
  const newest = cell.buckets.at(-1);
  if (newest === undefined) return undefined;
  if ('reach' in moves)
    return toPeriod(fact, per, newest.period) > closed - moves.reach ? closed + 1 : undefined;
  let next: number | undefined;
  for (const edge of moves.edges) {
    const from = closed + 1 - edge;
    const bucket =
      cell.buckets[firstFrom(cell, fact.per === per ? from : periodOf(fact.per, periodStartDay(per, from)))];
    if (bucket === undefined) continue;
    const at = toPeriod(fact, per, bucket.period) + edge;
    if (next === undefined || at < next) next = at;
  }
  return next;
}

/** The period of `per` that holds a period of the series' own, finer, unit. */
function toPeriod(fact: SeriesFact, per: Per, period: number): number {
  return fact.per === per ? period : periodOf(per, periodStartDay(fact.per, period));
}

/** The value of one closed period, or undefined when unknown. */
export function periodValue(view: SeriesView, period: number): number | undefined {
  if (period > view.knownTo) return undefined;
  const { fact } = view;
  if (fact.per === view.per) return rangeValue(view, period, period + 1);
  const from = periodOf(fact.per, periodStartDay(view.per, period));
  const to = periodOf(fact.per, periodEndDay(view.per, period));
  return rangeValue(view, from, to);
}

/**
 * The value of the own periods [from, to): their sum, or for a `last` series the value at their end. `distinct`
 * series are only ever read one period at a time, since counts do not add up.
 */
export function rangeValue(view: SeriesView, from: number, to: number): number | undefined {
  const { fact, cell } = view;
  const buckets = cell?.buckets ?? [];
  const start = cell === undefined ? 0 : firstFrom(cell, from);
  if (fact.style === 'last') return lastValue(fact, buckets, start, to);
  let sum = 0;
  let found = 0;
  for (let i = start; i < buckets.length; i += 1) {
    const bucket = buckets[i] as Bucket;
    if (bucket.period >= to) break;
    if (fact.style === 'distinct' && bucket.overflowed) return undefined;
    sum += bucket.value;
    found += 1;
  }
  if (fact.gap === 'unknown' && found < to - from) return undefined;
  return fact.style === 'add' ? sum / SUM_UNIT : sum;
}

function lastValue(
  fact: SeriesFact,
  buckets: readonly Bucket[],
  start: number,
  to: number,
): number | undefined {
  let at = start - 1;
  while (at + 1 < buckets.length && (buckets[at + 1] as Bucket).period < to) at += 1;
  const inside = at >= start;
  const bucket = buckets[at];
  if (bucket !== undefined && (inside || fact.gap === 'carry')) return bucket.value;
  return fact.gap === 'zero' ? 0 : undefined;
}
