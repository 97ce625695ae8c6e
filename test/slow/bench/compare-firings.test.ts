import { describe, expect, it } from 'vitest';
import type { ConditionJson } from '../../../lib/core/conditions/condition-schema.ts';
import { benchAccounts } from '../../bench/bench-accounts.ts';
import { benchCatalog } from '../../bench/bench-facts.ts';
import { type BenchRule, benchRules, countLeaves } from '../../bench/bench-rules.ts';
import { compareFirings } from '../../bench/compare-firings.ts';
import type { Contender, Firings } from '../../bench/contender.ts';
import { logicEngineContender, rulesEngineContender } from '../../bench/peer-contenders.ts';
import { compileRules, touchlineContender } from '../../bench/touchline-contender.ts';

const catalog = benchCatalog();
const rules = benchRules(60, 20_260_601);
const accounts = benchAccounts(500, 20_260_602, catalog);

async function firingsOf(contender: Contender): Promise<Firings> {
  const fired = new Uint8Array(rules.length * accounts.length);
  await contender.run(0, accounts.length, fired);
  return fired;
}

const touchline = (own: readonly BenchRule[]) => touchlineContender(compileRules(own, catalog), accounts);
const right = await firingsOf(touchline(rules));

/** The condition with each comparison changed by `change`. */
function changed(condition: ConditionJson, change: (operator: string) => string): ConditionJson {
  if ('all' in condition) return { all: condition.all.map((one) => changed(one, change)) };
  if ('any' in condition) return { any: condition.any.map((one) => changed(one, change)) };
  if ('not' in condition) return { not: changed(condition.not, change) };
  return 'operator' in condition ? { ...condition, operator: change(condition.operator) } : condition;
}

describe('the rules of the benchmark', () => {
  it('are 60 of 252 comparisons, use ten operators, lists in both ways and negations', () => {
    expect(rules.reduce((sum, rule) => sum + countLeaves(rule.conditions), 0)).toBe(252);
    const text = JSON.stringify(rules);
    expect(new Set(text.match(/(?<="operator":")\w+/g))).toHaveLength(10);
    for (const part of ['"all":[', '"any":[', '"not":{"any"', '"not":{"fact"']) expect(text).toContain(part);
  });

  it('each fire for some accounts and not for others', () => {
    for (const [i, rule] of rules.entries()) {
      const fired = accounts.filter((_, a) => right[a * rules.length + i] === 1).length;
      expect.soft(fired, rule.id).toBeGreaterThan(0);
      expect.soft(fired, rule.id).toBeLessThan(accounts.length);
    }
  });

  it('are the same again from the same seed, and others from another', () => {
    expect(benchRules(60, 20_260_601)).toEqual(rules);
    expect(benchRules(60, 20_260_602)).not.toEqual(rules);
  });
});

describe('the comparison of firings', () => {
  it('finds all engines in agreement on 500 accounts', async () => {
    const results = new Map([['touchline', right]]);
    for (const peer of [
      rulesEngineContender(rules, accounts, true),
      rulesEngineContender(rules, accounts, false),
      logicEngineContender(rules, accounts),
    ]) {
      results.set(peer.name, await firingsOf(peer));
    }
    expect(compareFirings(rules, results)).toMatchObject({ identical: true, differences: [] });
  });

  it.each([
    ['lessThan', 'lessThanInclusive'],
    ['lessThanInclusive', 'lessThan'],
    ['greaterThan', 'greaterThanInclusive'],
    ['greaterThanInclusive', 'greaterThan'],
    ['equal', 'notEqual'],
    ['notEqual', 'equal'],
    ['in', 'notIn'],
    ['notIn', 'in'],
    ['contains', 'doesNotContain'],
    ['doesNotContain', 'contains'],
  ])('catches an evaluator that takes %s for %s', async (operator, other) => {
    const wrong = rules.map(({ id, conditions }) => ({
      id,
      conditions: changed(conditions, (one) => (one === operator ? other : one)),
    }));
    const got = await firingsOf(touchline(wrong));
    const { identical, differences } = compareFirings(
      rules,
      new Map([
        ['right', right],
        ['wrong', got],
      ]),
    );
    expect(identical).toBe(false);
    expect(differences[0]).toMatch(/^rule-\d+, account \d+: right says [01], wrong says [01]$/);
  });

  it('catches a single wrong answer, the last of all', () => {
    const wrong = right.with(-1, right.at(-1) === 1 ? 0 : 1);
    expect(
      compareFirings(
        rules,
        new Map([
          ['right', right],
          ['wrong', wrong],
        ]),
      ),
    ).toMatchObject({
      identical: false,
      differences: [expect.stringContaining('rule-59, account 499:')],
    });
  });

  it('refuses to call it agreement when nothing fires, or everything does', () => {
    const none = new Uint8Array(right.length);
    expect(() =>
      compareFirings(
        rules,
        new Map([
          ['a', none],
          ['b', none],
        ]),
      ),
    ).toThrow('0 of 30000 pairs fire');
    const all = none.map(() => 1);
    expect(() =>
      compareFirings(
        rules,
        new Map([
          ['a', all],
          ['b', all],
        ]),
      ),
    ).toThrow('30000 of 30000 pairs');
  });

  it('refuses to compare an engine with nobody', () => {
    expect(() => compareFirings(rules, new Map([['touchline', right]]))).toThrow('nothing to compare with');
  });
});
