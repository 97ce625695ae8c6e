import type { Field, LevelFact, LogFact, SetFact } from '../accounts/catalog.ts';
import { isMoney, type LevelCell, type LevelValue } from '../accounts/cell.ts';
import type { Item } from '../accounts/item-set.ts';
import type { LogRecord } from '../accounts/record-log.ts';
import type { ConditionEnv } from './env.ts';
import { holdsUntil, type Operand } from './operand.ts';
import { FALSE, type Scope, TRUE, type Tri, UNKNOWN, type Value } from './scope.ts';
import { isAlive } from './source-liveness.ts';

/** The value as conditions compare it: money in major units of the catalog's currency, else unknown. */
export function comparable(value: LevelValue, env: Pick<ConditionEnv, 'catalog'>): Value | undefined {
  if (typeof value !== 'object' || !isMoney(value)) return value;
  return value.currency === env.catalog.currency ? value.minor / env.catalog.minorPerMajor : undefined;
}

/** A level fact of the account. Stale values are unknown; `until` is when the value goes stale. */
export function levelOperand(fact: LevelFact, env: ConditionEnv): Operand {
  const { index, field } = fact;
  const scaled = env.scaled === fact.name;
  const operand = cellOperand(field, [fact.slot], (scope) => scope.account.levels[index], env);
  if (!scaled) return operand;
  return {
    ...operand,
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
    return cellOperand(
      field,
      [fact.slot],
      (scope) => (scope.items[depth] as Item | undefined)?.fields[field.index],
      env,
    );
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

export function itemKeyOperand(fact: SetFact, depth: number): Operand {
  return {
    type: 'string',
    words: undefined,
    reads: [fact.slot],
    read: (scope) => (scope.items[depth] as Item | undefined)?.key,
    about: (scope) => (scope.items[depth] === undefined ? { why: 'missing' } : {}),
  };
}

function cellOperand(
  field: Field,
  reads: readonly number[],
  cellOf: (scope: Scope) => LevelCell | undefined,
  env: ConditionEnv,
): Operand {
  const { maxAge, source } = field;
  const isFresh = (cell: LevelCell, scope: Scope): boolean => {
    if (maxAge === undefined) return true;
    const stale = cell.at + maxAge + 1;
    if (scope.now >= stale) return false;
    holdsUntil(scope, stale);
    return true;
  };
  return {
    type: field.type,
    words: field.in,
    reads,
    read: (scope) => {
      const cell = cellOf(scope);
      if (cell === undefined || !isFresh(cell, scope)) return undefined;
      const { value } = cell;
      return typeof value === 'object' ? comparable(value, env) : value;
    },
    about: (scope) => {
      const cell = cellOf(scope);
      if (cell === undefined) return { why: 'missing' };
      if (!isFresh(cell, scope)) return { asOf: cell.at, why: 'stale' };
      return { asOf: cell.at, why: comparable(cell.value, env) === undefined ? 'missing' : undefined };
    },
    known: (scope): Tri => {
      const cell = cellOf(scope);
      if (cell !== undefined)
        return isFresh(cell, scope) && comparable(cell.value, env) !== undefined ? TRUE : FALSE;
      return isAlive(scope, source) ? FALSE : UNKNOWN;
    },
  };
}
