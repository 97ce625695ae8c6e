import { describe, expect, it } from 'vitest';
import { describeLeaf, traceLines } from '../../../lib/app/explain/describe-trace.ts';
import type { Gap } from '../../../lib/core/conditions/scope.ts';
import type { GivenJson } from '../../../lib/replay/test-schema.ts';
import { leaf } from '../../support/rulebook.ts';
import { TRACED_AT, traceOf } from '../../support/traced.ts';
import { UNHEARD } from '../../support/world.ts';

type Json = Readonly<Record<string, unknown>>;

/** The line of one comparison. */
const lineOf = async (one: Json, facts: GivenJson['facts'] = {}, outside = {}) =>
  traceLines(await traceOf({ all: [one] }, facts, outside), TRACED_AT)[1];

describe('a comparison', () => {
  it.each<[string, Json, GivenJson['facts'], string]>([
    [
      'of words',
      leaf('tier', 'equal', 'gold'),
      { tier: 'iron' },
      '✗ tier = gold: got iron, learnt 14 days ago',
    ],
    [
      'that two words differ',
      leaf('tier', 'notEqual', 'gold'),
      { tier: 'iron' },
      '✓ tier ≠ gold: got iron, learnt 14 days ago',
    ],
    [
      'with several words',
      leaf('tier', 'in', ['a', 'b']),
      { tier: 'b' },
      '✓ tier one of a, b: got b, learnt 14 days ago',
    ],
    [
      'with none of several',
      leaf('tier', 'notIn', ['a', 'b']),
      { tier: 'b' },
      '✗ tier none of a, b: got b, learnt 14 days ago',
    ],
    ['of a number', leaf('limit', 'lessThan', 10), { limit: 12 }, '✗ limit < 10: got 12, learnt 14 days ago'],
    [
      'of a fraction',
      leaf('limit', 'lessThanInclusive', 0.4),
      { limit: 1 / 3 },
      '✓ limit ≤ 0.4: got 0.3333, learnt 14 days ago',
    ],
    [
      'of a large amount, to its last digit',
      leaf('arr', 'greaterThan', 1_000_000),
      { arr: 1_234_567.89 },
      '✓ arr > 1000000: got 1234567.89, learnt 14 days ago',
    ],
    [
      'of two facts',
      leaf('limit', 'greaterThanInclusive', { fact: 'arr' }),
      { limit: 5, arr: 7 },
      '✗ limit ≥ 7: got 5, learnt 14 days ago',
    ],
    [
      'of true and false',
      leaf('flag', 'equal', true),
      { flag: false },
      '✗ flag = true: got false, learnt 14 days ago',
    ],
    [
      'of a list',
      leaf('tags', 'contains', 'vip'),
      { tags: ['a', 'vip'] },
      '✓ tags contains vip: got a, vip, learnt 14 days ago',
    ],
    [
      'of an empty list',
      leaf('tags', 'doesNotContain', 'vip'),
      { tags: [] },
      '✓ tags does not contain vip: got an empty list, learnt 14 days ago',
    ],
    [
      'with a day',
      leaf('renewsOn', 'before', '2026-12-31'),
      { renewsOn: '2027-02-01' },
      '✗ renewsOn before 2026-12-31: got 2027-02-01, learnt 14 days ago',
    ],
    [
      'that a day is the same',
      leaf('renewsOn', 'equal', '2026-12-31'),
      { renewsOn: '2026-12-31' },
      '✓ renewsOn = 2026-12-31: got 2026-12-31, learnt 14 days ago',
    ],
    [
      'of two days',
      leaf('startsOn', 'after', { fact: 'renewsOn' }),
      { startsOn: '2026-06-01', renewsOn: '2027-02-01' },
      '✗ startsOn after 2027-02-01: got 2026-06-01, learnt 14 days ago',
    ],
    [
      'with an instant',
      leaf('openedAt', 'after', '2026-05-01T00:00:00Z'),
      { openedAt: '2026-05-31T22:15:00Z' },
      '✓ openedAt after 2026-05-01T00:00:00Z: got 2026-05-31T22:15:00Z, learnt 14 days ago',
    ],
    [
      'whether something is known',
      leaf('tier', 'isKnown', true),
      { tier: 'iron' },
      '✓ tier is known: got iron, learnt 14 days ago',
    ],
    ['whether something is not known', leaf('tier', 'isKnown', true), {}, '✗ tier is known: got nothing'],
  ])('%s says what was asked, what was got, and how old that is', async (_what, one, facts, line) => {
    expect(await lineOf(one, facts)).toBe(`  ${line}`);
  });

  it.each<[string, Json, string]>([
    [
      'a sum over a window',
      leaf('sum', 'lessThan', 3, { of: 'logins', over: 'P7D' }),
      'sum of logins over P7D < 3: got 6',
    ],
    [
      'a streak',
      leaf('streak', 'greaterThanInclusive', 2, {
        of: 'logins',
        per: 'day',
        where: { fact: 'change', operator: 'lessThan', value: -0.4 },
      }),
      'streak of logins per day where change < -0.4 ≥ 2: unknown, what is known leaves it open',
    ],
    [
      'a count of items that fit',
      leaf('count', 'equal', 0, {
        of: 'contacts',
        where: {
          all: [leaf('contact.persona', 'equal', 'buyer'), { not: leaf('contact.nps', 'lessThan', 7) }],
        },
      }),
      'count of contacts where contact.persona = buyer and not contact.nps < 7 = 0: got 0',
    ],
    [
      'a count of items that fit either way',
      leaf('count', 'equal', 1, {
        of: 'contacts',
        where: { any: [leaf('contact.persona', 'equal', 'buyer'), leaf('contact.nps', 'lessThan', 7)] },
      }),
      'count of contacts where (contact.persona = buyer or contact.nps < 7) = 1: got 0',
    ],
    [
      'a ratio of two facts',
      leaf('ratio', 'greaterThan', 0.8, { of: { fact: 'limit' }, to: { fact: 'arr' } }),
      'ratio of (limit) to (arr) > 0.8: got 0.5',
    ],
    [
      'days since a day',
      leaf('daysSince', 'greaterThan', 7, { of: 'startsOn' }),
      'daysSince of startsOn > 7: got 14',
    ],
  ])('of %s names its parameters', async (_what, one, line) => {
    const facts = { limit: 5, arr: 10, startsOn: '2026-06-01', tier: 'iron' };
    const told = await lineOf(one, facts);
    expect(told?.slice(4).replace(/, learnt .*/, '')).toBe(line);
  });

  it('of which only the bounds are known gives both', () => {
    const range = {
      fact: 'count',
      operator: 'lessThan',
      value: 5,
      got: { low: 2, high: 4 },
      result: 'true',
    } as const;
    expect(describeLeaf(range, TRACED_AT)).toBe('count < 5: got 2 to 4');
  });
});

