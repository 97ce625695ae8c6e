import type { Field, LogFact, SeriesFact, SetFact } from '../../accounts/catalog.ts';
import type { LevelValue } from '../../accounts/cell.ts';
import { type Item, isAlive as isThere } from '../../accounts/item-set.ts';
import type { LogRecord } from '../../accounts/record-log.ts';
import { firstFrom, SUM_UNIT } from '../../accounts/series.ts';
import type { Instant } from '../../time/instant.ts';
import type { CompiledCondition } from '../compiled-condition.ts';
import type { ConditionEnv } from '../env.ts';
import { comparable, fieldReads } from '../level-operand.ts';
import { holdsUntil, type Operand } from '../operand.ts';
import { type Range, type Scope, TRUE, UNKNOWN, type Value } from '../scope.ts';
import { wasHeard } from '../source-liveness.ts';
import { type Moves, rangeValue, viewSeries } from './series-window.ts';

export type Aggregate = 'count' | 'sum' | 'average';

/** A window of closed own periods: `length` of them, ending `before` periods before the latest closed one. */
export interface SeriesWindow {
  readonly length: number;
  readonly before: number;
  /** For an average: how many own periods make one unit (7 for days per week). */
  readonly unit: number;
}

/** Sum or average of a series over closed periods; unknown while any period in the window is. */
export function seriesAggregate(
  kind: Aggregate,
  fact: SeriesFact,
  window: SeriesWindow,
  zone: string,
): Operand {
  const moves = movesOf(fact, window);
  const open = (scope: Scope) => viewSeries(scope, fact, fact.per, zone, moves);
  return {
    type: 'number',
    words: undefined,
    reads: [fact.slot],
    read: (scope) => {
      const view = open(scope);
      const to = view.closed + 1 - window.before;
      if (to - 1 > view.knownTo) return undefined;
      if (fact.style === 'last') return meanOfLast(view, to - window.length, to);
      const sum = rangeValue(view, to - window.length, to);
      if (sum === undefined || kind !== 'average') return sum;
      return sum / (window.length / window.unit);
    },
    about: (scope) => {
      const view = open(scope);
      return { why: view.closed - window.before > view.knownTo ? 'silent' : undefined };
    },
  };
}

/** Sums change when data enters or leaves the window; a mean of carried values also while it is inside. */
function movesOf(fact: SeriesFact, window: SeriesWindow): Moves {
  if (fact.style === 'last') return { reach: window.length + window.before + 2 };
  return { edges: [window.before, window.before + window.length] };
}

function meanOfLast(view: ReturnType<typeof viewSeries>, from: number, to: number): number | undefined {
  let sum = 0;
  for (let period = from; period < to; period += 1) {
    const value = rangeValue(view, period, period + 1);
    if (value === undefined) return undefined;
    sum += Math.round(value * SUM_UNIT);
  }
  return sum / SUM_UNIT / (to - from);
}

/** Share of the largest key in a series kept `by` something; unknown if nothing was counted or keys overflowed. */
export function topShareOperand(fact: SeriesFact, window: SeriesWindow, zone: string): Operand {
  const moves = movesOf(fact, window);
  return {
    type: 'number',
    words: undefined,
    reads: [fact.slot],
    read: (scope) => {
      const view = viewSeries(scope, fact, fact.per, zone, moves);
      const to = view.closed + 1 - window.before;
      if (to - 1 > view.knownTo || view.cell === undefined) return undefined;
      const totals = new Map<string, number>();
      let all = 0;
      const { buckets } = view.cell;
      for (let i = firstFrom(view.cell, to - window.length); i < buckets.length; i += 1) {
        const bucket = buckets[i];
        if (bucket === undefined || bucket.period >= to) break;
        if (bucket.overflowed) return undefined;
        all += bucket.value;
        for (const [key, value] of bucket.keys ?? []) totals.set(key, (totals.get(key) ?? 0) + value);
      }
      return all === 0 ? undefined : Math.max(0, ...totals.values()) / all;
    },
    about: (scope) => {
      const view = viewSeries(scope, fact, fact.per, zone, moves);
      return { why: view.closed - window.before > view.knownTo ? 'silent' : 'missing' };
    },
  };
}

/** Which items or records count, and what of them is added up. */
export interface ItemQuery {
  readonly where: CompiledCondition | undefined;
  readonly field: Field | undefined;
  /** Records not older than this count (milliseconds); lists only. */
  readonly over: number | undefined;
  /** Depth at which `where` finds the item. */
  readonly depth: number;
}

