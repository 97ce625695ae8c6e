import type { LevelFact, Source } from '../../accounts/catalog.ts';
import { HOUR_MS, type Instant } from '../../time/instant.ts';
import { localDay, startOfDay } from '../../time/zone.ts';
import { type Comparison, holdsUntil, nextHour, type Operand } from '../operand.ts';
import { FALSE, type Scope, TRUE, UNKNOWN } from '../scope.ts';
import { isAlive } from '../source-liveness.ts';

export type Unit = 'daysSince' | 'daysUntil' | 'hoursSince';

/**
 * Days between two local calendar days of the account's zone, or hours that have elapsed. With a source that has
 * fallen silent, "since" is unknown: that nothing came is not known then. `zoneSlot` is where the account's own zone
 * is known, which moves its midnights.
 */
export function daysOperand(
  unit: Unit,
  of: Operand,
  source: Source | undefined,
  isDate: boolean,
  zoneSlot: number | undefined,
): Operand {
  const isSilent = (scope: Scope) => unit !== 'daysUntil' && !isAlive(scope, source);
  const value = (scope: Scope): number | undefined => {
    if (isSilent(scope)) return undefined;
    const at = of.read(scope);
    return typeof at === 'number' ? at : undefined;
  };
  const dayOf = (scope: Scope, at: number) => (isDate ? at : localDay(scope.zone, at));
  const startOf = (scope: Scope, at: number) => (isDate ? startOfDay(scope.zone, at) : at);
  const measure = (scope: Scope, at: number): number => {
    if (unit === 'hoursSince') return hoursFrom(startOf(scope, at), scope.now);
    const days = localDay(scope.zone, scope.now) - dayOf(scope, at);
    return unit === 'daysSince' ? days : -days;
  };
  return {
    type: 'number',
    words: undefined,
    reads: zoneSlot === undefined ? of.reads : [...of.reads, zoneSlot],
    ...(unit === 'hoursSince' ? { moving: true as const } : {}),
    read: (scope) => {
      const at = value(scope);
      if (at === undefined) return undefined;
      if (unit === 'hoursSince') holdsUntil(scope, nextHour(scope.now));
      else holdsUntil(scope, startOfDay(scope.zone, localDay(scope.zone, scope.now) + 1));
      return measure(scope, at);
    },
    about: (scope) => (isSilent(scope) ? { ...of.about(scope), why: 'silent' } : of.about(scope)),
    known: (scope) => {
      if (isSilent(scope)) return UNKNOWN;
      return of.known?.(scope) ?? (of.read(scope) === undefined ? FALSE : TRUE);
    },
    compare: (operator) => {
      const ordering = ORDERINGS[operator];
      if (ordering === undefined) return undefined;
      const flipOf = (scope: Scope, at: number, k: number): Instant => {
        if (unit === 'hoursSince') return hourFlip(ordering, startOf(scope, at), k);
        const day = dayOf(scope, at);
        const days = flipDays(ordering, k, unit === 'daysSince');
        return startOfDay(scope.zone, unit === 'daysSince' ? day + days : day - days);
      };
      return comparison(ordering, value, measure, flipOf);
    },
  };
}

/**
 * Compares with a number and knows the one instant at which the answer flips: "since" only grows and "until" only
 * shrinks while nothing is heard, so there is exactly one flip for an ordering and none after it.
 */
function comparison(
  ordering: Ordering,
  value: (scope: Scope) => number | undefined,
  measure: (scope: Scope, at: number) => number,
  flipOf: (scope: Scope, at: number, k: number) => Instant,
): Comparison {
  return (scope, k) => {
    const at = value(scope);
    if (at === undefined) return UNKNOWN;
    const flip = flipOf(scope, at, k);
    if (flip > scope.now) holdsUntil(scope, flip);
    return ordering.holds(measure(scope, at), k) ? TRUE : FALSE;
  };
}

/** The first measure, in the direction of time, at which the ordering gives its later answer. */
function flipDays(ordering: Ordering, k: number, growing: boolean): number {
  if (growing) return ordering.pastEqual ? Math.floor(k) + 1 : Math.ceil(k);
  return ordering.pastEqual ? Math.floor(k) : Math.ceil(k) - 1;
}

/** The first instant at which the ordering gives its later answer: tried out, since fractions of hours are rounded. */
function hourFlip(ordering: Ordering, start: Instant, k: number): Instant {
  let flip = Math.floor(start + k * HOUR_MS) - 1;
  if (!Number.isSafeInteger(flip)) return flip;
  while (ordering.holds(hoursFrom(start, flip), k) !== ordering.later) flip += 1;
  return flip;
}

function hoursFrom(start: Instant, to: Instant): number {
  return (to - start) / HOUR_MS;
}

interface Ordering {
  holds(left: number, right: number): boolean;
  /** What it says of a measure that has grown past everything. */
  readonly later: boolean;
  /** A measure on its way has to pass the number, not only to reach it. */
  readonly pastEqual: boolean;
}

const ORDERINGS: Readonly<Record<string, Ordering>> = {
  lessThan: { holds: (l, r) => l < r, later: false, pastEqual: false },
  lessThanInclusive: { holds: (l, r) => l <= r, later: false, pastEqual: true },
  greaterThan: { holds: (l, r) => l > r, later: true, pastEqual: true },
  greaterThanInclusive: { holds: (l, r) => l >= r, later: true, pastEqual: false },
};

/** The instant at which a derived fact took its present value. */
export function changedOperand(fact: LevelFact): Operand {
  const { index } = fact;
  return {
    type: 'instant',
    words: undefined,
    reads: [fact.slot],
    read: (scope) => scope.account.levels[index]?.at,
    about: (scope) => {
      const at = scope.account.levels[index]?.at;
      return at === undefined ? { why: 'missing' } : { asOf: at };
    },
  };
}
