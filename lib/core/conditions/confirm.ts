import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import type { CompiledCondition, EngineCondition } from './compiled-condition.ts';
import { OPERATORS } from './operators.ts';
import type { Scope, Value } from './scope.ts';

/** json-rules-engine's own verdict on a condition, with its result for every leaf that it reached. */
export interface Confirmation {
  readonly holds: boolean;
  /** json-rules-engine's condition tree with `result` and `factResult`, as it reports it. */
  readonly report: unknown;
}

/** Our operators that json-rules-engine does not have; values arrive as numbers (days, milliseconds). */
const OWN_OPERATORS = ['before', 'after', 'isKnown'];

/**
 * Asks json-rules-engine itself about a condition, over the same values that the compiled form read (DESIGN §4.7).
 * One engine a condition, built when first needed; a unanimous priority keeps its trace complete (TRAPS).
 */
export class Confirmer {
  readonly #engines = new WeakMap<CompiledCondition, { engine: Engine; facts: readonly string[] }>();

  async confirm(condition: CompiledCondition, scope: Scope): Promise<Confirmation> {
    const { engine, facts } = this.#engineFor(condition);
    const values = condition.leaves.map((leaf) => leaf.read(scope));
    const read = (params: Record<string, unknown>): Value | undefined => values[Number(params.leaf)];
    const run = await engine.run(Object.fromEntries(facts.map((fact) => [fact, read])));
    const [result] = [...run.results, ...run.failureResults];
    return { holds: run.results.length === 1, report: result?.conditions };
  }

  #engineFor(condition: CompiledCondition): { engine: Engine; facts: readonly string[] } {
    const known = this.#engines.get(condition);
    if (known !== undefined) return known;
    const engine = new Engine([], { allowUndefinedFacts: true });
    for (const name of OWN_OPERATORS) {
      const def = OPERATORS.get(name);
      if (def !== undefined) {
        const takes = (left: unknown) => def.right === 'boolean' || typeof left === 'number';
        engine.addOperator(name, (left: Value, value: Value) => takes(left) && def.holds(left, value));
      }
    }
    engine.addRule({ conditions: topLevel(condition.engine), event: { type: 'holds' }, name: 'rule' });
    const made = { engine, facts: [...factNames(condition.engine)] };
    this.#engines.set(condition, made);
    return made;
  }
}

function topLevel(condition: EngineCondition): TopLevelCondition {
  return ('fact' in condition ? { all: [condition] } : condition) as unknown as TopLevelCondition &
    NestedCondition;
}

function factNames(condition: EngineCondition, names = new Set<string>()): Set<string> {
  if ('fact' in condition) {
    names.add(condition.fact);
    const { value } = condition;
    if (typeof value === 'object' && value !== null && 'fact' in value) names.add(String(value.fact));
  } else if ('not' in condition) factNames(condition.not, names);
  else for (const part of 'all' in condition ? condition.all : condition.any) factNames(part, names);
  return names;
}
