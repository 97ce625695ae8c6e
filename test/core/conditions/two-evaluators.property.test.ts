import * as fc from 'fast-check';
import { type ConditionProperties, Engine, type TopLevelCondition } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';
import type { ConditionJson } from '../../../lib/core/conditions/condition-schema.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { FALSE, TRUE } from '../../../lib/core/conditions/scope.ts';
import {
  comparableOf,
  compiled,
  completeFacts,
  FACTS,
  type Known,
  type RandomRule,
  randomRule,
  scopeWith,
} from '../../support/random-conditions.ts';

/** The author's JSON with its values as json-rules-engine compares them, and nothing else changed. */
function plainCondition(json: ConditionJson): ConditionJson {
  if ('all' in json) return { all: json.all.map(plainCondition) };
  if ('any' in json) return { any: json.any.map(plainCondition) };
  if ('not' in json) return { not: plainCondition(json.not) };
  if ('condition' in json) return json;
  const type = FACTS[json.fact] ?? 'number';
  const { value } = json;
  if (json.operator === 'isKnown' || (typeof value === 'object' && 'fact' in value)) return json;
  const plain = Array.isArray(value)
    ? value.map((one) => comparableOf(type, one))
    : comparableOf(type === 'list' ? 'string' : type, value);
  return { ...json, value: plain } as ConditionJson;
}

/** json-rules-engine as its users know it: named conditions, plain facts, two operators for time. */
function engineOf(rule: RandomRule): Engine {
  const engine = new Engine();
  engine.addOperator<number, number>('before', (a, b) => a < b);
  engine.addOperator<number, number>('after', (a, b) => a > b);
  engine.addOperator<unknown, boolean>('isKnown', (a, b) => (a !== undefined) === b);
  for (const [name, condition] of Object.entries(rule.named))
    engine.setCondition(name, plainCondition(condition) as TopLevelCondition);
  engine.addRule({
    conditions: plainCondition(rule.top) as ConditionProperties & TopLevelCondition,
    event: { type: 'holds' },
  });
  return engine;
}

function plainFacts(known: Known): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(known).map(([name, one]) => [
      name,
      comparableOf(FACTS[name] ?? 'number', 'value' in one ? one.value : undefined),
    ]),
  );
}

describe('on complete facts', () => {
  it('the compiled evaluator, json-rules-engine and the confirmation agree: 5,000 rules on 4 accounts each', async () => {
    const confirmer = new Confirmer();
    const counts = { true: 0, false: 0 };
    const property = fc.asyncProperty(
      randomRule,
      fc.array(completeFacts, { minLength: 4, maxLength: 4 }),
      async (rule, accounts) => {
        const condition = compiled(rule);
        const engine = engineOf(rule);
        for (const known of accounts) {
          const scope = scopeWith(known);
          const truth = condition.evaluate(scope);
          const { results } = await engine.run(plainFacts(known));
          expect(truth).toBe(results.length === 1 ? TRUE : FALSE);
          const { holds } = await confirmer.confirm(condition, scope);
          expect(holds).toBe(truth === TRUE);
          expect(condition.trace(scope).result).toBe(truth === TRUE ? 'true' : 'false');
          counts[truth === TRUE ? 'true' : 'false'] += 1;
        }
      },
    );
    await fc.assert(property, { numRuns: 5000 });
    // Neither answer is rare, or the agreement would say little.
    expect(Math.min(counts.true, counts.false)).toBeGreaterThan(5000);
  });
});