describe('a comparison that is unknown', () => {
  it.each<[string, Json, GivenJson['facts'], object, string]>([
    [
      'nobody ever said anything',
      leaf('tier', 'equal', 'gold'),
      {},
      {},
      '? tier = gold: unknown, never heard of',
    ],
    [
      'it is too old',
      leaf('seats', 'lessThan', 3),
      { seats: 5 },
      {},
      '? seats < 3: unknown, too old to count, learnt 14 days ago',
    ],
    [
      'the other side is missing',
      leaf('limit', 'lessThan', { fact: 'arr' }),
      { limit: 5 },
      {},
      '? limit < nothing: unknown, never heard of, learnt 14 days ago',
    ],
    [
      'a source was never heard',
      leaf('count', 'equal', 0, { of: 'tickets' }),
      {},
      { watermarks: UNHEARD },
      '? count of tickets = 0: unknown, its source was never heard',
    ],
    [
      'there is nothing to divide by',
      leaf('ratio', 'greaterThan', 1, { of: { fact: 'limit' }, to: { fact: 'arr' } }),
      { limit: 5, arr: 0 },
      {},
      '? ratio of (limit) to (arr) > 1: unknown, there is nothing to compare with',
    ],
  ])('because %s says so', async (_why, one, facts, outside, line) => {
    const told = await lineOf(one, facts, outside);
    expect(told?.startsWith(`  ${line}`), told).toBe(true);
  });

  it('has words for every reason', () => {
    const reasons: Record<Gap, string> = {
      missing: 'never heard of',
      stale: 'too old to count',
      silent: 'its source has fallen silent',
      'not-heard': 'its source was never heard',
      overflowed: 'more items than are kept',
      'division-by-zero': 'there is nothing to compare with',
      undecided: 'what is known leaves it open',
    };
    for (const [why, words] of Object.entries(reasons)) {
      const unknown = {
        fact: 'x',
        operator: 'equal',
        value: 1,
        got: null,
        why: why as Gap,
        result: 'unknown',
      } as const;
      expect(describeLeaf(unknown, TRACED_AT)).toBe(`x = 1: unknown, ${words}`);
    }
  });
});
