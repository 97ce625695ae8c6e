import type { Field, LevelFact, SetFact } from '../../accounts/catalog.ts';
import { isAfter, type LevelCell, type LevelValue } from '../../accounts/cell.ts';
import type { Item } from '../../accounts/item-set.ts';
import type { ConditionEnv } from '../env.ts';
import { comparable, fieldReads } from '../level-operand.ts';
import type { Operand } from '../operand.ts';
import type { Scope } from '../scope.ts';

/**
 * A fact as it was before the signal being handled. When that signal came late, so that it is not the newest word on
 * the fact, what stood before it is not known.
 */
function previousOperand(
  field: Field,
  fact: LevelFact | SetFact,
  cellOf: (scope: Scope) => LevelCell | undefined,
  env: ConditionEnv,
): Operand {
  const before = (scope: Scope): LevelValue | undefined => {
    const cell = cellOf(scope);
    const { signal } = scope;
    if (cell === undefined || signal === undefined) return undefined;
    if (cell.key === signal.key) return cell.before?.value;
    // The signal tells of this fact (or item), and something newer is known: what stood before it is no longer kept.
    if (signal.type.writes.has(fact.slot) && !isAfter(signal.time, signal.key, cell)) return undefined;
    return cell.value;
  };
  return {
    type: field.type,
    words: field.in,
    reads: fact.kind === 'set' ? fieldReads(fact, field) : [fact.slot],
    read: (scope) => {
      const value = before(scope);
      return value === undefined ? undefined : comparable(value, env);
    },
    about: (scope) => ({
      asOf: cellOf(scope)?.before?.at,
      why: before(scope) === undefined ? 'missing' : undefined,
    }),
  };
}

export function previousLevel(fact: LevelFact, env: ConditionEnv): Operand {
  return previousOperand(fact.field, fact, (scope) => scope.account.levels[fact.index], env);
}

export function previousField(fact: SetFact, depth: number, field: Field, env: ConditionEnv): Operand {
  const cellOf = (scope: Scope) => (scope.items[depth] as Item | undefined)?.fields[field.index];
  return previousOperand(field, fact, cellOf, env);
}
