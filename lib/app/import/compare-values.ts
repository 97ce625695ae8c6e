import { isMoney } from '../../core/accounts/cell.ts';
import { type EpochDay, type Instant, parseDay, parseInstant } from '../../core/time/instant.ts';
import { startOfDay } from '../../core/time/zone.ts';
import type { CellValue, Kind } from './import-map.ts';
import type { Operator, ScalarJson } from './map-schema.ts';
import { minorDigits } from './read-cell.ts';

/** Two values as they compare: numbers by size, text and booleans by equality. */
type Comparable = number | string | boolean;
export type Compare = (left: Comparable, right: Comparable) => boolean;

const ORDERED: readonly Kind[] = ['number', 'money'];
const TIMED: readonly Kind[] = ['date', 'instant'];

export const COMPARISONS: Readonly<
  Record<
    Exclude<Operator, 'isKnown' | 'in' | 'notIn'>,
    { readonly kinds: readonly Kind[] | 'all'; readonly compare: Compare }
  >
> = {
  equal: { kinds: 'all', compare: (left, right) => left === right },
  notEqual: { kinds: 'all', compare: (left, right) => left !== right },
  lessThan: { kinds: ORDERED, compare: (left, right) => left < right },
  lessThanInclusive: { kinds: ORDERED, compare: (left, right) => left <= right },
  greaterThan: { kinds: ORDERED, compare: (left, right) => left > right },
  greaterThanInclusive: { kinds: ORDERED, compare: (left, right) => left >= right },
  before: { kinds: TIMED, compare: (left, right) => left < right },
  after: { kinds: TIMED, compare: (left, right) => left > right },
};

/** Whether values of the two kinds can be compared: the same kind, or a date with an instant. */
export function areComparable(left: Kind, right: Kind): boolean {
  return left === right || (TIMED.includes(left) && TIMED.includes(right));
}

/**
 * Brings a value of one kind to where it compares with a value of the other: money to major units, and a date
 * beside an instant to the start of its day in the map's zone.
 */
export function comparableReader(kind: Kind, other: Kind, zone: string): (value: CellValue) => Comparable {
  if (kind === 'date' && other === 'instant') return (day) => startOfDay(zone, day as EpochDay);
  return (value) =>
    typeof value === 'object' && isMoney(value) ? value.minor / 10 ** minorDigits(value.currency) : value;
}

/** Amounts in two currencies do not compare. */
export function differInCurrency(left: CellValue, right: CellValue): boolean {
  return typeof left === 'object' && typeof right === 'object' && left.currency !== right.currency;
}

/** A literal of the map as it compares with a column of that kind, or undefined where it is of another kind. */
export function literalOf(kind: Kind, literal: ScalarJson): Comparable | Instant | undefined {
  switch (kind) {
    case 'text':
      return typeof literal === 'string' ? literal : undefined;
    case 'boolean':
      return typeof literal === 'boolean' ? literal : undefined;
    case 'number':
    case 'money':
      return typeof literal === 'number' ? literal : undefined;
    case 'date':
      return typeof literal === 'string' ? parseDay(literal) : undefined;
    case 'instant':
      return typeof literal === 'string' ? parseInstant(literal) : undefined;
  }
}
