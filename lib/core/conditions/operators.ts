import type { ValueType } from '../accounts/catalog.ts';
import { FALSE, isRange, type Range, TRUE, type Tri, UNKNOWN, type Value } from './scope.ts';

/** One operator: what it compares, in the author's words, and how on definite values and on ranges. */
export interface OperatorDef {
  readonly name: string;
  /** Types of the left side. */
  readonly on: ReadonlySet<ValueType>;
  /** What the right side is: one value of the left side's type, several, or a word of the list. */
  readonly right: 'same' | 'several' | 'word' | 'boolean';
  holds(left: Value, right: Value | readonly Value[]): boolean;
  onRange(left: Range, right: Value | readonly Value[]): Tri;
}

const NUMERIC: ReadonlySet<ValueType> = new Set(['number', 'money']);
const TIMES: ReadonlySet<ValueType> = new Set(['date', 'instant']);
const SCALAR: ReadonlySet<ValueType> = new Set(['string', 'number', 'boolean', 'money', 'date', 'instant']);
const WORDS: ReadonlySet<ValueType> = new Set(['list']);
const ALL: ReadonlySet<ValueType> = new Set([...SCALAR, 'list']);

/** A monotone comparison of a range is decided when both of its ends agree. */
function atBothEnds(holds: (left: number, right: number) => boolean) {
  return (left: Range, right: Value | readonly Value[]): Tri => {
    const k = right as number;
    const low = holds(left.low, k);
    return low === holds(left.high, k) ? (low ? TRUE : FALSE) : UNKNOWN;
  };
}

function ordering(
  name: string,
  on: ReadonlySet<ValueType>,
  holds: (l: number, r: number) => boolean,
): OperatorDef {
  return {
    name,
    on,
    right: 'same',
    holds: (left, right) => holds(left as number, right as number),
    onRange: atBothEnds(holds),
  };
}

function inside(left: Range, value: Value): Tri {
  if (typeof value !== 'number' || value < left.low || value > left.high) return FALSE;
  return left.low === left.high ? TRUE : UNKNOWN;
}

function not(value: Tri): Tri {
  return value === UNKNOWN ? UNKNOWN : value === TRUE ? FALSE : TRUE;
}

function anyInside(left: Range, right: Value | readonly Value[]): Tri {
  const results = (right as readonly Value[]).map((value) => inside(left, value));
  return results.includes(TRUE) ? TRUE : results.includes(UNKNOWN) ? UNKNOWN : FALSE;
}

const never = (): Tri => UNKNOWN;

const DEFS: readonly OperatorDef[] = [
  {
    name: 'equal',
    on: SCALAR,
    right: 'same',
    holds: (l, r) => l === r,
    onRange: (l, r) => inside(l, r as Value),
  },
  {
    name: 'notEqual',
    on: SCALAR,
    right: 'same',
    holds: (l, r) => l !== r,
    onRange: (l, r) => not(inside(l, r as Value)),
  },
  {
    name: 'in',
    on: SCALAR,
    right: 'several',
    holds: (l, r) => (r as readonly Value[]).includes(l),
    onRange: anyInside,
  },
  {
    name: 'notIn',
    on: SCALAR,
    right: 'several',
    holds: (l, r) => !(r as readonly Value[]).includes(l),
    onRange: (l, r) => not(anyInside(l, r)),
  },
  {
    name: 'contains',
    on: WORDS,
    right: 'word',
    holds: (l, r) => (l as readonly string[]).includes(r as string),
    onRange: never,
  },
  {
    name: 'doesNotContain',
    on: WORDS,
    right: 'word',
    holds: (l, r) => !(l as readonly string[]).includes(r as string),
    onRange: never,
  },
  ordering('lessThan', NUMERIC, (l, r) => l < r),
  ordering('lessThanInclusive', NUMERIC, (l, r) => l <= r),
  ordering('greaterThan', NUMERIC, (l, r) => l > r),
  ordering('greaterThanInclusive', NUMERIC, (l, r) => l >= r),
  ordering('before', TIMES, (l, r) => l < r),
  ordering('after', TIMES, (l, r) => l > r),
  // Whether a value is there at all: the compiler asks the operand, json-rules-engine gets a value or undefined.
  {
    name: 'isKnown',
    on: ALL,
    right: 'boolean',
    holds: (l, r) => (l !== undefined) === r,
    onRange: (_, r) => (r === true ? TRUE : FALSE),
  },
];

export const OPERATORS: ReadonlyMap<string, OperatorDef> = new Map(DEFS.map((def) => [def.name, def]));

/** Applies an operator to what two operands gave. A range on the right is compared from the other side. */
export function applyOperator(
  def: OperatorDef,
  left: Value | undefined,
  right: Value | readonly Value[] | undefined,
): Tri {
  if (left === undefined || right === undefined) return UNKNOWN;
  const rightRange = !Array.isArray(right) && isRange(right as Value) ? (right as Range) : undefined;
  if (isRange(left))
    return rightRange === undefined ? def.onRange(left, right) : overlap(def, left, rightRange);
  if (rightRange !== undefined)
    return overlap(def, { low: left as number, high: left as number }, rightRange);
  return def.holds(left, right) ? TRUE : FALSE;
}

/** Two ranges: decided when every corner agrees, and for equality only when they do not meet. */
function overlap(def: OperatorDef, left: Range, right: Range): Tri {
  if (def.name === 'equal' || def.name === 'notEqual') {
    if (left.high < right.low || right.high < left.low) return def.name === 'equal' ? FALSE : TRUE;
    return left.low === left.high && right.low === right.high
      ? def.name === 'equal'
        ? TRUE
        : FALSE
      : UNKNOWN;
  }
  const corners = [right.low, right.high].map((end) => def.onRange(left, end));
  return corners[0] === corners[1] ? (corners[0] as Tri) : UNKNOWN;
}
