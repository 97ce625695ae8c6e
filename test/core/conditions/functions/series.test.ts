import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../../../lib/core/time/instant.ts';
import { Asking } from '../../../support/asking.ts';
import { type RulebookParts, rulebookOf, when } from '../../../support/rulebook.ts';
import { at, heardUntil, TestWorld, UNHEARD } from '../../../support/world.ts';

type Json = Readonly<Record<string, unknown>>;

const series = (more: Json) => ({
  type: 'series',
  per: 'day',
  gap: 'zero',
  source: 'product',
  meaning: 'A series',
  ...more,
});
const PARTS: RulebookParts = {
  facts: {
    added: series({ by: 'key', keepKeys: 2 }),
    last: series({ last: true, gap: 'carry' }),
    lastOrZero: series({ last: true }),
    sparse: series({ gap: 'unknown' }),
    users: series({ distinct: true, keepKeys: 3 }),
    weekly: series({ per: 'week' }),
    monthly: series({ per: 'month' }),
  },
  signals: {
    came: {
      source: 'product',
      payload: { n: { type: 'number' }, key: { type: 'string', optional: true } },
      updates: [
        { series: 'added', add: { from: 'n' }, by: { from: 'key' } },
        { series: 'last', last: { from: 'n' } },
        { series: 'lastOrZero', last: { from: 'n' } },
        { series: 'sparse', add: { from: 'n' } },
        { series: 'users', distinct: { from: 'key' } },
        { series: 'weekly', add: { from: 'n' } },
        { series: 'monthly', add: { from: 'n' } },
      ],
    },
  },
};
const rulebook = rulebookOf(PARTS);

/** One value a day at noon from the day on; undefined for nothing. */
function daily(asking: Asking, from: string, values: readonly (number | undefined)[]): Asking {
  const first = parseDay(from) ?? 0;
  for (const [i, n] of values.entries())
    if (n !== undefined) asking.tell(`${formatDay(first + i)} 12:00`, 'came', { n });
  return asking;
}

describe('"change"', () => {
  const change = (per: 'day' | 'week' | 'month', over?: number) => ({
    of: 'added',
    per,
    ...(over === undefined ? {} : { over }),
  });

  it('is (new - old) / old of closed periods: an exact drop of 20% is -0.2', () => {
    for (const [before, after] of [
      [100, 80],
      [5, 4],
      [35, 28],
      [0.5, 0.4],
      [1005, 804],
      [0.7, 0.56],
    ] as const) {
      const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [before, after]);
      expect(asking.value('2026-06-03 00:00', 'change', change('day'))).toBe(-0.2);
    }
  });

  it('does not look at the period that is still open', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [100, 80, 1]);
    expect(asking.value('2026-06-03 23:59:59', 'change', change('day'))).toBe(-0.2);
    expect(asking.value('2026-06-04 00:00', 'change', change('day'))).toBe((1 - 80) / 80);
  });

  it('compares with a period further back where "over" says so', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [100, 80, 50]);
    expect(asking.value('2026-06-04 00:00', 'change', change('day', 2))).toBe(-0.5);
  });

  it('is unknown where the old value is 0, and where the source is silent', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-02', [7]);
    expect(asking.ask('2026-06-03 00:00', 'change', change('day'))).toMatchObject({
      value: undefined,
      why: 'division-by-zero',
    });
    const silent = daily(new Asking(rulebook, '2026-06-01', UNHEARD), '2026-06-01', [7, 8]);
    expect(silent.ask('2026-06-30 00:00', 'change', change('day'))).toMatchObject({
      value: undefined,
      why: 'silent',
    });
  });

  it('of weeks runs from Monday to Sunday in the zone of the environment', () => {
    const berlin = rulebookOf({ ...PARTS, zone: 'Europe/Berlin' });
    const asking = new Asking(berlin, '2026-06-01');
    // Sunday 7 June 23:30 in Berlin is 21:30 in UTC; half an hour later it is Monday there.
    asking.tell('2026-06-07 21:30', 'came', { n: 10 }).tell('2026-06-07 22:30', 'came', { n: 4 });
    expect(asking.value('2026-06-07 23:00', 'sum', { of: 'weekly', over: 'P7D' })).toBe(10);
    expect(asking.value('2026-06-14 21:59:59', 'change', change('week'))).toBeUndefined();
    expect(asking.value('2026-06-14 22:00', 'change', change('week'))).toBe(-0.6);
  });

  it('of months compares calendar months', () => {
    const asking = new Asking(rulebook, '2026-01-01');
    asking.tell('2026-01-31 12:00', 'came', { n: 100 }).tell('2026-02-01 12:00', 'came', { n: 60 });
    expect(asking.value('2026-03-01 00:00', 'change', change('month'))).toBe(-0.4);
  });
});

