import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import { TRUTHS } from '../../../lib/core/conditions/compiled-condition.ts';
import type { ConditionJson } from '../../../lib/core/conditions/condition-schema.ts';
import { newScope } from '../../../lib/core/conditions/scope.ts';
import {
  compiled,
  FACTS,
  type FactType,
  type Gap,
  type Known,
  NOW,
  rulebook,
  scopeWith,
  VALUES,
} from '../../support/random-conditions.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld, UNHEARD } from '../../support/world.ts';

const SCALARS = ['equal', 'notEqual', 'in', 'notIn'];
const ORDERINGS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const ON: Readonly<Record<FactType, readonly string[]>> = {
  number: [...SCALARS, ...ORDERINGS],
  money: [...SCALARS, ...ORDERINGS],
  string: SCALARS,
  boolean: SCALARS,
  date: [...SCALARS, 'before', 'after'],
  instant: [...SCALARS, 'before', 'after'],
  list: ['contains', 'doesNotContain'],
};
const GAPS: readonly Gap[] = ['missing', 'stale', 'wrong currency'];

/** Every operator on every fact that it may compare, with a constant and with a fact of the same type. */
const comparisons = Object.entries(FACTS).flatMap(([fact, type]) =>
  ON[type].flatMap((operator): { fact: string; operator: string; json: ConditionJson }[] => {
    const constant = (type === 'list' ? 'a' : VALUES[type][0]) as string;
    const value = operator === 'in' || operator === 'notIn' ? [constant] : constant;
    const other = Object.entries(FACTS).find(
      ([name, one]) => name !== fact && one === (type === 'list' ? 'string' : type),
    )?.[0];
    const withFact =
      operator === 'in' || operator === 'notIn' || other === undefined
        ? []
        : [{ fact, operator, json: { fact, operator, value: { fact: other } } }];
    return [{ fact, operator, json: { fact, operator, value } }, ...withFact];
  }),
);

function truth(json: ConditionJson, known: Known): string | undefined {
  return TRUTHS[compiled({ top: { all: [json] }, named: {} }).evaluate(scopeWith(known))];
}

const complete: Known = Object.fromEntries(
  Object.entries(FACTS).map(([name, type]) => [name, { value: VALUES[type][0] as string }]),
);

describe('a comparison', () => {
  it('covers every operator on every type that it compares', () => {
    expect(comparisons).toHaveLength(148);
    expect(new Set(comparisons.map((one) => one.operator)).size).toBe(12);
  });

  it.each(GAPS)('with a fact that is %s is unknown, whatever the operator: never true', (gap) => {
    for (const { fact, json } of comparisons) {
      if (gap === 'wrong currency' && FACTS[fact] !== 'money') continue;
      if (gap === 'stale' && FACTS[fact] === 'list') continue;
      const known = { ...complete, [fact]: { gap } };
      expect(truth(json, known), JSON.stringify(json)).toBe('unknown');
      expect(truth({ not: json }, known), JSON.stringify(json)).toBe('unknown');
    }
  });

  it('with an unknown fact on its right side is unknown', () => {
    for (const { json } of comparisons) {
      if (!('fact' in json) || typeof json.value !== 'object' || !('fact' in json.value)) continue;
      expect(truth(json, { ...complete, [json.value.fact]: { gap: 'missing' } }), JSON.stringify(json)).toBe(
        'unknown',
      );
    }
  });

  it('with everything known is never unknown', () => {
    for (const { json } of comparisons)
      expect(truth(json, complete), JSON.stringify(json)).not.toBe('unknown');
  });
});

describe('"isKnown"', () => {
  it.each(GAPS)('is the one operator that says something of a fact that is %s', (gap) => {
    for (const [fact, type] of Object.entries(FACTS)) {
      if (gap === 'wrong currency' && type !== 'money') continue;
      if (gap === 'stale' && type === 'list') continue;
      const known = { ...complete, [fact]: { gap } };
      expect(truth({ fact, operator: 'isKnown', value: false }, known), fact).toBe('true');
      expect(truth({ fact, operator: 'isKnown', value: true }, known), fact).toBe('false');
    }
  });

  it('of a fact whose source is silent is unknown while it is missing, and true once it is there', async () => {
    const book = rulebookOf({ rules: { never: { conditions: when('seenAt', 'isKnown', false) } } });
    const silent = new TestWorld(book, '2026-06-01', { watermarks: UNHEARD });
    await silent.know('2026-06-01 09:00', { flag: true });
    expect(silent.said('fired')).toEqual([]);
    const alive = new TestWorld(book, '2026-06-01');
    await alive.know('2026-06-01 09:00', { flag: true });
    expect(alive.said('fired')).toEqual(['06-01 09:00 fired never never']);
  });

  it.each([
    ['daysSince', { of: 'seenAt' }],
    ['hoursSince', { of: 'seenAt' }],
    ['sum', { of: 'logins', over: 'P7D' }],
    ['change', { of: 'logins', per: 'day' }],
    ['count', { of: 'tickets' }],
  ])('of %s under a silent source is unknown: that nothing came is not known', async (fact, params) => {
    const book = rulebookOf({ rules: { never: { conditions: when(fact, 'isKnown', false, params) } } });
    const world = new TestWorld(book, '2026-06-01', { watermarks: UNHEARD });
    await world.know('2026-06-01 09:00', { flag: true });
    await world.pass('2026-06-10');
    expect(world.said('fired')).toEqual([]);
  });
});

describe('the age of a fact', () => {
  it('counts to the millisecond: at its maxAge it is fresh, a millisecond later it is stale', () => {
    const { catalog } = rulebook;
    const account = newAccount('acme', NOW, 0);
    const fact = catalog.facts.get('two');
    account.levels[fact?.index ?? 0] = { value: 1, at: at('2026-06-01'), key: 'k', before: undefined };
    const condition = compiled({ top: { all: [{ fact: 'two', operator: 'equal', value: 1 }] }, named: {} });
    const ask = (instant: number) => {
      const scope = newScope(account, instant, 'UTC', UNHEARD);
      return [TRUTHS[condition.evaluate(scope)], scope.until];
    };
    expect(ask(at('2026-06-11'))).toEqual(['true', at('2026-06-11') + 1]);
    expect(ask(at('2026-06-11') + 1)).toEqual(['unknown', Number.POSITIVE_INFINITY]);
  });

  it('is told in the trace, with why a value is unknown', () => {
    const condition = compiled({
      top: {
        any: [
          { fact: 'two', operator: 'equal', value: 9 },
          { fact: 'price', operator: 'equal', value: 9 },
        ],
      },
      named: {},
    });
    const trace = condition.trace(scopeWith({ two: { gap: 'stale' }, price: { gap: 'missing' } }));
    expect(trace).toMatchObject({
      any: [{ why: 'stale', asOf: at('2026-06-05 12:00') - 1 }, { why: 'missing' }],
      result: 'unknown',
    });
  });
});