/** Count, sum or average over the items of a set. Items of which the condition is unknown make a count a range. */
export function setAggregate(kind: Aggregate, fact: SetFact, query: ItemQuery, env: ConditionEnv): Operand {
  const read = (scope: Scope): Value | undefined => {
    const cell = scope.account.sets[fact.index];
    if (cell === undefined) return wasHeard(scope, fact.source) && kind !== 'average' ? 0 : undefined;
    if (cell.overflowed) return undefined;
    const tally = newTally();
    for (const item of cell.items.values()) {
      if (isThere(item))
        take(tally, scope, query, item, query.field && item.fields[query.field.index]?.value, env);
    }
    return result(kind, tally);
  };
  const fieldsRead = query.field === undefined ? [fact.slot] : fieldReads(fact, query.field);
  return {
    type: query.field?.type ?? 'number',
    words: undefined,
    reads: [...fieldsRead, ...(query.where?.reads ?? [])],
    read,
    about: (scope) => {
      const cell = scope.account.sets[fact.index];
      if (cell === undefined) return { why: wasHeard(scope, fact.source) ? 'missing' : 'not-heard' };
      return { why: cell.overflowed ? 'overflowed' : read(scope) === undefined ? 'missing' : undefined };
    },
  };
}

/** The same over the records of a list, newer than `over`. Records cut away by `max` make an older window unknown. */
export function logAggregate(kind: Aggregate, fact: LogFact, query: ItemQuery, env: ConditionEnv): Operand {
  const read = (scope: Scope): Value | undefined => {
    const cell = scope.account.logs[fact.index];
    if (cell === undefined) return wasHeard(scope, fact.source) && kind !== 'average' ? 0 : undefined;
    const from: Instant = query.over === undefined ? Number.NEGATIVE_INFINITY : scope.now - query.over;
    if (cell.cutAt !== undefined && cell.cutAt > from) {
      // Known again once the window no longer reaches what was cut away.
      if (query.over !== undefined) holdsUntil(scope, cell.cutAt + query.over);
      return undefined;
    }
    const tally = newTally();
    for (const record of cell.records) {
      if (record.at <= from) continue;
      if (query.over !== undefined) holdsUntil(scope, record.at + query.over);
      take(tally, scope, query, record, query.field && record.values[query.field.index], env);
    }
    return result(kind, tally);
  };
  return {
    type: query.field?.type ?? 'number',
    words: undefined,
    reads: [fact.slot, ...(query.where?.reads ?? [])],
    read,
    about: (scope) => {
      if (scope.account.logs[fact.index] === undefined && !wasHeard(scope, fact.source))
        return { why: 'not-heard' };
      return { why: read(scope) === undefined ? 'missing' : undefined };
    },
  };
}

interface Tally {
  yes: number;
  maybe: number;
  /** In whole millionths, so that it does not depend on the order of items. */
  sum: number;
  gaps: number;
}

function newTally(): Tally {
  return { yes: 0, maybe: 0, sum: 0, gaps: 0 };
}

function take(
  tally: Tally,
  scope: Scope,
  query: ItemQuery,
  item: Item | LogRecord,
  value: LevelValue | undefined,
  env: ConditionEnv,
): void {
  if (query.where !== undefined) {
    const outer = scope.items[query.depth];
    scope.items[query.depth] = item;
    const matches = query.where.evaluate(scope);
    scope.items[query.depth] = outer;
    if (matches === UNKNOWN) tally.maybe += 1;
    if (matches !== TRUE) return;
  }
  tally.yes += 1;
  if (query.field === undefined) return;
  const number = value === undefined ? undefined : comparable(value, env);
  if (typeof number === 'number') tally.sum += Math.round(number * SUM_UNIT);
  else tally.gaps += 1;
}

function result(kind: Aggregate, tally: Tally): number | Range | undefined {
  if (kind === 'count')
    return tally.maybe === 0 ? tally.yes : { low: tally.yes, high: tally.yes + tally.maybe };
  if (tally.maybe > 0 || tally.gaps > 0) return undefined;
  if (kind === 'sum') return tally.sum / SUM_UNIT;
  return tally.yes === 0 ? undefined : tally.sum / SUM_UNIT / tally.yes;
}
