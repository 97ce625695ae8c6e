import { Engine, Fact, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
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

/** Values are read once for each question, so the engine's own memory of them, which hashes names, is of no use. */
const UNCACHED = { cache: false };

/**
 * Asks json-rules-engine itself about a condition, over the same values that the compiled form read (DESIGN §4.7).
 * One engine a condition, built when first needed; a unanimous priority keeps its trace complete (TRAPS).
 */
export class Confirmer {
  readonly #engines = new WeakMap<CompiledCondition, { engine: Engine; facts: readonly string[] }>();

  async confirm(condition: CompiledCondition, scope: Scope): Promise<Confirmation> {
    const { engine, facts } = this.#engineFor(condition);
    const values: Record<string, Fact> = {};
    for (const [i, name] of facts.entries())
      values[name] = new Fact(name, condition.leaves[i]?.read(scope), UNCACHED);
    const run = await engine.run(values);
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
    const made = { engine, facts: condition.leaves.map((_, i) => leafName(i)) };
    this.#engines.set(condition, made);
    return made;
  }
}

/**
 * The condition with every leaf's value as a fact of its own. The engine copies the whole condition for each
 * question, so it gets nothing that the comparison does not need.
 */
function topLevel(condition: EngineCondition): TopLevelCondition {
  const own = withOwnFacts(condition);
  return ('fact' in own ? { all: [own] } : own) as TopLevelCondition;
}

function withOwnFacts(condition: EngineCondition): NestedCondition {
  if ('all' in condition) return { all: condition.all.map(withOwnFacts) };
  if ('any' in condition) return { any: condition.any.map(withOwnFacts) };
  if ('not' in condition) return { not: withOwnFacts(condition.not) };
  const { params, operator, value } = condition;
  return {
    fact: leafName(params.leaf),
    operator,
    value: isLeaf(value) ? { fact: leafName(value.params.leaf) } : value,
  };
}

function leafName(leaf: number): string {
  return `leaf ${leaf}`;
}

function isLeaf(value: unknown): value is { readonly params: { readonly leaf: number } } {
  return typeof value === 'object' && value !== null && 'params' in value;
}
