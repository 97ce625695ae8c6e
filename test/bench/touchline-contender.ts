import type { Catalog } from '../../lib/core/accounts/catalog.ts';
import { compileCondition } from '../../lib/core/conditions/compile-condition.ts';
import type { CompiledCondition } from '../../lib/core/conditions/compiled-condition.ts';
import type { ConditionEnv } from '../../lib/core/conditions/env.ts';
import { newScope, type Scope, TRUE, type Watermarks } from '../../lib/core/conditions/scope.ts';
import { BENCH_NOW, type BenchAccount } from './bench-accounts.ts';
import { THROWING } from './bench-facts.ts';
import type { BenchRule } from './bench-rules.ts';
import type { Contender } from './contender.ts';

const NO_WATERMARKS: Watermarks = { lastHeard: () => undefined };

/** The rules compiled as the rulebook compiles them. */
export function compileRules(rules: readonly BenchRule[], catalog: Catalog): CompiledCondition[] {
  const env: ConditionEnv = { catalog, named: new Map(), rules: new Map(), targets: new Map(), items: [] };
  return rules.map(({ id, conditions }) => {
    const compiled = compileCondition(conditions, env, THROWING);
    if (compiled === undefined) throw new Error(`${id} does not compile`);
    return compiled;
  });
}

/** A scope on the account, as the product makes one. */
export function scopeOn({ row }: BenchAccount): Scope {
  return newScope(row, BENCH_NOW, 'UTC', NO_WATERMARKS);
}

/** Touchline's compiled conditions over rows of slots, each asked for its truth and for how long that holds. */
export function touchlineContender(
  conditions: readonly CompiledCondition[],
  accounts: readonly BenchAccount[],
): Contender {
  return {
    name: 'touchline',
    run: (from, to, fired) => {
      let at = from * conditions.length;
      for (let a = from; a < to; a += 1) {
        const scope = scopeOn(accounts[a] as BenchAccount);
        for (const condition of conditions) {
          scope.until = Number.POSITIVE_INFINITY;
          scope.silentAt = Number.POSITIVE_INFINITY;
          fired[at] = condition.evaluate(scope) === TRUE ? 1 : 0;
          at += 1;
        }
      }
    },
  };
}
