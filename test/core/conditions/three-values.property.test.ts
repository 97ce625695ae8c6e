import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TRUTHS } from '../../../lib/core/conditions/compiled-condition.ts';
import type { ConditionJson } from '../../../lib/core/conditions/condition-schema.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import {
  comparableOf,
  compiled,
  FACTS,
  type Known,
  type RandomRule,
  randomRule,
  scopeWith,
  someFacts,
} from '../../support/random-conditions.ts';

/** Kleene's strong three values: 0 false, ½ unknown, 1 true; "and" is the least, "or" the greatest. */
type Kleene = 0 | 0.5 | 1;
const TOLD: Readonly<Record<Kleene, string>> = { 0: 'false', 0.5: 'unknown', 1: 'true' };

/** A second, slow reading of what a condition means, straight from the author's JSON. */
function truthOf(json: ConditionJson, rule: RandomRule, known: Known): Kleene {
  if ('all' in json) return Math.min(...json.all.map((one) => truthOf(one, rule, known))) as Kleene;
  if ('any' in json) return Math.max(...json.any.map((one) => truthOf(one, rule, known))) as Kleene;
  if ('not' in json) return (1 - truthOf(json.not, rule, known)) as Kleene;
  if ('condition' in json) return truthOf(rule.named[json.condition] as ConditionJson, rule, known);
  const left = knownValue(json.fact, known);
  if (json.operator === 'isKnown') return (left !== undefined) === json.value ? 1 : 0;
  const type = FACTS[json.fact] ?? 'number';
  const { value } = json;
  const right =
    typeof value === 'object' && 'fact' in value
      ? knownValue(value.fact, known)
      : Array.isArray(value)
        ? value.map((one) => comparableOf(type, one))
        : comparableOf(type === 'list' ? 'string' : type, value);
  if (left === undefined || right === undefined) return 0.5;
  return compare(json.operator, left as never, right as never) ? 1 : 0;
}

function knownValue(fact: string, known: Known): unknown {
  const one = known[fact];
  return one !== undefined && 'value' in one ? comparableOf(FACTS[fact] ?? 'number', one.value) : undefined;
}

function compare(operator: string, left: never, right: never): boolean {
  const list: readonly unknown[] = Array.isArray(right) ? right : [];
  switch (operator) {
    case 'equal':
      return left === right;
    case 'notEqual':
      return left !== right;
    case 'in':
      return list.includes(left);
    case 'notIn':
      return !list.includes(left);
    case 'contains':
      return (left as readonly unknown[]).includes(right);
    case 'doesNotContain':
      return !(left as readonly unknown[]).includes(right);
    case 'lessThan':
    case 'before':
      return left < right;
    case 'lessThanInclusive':
      return left <= right;
    case 'greaterThan':
    case 'after':
      return left > right;
    default:
      return left >= right;
  }
}

describe('on incomplete facts', () => {
  it('a condition is true, false or unknown as Kleene has it, and what is true json-rules-engine confirms', async () => {
    const confirmer = new Confirmer();
    const counts: Record<string, number> = { true: 0, false: 0, unknown: 0 };
    const property = fc.asyncProperty(
      randomRule,
      fc.array(someFacts, { minLength: 4, maxLength: 4 }),
      async (rule, accounts) => {
        const condition = compiled(rule);
        for (const known of accounts) {
          const scope = scopeWith(known);
          const expected = TOLD[truthOf(rule.top, rule, known)];
          expect(TRUTHS[condition.evaluate(scope)]).toBe(expected);
          expect(condition.trace(scope).result).toBe(expected);
          counts[expected] = (counts[expected] ?? 0) + 1;
          if (expected === 'true') expect((await confirmer.confirm(condition, scope)).holds).toBe(true);
        }
      },
    );
    await fc.assert(property, { numRuns: 2500 });
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(1000);
  });
});
