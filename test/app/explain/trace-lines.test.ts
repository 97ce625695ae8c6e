import { describe, expect, it } from 'vitest';
import { ageOf, decidingLeaf, traceLines } from '../../../lib/app/explain/describe-trace.ts';
import type { GivenJson } from '../../../lib/replay/test-schema.ts';
import { leaf } from '../../support/rulebook.ts';
import { TRACED_AT, traceOf } from '../../support/traced.ts';

type Json = Readonly<Record<string, unknown>>;

describe('the lines of a trace', () => {
  it('are indented as the condition is nested, each with its own truth', async () => {
    const conditions = {
      all: [
        leaf('tier', 'equal', 'gold'),
        { any: [leaf('limit', 'lessThan', 3), leaf('flag', 'equal', true)] },
        { not: leaf('limit', 'lessThan', 3) },
      ],
    };
    expect(traceLines(await traceOf(conditions, { tier: 'gold', limit: 5 }), TRACED_AT)).toEqual([
      '? all of',
      '  ✓ tier = gold: got gold, learnt 14 days ago',
      '  ? any of',
      '    ✗ limit < 3: got 5, learnt 14 days ago',
      '    ? flag = true: unknown, never heard of',
      '  ✓ not',
      '    ✗ limit < 3: got 5, learnt 14 days ago',
    ]);
  });
});

describe('the comparison that decided', () => {
  const decider = async (conditions: Json, facts: GivenJson['facts']) =>
    decidingLeaf(await traceOf(conditions, facts))?.fact;
  const [gold, few, set] = [
    leaf('tier', 'equal', 'gold'),
    leaf('limit', 'lessThan', 3),
    leaf('flag', 'equal', true),
  ];

  it.each<[string, Json, GivenJson['facts'], string]>([
    [
      'the first false one of all',
      { all: [gold, few, set] },
      { tier: 'gold', limit: 5, flag: false },
      'limit',
    ],
    [
      'the first unknown one of all, where none is false',
      { all: [gold, few, set] },
      { tier: 'gold', flag: true },
      'limit',
    ],
    ['the false one of all, though another is unknown', { all: [gold, few, set] }, { flag: false }, 'flag'],
    ['the first true one of any', { any: [gold, few, set] }, { tier: 'iron', limit: 1, flag: true }, 'limit'],
    [
      'the first unknown one of any, where none is true',
      { any: [gold, few, set] },
      { tier: 'iron', flag: false },
      'limit',
    ],
    ['the first of any, where all are false', { any: [few, gold] }, { tier: 'iron', limit: 9 }, 'limit'],
    [
      'what makes a negation false',
      { all: [set, { not: { all: [gold, few] } }] },
      { tier: 'gold', limit: 1, flag: true },
      'tier',
    ],
  ])('is %s', async (_what, conditions, facts, fact) => {
    expect(await decider(conditions, facts)).toBe(fact);
  });
});

describe('an age', () => {
  it.each([
    [0, '0 minutes'],
    [59_999, '0 minutes'],
    [60_000, '1 minute'],
    [119 * 60_000, '119 minutes'],
    [120 * 60_000, '2 hours'],
    [2_879 * 60_000, '47 hours'],
    [2_880 * 60_000, '2 days'],
    [400 * 86_400_000, '400 days'],
  ])('of %i ms is %s', (ms, text) => {
    expect(ageOf(ms)).toBe(text);
  });
});