describe('"streak"', () => {
  const drops = {
    of: 'added',
    per: 'week' as const,
    where: { fact: 'change', operator: 'lessThanInclusive', value: -0.4 },
  };
  const weeks = (values: readonly number[]) =>
    values.flatMap((n) => [n, undefined, undefined, undefined, undefined, undefined, undefined]);

  it.each([
    [
      '100 60 36 21: each at least 40% down, and who knows what was before',
      [100, 60, 36, 21],
      { low: 3, high: 60 },
    ],
    ['100 60 36 22: the last one is 38.9% down', [100, 60, 36, 22], 0],
    ['100 60 37 22: not in a row', [100, 60, 37, 22], 1],
  ])('counts the closed periods in a row up to the latest (%s)', (_title, values, expected) => {
    // Monday 1 June; the fourth week closes on Monday 29 June.
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', weeks(values));
    expect(asking.value('2026-06-29 00:00', 'streak', drops)).toEqual(expected);
  });

  it('fires the rule on three weeks in a row, when the third closes, and not before', async () => {
    const rules = { drop: { conditions: when('streak', 'greaterThanInclusive', 3, drops) } };
    const fired = async (values: readonly number[]) => {
      const world = new TestWorld(rulebookOf({ ...PARTS, rules }), '2026-06-01');
      for (const [i, n] of values.entries())
        await world.tell(at('2026-06-03 12:00') + i * 7 * 86_400_000, 'came', { n });
      await world.pass('2026-07-02');
      return world.said('fired');
    };
    expect(await fired([100, 60, 36, 21])).toEqual(['06-29 00:00 fired drop drop']);
    expect(await fired([100, 60, 36, 22])).toEqual([]);
  });

  it('of values asks each period for its own value', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [9, 3, 2, 1]);
    const low = {
      of: 'added',
      per: 'day' as const,
      where: { fact: 'value', operator: 'lessThan', value: 5 },
    };
    expect(asking.value('2026-06-05 00:00', 'streak', low)).toBe(3);
  });

  it('is a range where a period is unknown: as many as certainly hold, and as many as may', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [9, 1, undefined, 1, 1]);
    const low = {
      of: 'sparse',
      per: 'day' as const,
      where: { fact: 'value', operator: 'lessThan', value: 5 },
    };
    expect(asking.value('2026-06-06 00:00', 'streak', low)).toEqual({ low: 2, high: 4 });
  });

  it('is a range from 0 once the source is silent', () => {
    const asking = daily(
      new Asking(rulebook, '2026-06-01', heardUntil(at('2026-06-05'))),
      '2026-06-01',
      [9, 1, 1, 1],
    );
    const low = {
      of: 'added',
      per: 'day' as const,
      where: { fact: 'value', operator: 'lessThan', value: 5 },
    };
    expect(asking.value('2026-06-05 00:00', 'streak', low)).toBe(3);
    // Heard until 5 June: what the days after it were is not known.
    expect(asking.value('2026-06-09 00:00', 'streak', low)).toEqual({ low: 0, high: 7 });
  });
});
