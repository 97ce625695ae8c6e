import type { LevelFact, Source } from '../../accounts/catalog.ts';
import { HOUR_MS, type Instant } from '../../time/instant.ts';
import { localDay, startOfDay } from '../../time/zone.ts';
import { holdsUntil, type Operand } from '../operand.ts';
import { FALSE, type Scope, TRUE, type Tri, UNKNOWN } from '../scope.ts';
import { isAlive } from '../source-liveness.ts';

export type Unit = 'daysSince' | 'daysUntil' | 'hoursSince';

/**
 * Days between two local calendar days of the account's zone, or hours that have elapsed. With a source that has
 * fallen silent, "since" is unknown: that nothing came is not known then.
 */
export function daysOperand(unit: Unit, of: Operand, source: Source | undefined, isDate: boolean): Operand {
  const value = (scope: Scope): number | undefined => {
    if (unit !== 'daysUntil' && !isAlive(scope, source)) return undefined;
    const at = of.read(scope);
    return typeof at === 'number' ? at : undefined;
  };
  const dayOf = (scope: Scope, at: number) => (isDate ? at : localDay(scope.zone, at));
  const measure = (scope: Scope, at: number): number => {
    if (unit === 'hoursSince') return (scope.now - (isDate ? startOfDay(scope.zone, at) : at)) / HOUR_MS;
    const days = localDay(scope.zone, scope.now) - dayOf(scope, at);
    return unit === 'daysSince' ? days : -days;
  };
  return {
    type: 'number',
    words: undefined,
    reads: of.reads,
    read: (scope) => {
      const at = value(scope);
      if (at === undefined) return undefined;
      if (unit === 'hoursSince') holdsUntil(scope, scope.now + 1);
      else holdsUntil(scope, startOfDay(scope.zone, localDay(scope.zone, scope.now) + 1));
      return measure(scope, at);
    },
    about: (scope) => {
      const about = of.about(scope);
      return about.why === undefined && unit !== 'daysUntil' && !isAlive(scope, source)
        ? { ...about, why: 'silent' }
        : about;
    },
    compare: (operator, constant) => comparison(operator, constant, unit, value, measure, dayOf, isDate),
  };
}

/**
 * Compares with a constant and knows the one instant at which the answer flips: "since" only grows and "until" only
 * shrinks while nothing is heard, so there is exactly one flip for an ordering and none after it.
 */
function comparison(
  operator: string,
  k: number,
  unit: Unit,
  value: (scope: Scope) => number | undefined,
  measure: (scope: Scope, at: number) => number,
  dayOf: (scope: Scope, at: number) => number,
  isDate: boolean,
): ((scope: Scope) => Tri) | undefined {
  const holds = ORDERINGS[operator];
  if (holds === undefined) return undefined;
  // The first measure, in the direction of time, at which the ordering gives its later answer.
  const strict = operator === 'greaterThan' || operator === 'lessThanInclusive';
  const growing = unit !== 'daysUntil';
  const flipDays = growing
    ? strict
      ? Math.floor(k) + 1
      : Math.ceil(k)
    : strict
      ? Math.floor(k)
      : Math.ceil(k) - 1;
  return (scope) => {
    const at = value(scope);
    if (at === undefined) return UNKNOWN;
    const result = holds(measure(scope, at), k) ? TRUE : FALSE;
    const flip = flipInstant(scope, at);
    if (flip > scope.now) holdsUntil(scope, flip);
    return result;
  };

  function flipInstant(scope: Scope, at: number): Instant {
    if (unit === 'hoursSince') {
      const start = isDate ? startOfDay(scope.zone, at) : at;
      return Math.ceil(start + k * HOUR_MS) + (strict ? 1 : 0);
    }
    const day = dayOf(scope, at);
    return startOfDay(scope.zone, growing ? day + flipDays : day - flipDays);
  }
}

const ORDERINGS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  lessThan: (l, r) => l < r,
  lessThanInclusive: (l, r) => l <= r,
  greaterThan: (l, r) => l > r,
  greaterThanInclusive: (l, r) => l >= r,
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

export const DAY_FUNCTIONS: ReadonlySet<string> = new Set([
  'daysSince',
  'daysUntil',
  'hoursSince',
] satisfies Unit[]);
