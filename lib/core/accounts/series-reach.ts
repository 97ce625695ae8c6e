import type { Per } from '../time/period.ts';
import type { SeriesFact } from './catalog.ts';
import { HORIZON_MS, periodsIn } from './compile-catalog.ts';

/** Days that a period of another unit has at most. */
const DAYS = { day: 1, week: 7, month: 31 };

/**
 * Has a series keep as much as is read of it: so many closed periods of `per`, counted back from the latest. Whatever
 * compiles a reader calls it, so that a decision never asks for what was forgotten. Signals may come later by the
 * horizon, and periods close later by the source's lateness.
 */
export function keepPeriods(fact: SeriesFact, per: Per, count: number): void {
  const periods = keptWith(fact, per, count);
  if (periods > fact.kept.periods) fact.kept.periods = periods;
}

/** The same for the sums by key, which shares are taken of. */
export function keepKeys(fact: SeriesFact, count: number): void {
  keepPeriods(fact, fact.per, count);
  const periods = keptWith(fact, fact.per, count);
  if (periods > fact.kept.keyed) fact.kept.keyed = periods;
}

function keptWith(fact: SeriesFact, per: Per, count: number): number {
  // Of a coarser period, up to all but a day may have passed already.
  const own = per === fact.per ? count : (count + 1) * DAYS[per];
  return own + periodsIn(HORIZON_MS + (fact.source?.lateness ?? 0), fact.per) + 1;
}
