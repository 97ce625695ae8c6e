import type { Catalog, Field, LevelFact, LogFact, SetFact } from '../accounts/catalog.ts';
import { isMoney, type LevelCell, type LevelValue } from '../accounts/cell.ts';
import type { Item } from '../accounts/item-set.ts';
import type { LogRecord } from '../accounts/record-log.ts';
import type { ConditionEnv } from './env.ts';
import { holdsUntil, type Operand, type Test } from './operand.ts';
import { FALSE, type Scope, TRUE, type Tri, UNKNOWN, type Value } from './scope.ts';
import { isAlive } from './source-liveness.ts';

/** The value as conditions compare it: money in major units of the catalog's currency, else unknown. */
export function comparable(value: LevelValue, { catalog }: Pick<ConditionEnv, 'catalog'>): Value | undefined {
  if (typeof value !== 'object' || !isMoney(value)) return value;
  return value.currency === catalog.currency ? value.minor / catalog.minorPerMajor : undefined;
}

/** A level fact of the account. Stale values are unknown; `until` is when the value goes stale. */
export function levelOperand(fact: LevelFact, env: ConditionEnv): Operand {
  const { field } = fact;
  const scaled = env.scaled === fact.name;
  const operand = cellOperand([fact.slot], { field, depth: undefined, catalog: env.catalog });
  if (!scaled) return operand;
  return {
    ...operand,
    test: undefined,
    read: (scope) => {
      const value = operand.read(scope);
      return typeof value === 'number' ? value * scope.scale : value;
    },
  };
}

/** A field of the item at `depth` of the scope, or the item's own key as `id`. */
export function itemOperand(
  fact: SetFact | LogFact,
  depth: number,
  field: Field,
  env: ConditionEnv,
): Operand {
  if (fact.kind === 'set') {
    return cellOperand(fieldReads(fact, field), { field, depth, catalog: env.catalog });
  }
  const record = (scope: Scope) => scope.items[depth] as LogRecord | undefined;
  return {
    type: field.type,
    words: field.in,
    reads: [fact.slot],
    read: (scope) => {
      const value = record(scope)?.values[field.index];
      return value === undefined ? undefined : comparable(value, env);
    },
    about: (scope) => {
      const found = record(scope);
      return { asOf: found?.at, why: found?.values[field.index] === undefined ? 'missing' : undefined };
    },
  };
}

/** Which items there are, and what is known of that field of them. */
export function fieldReads(fact: SetFact, field: Field): number[] {
  return [fact.slot, fact.fieldSlots[field.index] ?? fact.slot];
}

export function itemKeyOperand(fact: SetFact, depth: number): Operand {
  return {
    type: 'string',
    words: undefined,
    reads: [fact.slot],
    read: (scope) => (scope.items[depth] as Item | undefined)?.key,
    about: (scope) => (scope.items[depth] === undefined ? { why: 'missing' } : {}),
  };
}

/** Where a value is kept: in the account's own row, or (with a depth) in an item of the scope. */
interface Place {
  readonly field: Field;
  readonly depth: number | undefined;
  readonly catalog: Catalog;
}

function cellOperand(reads: readonly number[], place: Place): Operand {
  const { field } = place;
  return {
    type: field.type,
    words: field.in,
    reads,
    read: (scope) => valueAt(scope, place),
    about: (scope) => {
      const cell = cellAt(scope, place);
      if (cell === undefined) return { why: 'missing' };
      if (!isFresh(scope, cell, field)) return { asOf: cell.at, why: 'stale' };
      return { asOf: cell.at, why: comparable(cell.value, place) === undefined ? 'missing' : undefined };
    },
    test: (operator, constant) => {
      const found = TESTS[operator];
      return found?.[0](place, constant, found[1], found[2]);
    },
    known: (scope): Tri => {
      const cell = cellAt(scope, place);
      if (cell !== undefined)
        return isFresh(scope, cell, field) && comparable(cell.value, place) !== undefined ? TRUE : FALSE;
      return isAlive(scope, field.source) ? FALSE : UNKNOWN;
    },
  };
}

function cellAt(scope: Scope, { field, depth }: Place): LevelCell | undefined {
  if (depth === undefined) return scope.account.levels[field.index];
  return (scope.items[depth] as Item | undefined)?.fields[field.index];
}

function isFresh(scope: Scope, cell: LevelCell, { maxAge }: Field): boolean {
  if (maxAge === undefined) return true;
  const stale = cell.at + maxAge + 1;
  if (scope.now >= stale) return false;
  holdsUntil(scope, stale);
  return true;
}

/** Undefined when it is missing, stale, or money of another currency. */
function valueAt(scope: Scope, place: Place): Value | undefined {
  const cell = cellAt(scope, place);
  if (cell === undefined || !isFresh(scope, cell, place.field)) return undefined;
  const { value } = cell;
  return typeof value === 'object' ? comparable(value, place) : value;
}

/** Most of what rules ask is one of these; a closure for the value and one for the operator take a third longer. */
type MakeTest = (place: Place, constant: Value | readonly Value[], yes: Tri, no: Tri) => Test;

const isBelow: MakeTest = (place, constant, yes, no) => (scope) => {
  const value = valueAt(scope, place);
  return value === undefined ? UNKNOWN : value < constant ? yes : no;
};

const isAtMost: MakeTest = (place, constant, yes, no) => (scope) => {
  const value = valueAt(scope, place);
  return value === undefined ? UNKNOWN : value <= constant ? yes : no;
};

const isSame: MakeTest = (place, constant, yes, no) => (scope) => {
  const value = valueAt(scope, place);
  return value === undefined ? UNKNOWN : value === constant ? yes : no;
};

const isAmong: MakeTest = (place, constant, yes, no) => (scope) => {
  const value = valueAt(scope, place);
  return value === undefined ? UNKNOWN : (constant as readonly Value[]).includes(value) ? yes : no;
};

const hasWord: MakeTest = (place, constant, yes, no) => (scope) => {
  const value = valueAt(scope, place);
  return value === undefined ? UNKNOWN : (value as readonly Value[]).includes(constant as Value) ? yes : no;
};

/** An operator and its opposite are one test with the answers exchanged. */
const TESTS: Readonly<Record<string, readonly [make: MakeTest, yes: Tri, no: Tri]>> = {
  equal: [isSame, TRUE, FALSE],
  notEqual: [isSame, FALSE, TRUE],
  in: [isAmong, TRUE, FALSE],
  notIn: [isAmong, FALSE, TRUE],
  contains: [hasWord, TRUE, FALSE],
  doesNotContain: [hasWord, FALSE, TRUE],
  lessThan: [isBelow, TRUE, FALSE],
  lessThanInclusive: [isAtMost, TRUE, FALSE],
  greaterThan: [isAtMost, FALSE, TRUE],
  greaterThanInclusive: [isBelow, FALSE, TRUE],
  before: [isBelow, TRUE, FALSE],
  after: [isAtMost, FALSE, TRUE],
};
