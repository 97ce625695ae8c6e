import { describe, expect, it } from 'vitest';
import { formatDay, parseDay } from '../../../../lib/core/time/instant.ts';
import { Asking } from '../../../support/asking.ts';
import { type RulebookParts, rulebookOf } from '../../../support/rulebook.ts';
import { at, heardUntil, UNHEARD } from '../../../support/world.ts';

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

describe('"sum" and "average" of a series', () => {
  it('add up the closed periods of the window, and of the one before it', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [1, 2, 4, 8, 16, 32]);
    const sum = (over: string, before?: string) =>
      asking.value('2026-06-07 00:00', 'sum', {
        of: 'added',
        over,
        ...(before === undefined ? {} : { before }),
      });
    expect([sum('P1D'), sum('P2D'), sum('P2D', 'P2D'), sum('P3D', 'P3D'), sum('P30D')]).toEqual([
      32, 48, 12, 7, 63,
    ]);
  });

  it('average over the days of the window, or over its weeks', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', new Array(14).fill(3));
    expect(asking.value('2026-06-15 00:00', 'average', { of: 'added', over: 'P28D' })).toBe(1.5);
    expect(asking.value('2026-06-15 00:00', 'average', { of: 'added', over: 'P28D', per: 'week' })).toBe(
      10.5,
    );
  });

  it('do not count fractions wrongly: ten times 0.1 is 1', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', new Array(10).fill(0.1));
    expect(asking.value('2026-06-11 00:00', 'sum', { of: 'added', over: 'P10D' })).toBe(1);
  });

  it('wait for the lateness of the source before a period counts', () => {
    const late = rulebookOf({ ...PARTS, sources: { product: { maxSilence: 'P2D', lateness: 'PT6H' } } });
    const asking = daily(new Asking(late, '2026-06-01'), '2026-06-01', [1, 2]);
    const sum = (instant: string) => asking.ask(instant, 'sum', { of: 'added', over: 'P1D' });
    expect(sum('2026-06-03 05:59:59').value).toBe(1);
    expect(sum('2026-06-03 06:00').value).toBe(2);
    expect(sum('2026-06-03 05:59:59').until).toBe(at('2026-06-03 06:00'));
  });

  it('take a late signal into the day on which it happened', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [1, 2]);
    expect(asking.value('2026-06-03 00:00', 'sum', { of: 'added', over: 'P2D' })).toBe(3);
    asking.tell('2026-06-01 13:00', 'came', { n: 10 }, { received: '2026-06-03 09:00' });
    expect(asking.value('2026-06-03 10:00', 'sum', { of: 'added', over: 'P2D' })).toBe(13);
  });

  it('are unknown while the source is silent, but for windows that end before its last word', () => {
    const asking = daily(
      new Asking(rulebook, '2026-06-01', heardUntil(at('2026-06-05'))),
      '2026-06-01',
      [1, 2, 4, 8],
    );
    expect(asking.ask('2026-06-08 00:00', 'sum', { of: 'added', over: 'P2D' })).toMatchObject({
      value: undefined,
      why: 'silent',
    });
    expect(asking.value('2026-06-08 00:00', 'sum', { of: 'added', over: 'P2D', before: 'P3D' })).toBe(12);
  });

  it('are zero where the source lives and nothing ever came, and unknown where it was never heard', () => {
    expect(
      new Asking(rulebook, '2026-06-01').value('2026-06-08 00:00', 'sum', { of: 'added', over: 'P2D' }),
    ).toBe(0);
    expect(
      new Asking(rulebook, '2026-06-01', UNHEARD).value('2026-06-08 00:00', 'sum', {
        of: 'added',
        over: 'P2D',
      }),
    ).toBeUndefined();
  });
});

describe('gaps', () => {
  const days = [4, undefined, undefined, 6];
  const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', days);
  const value = (of: string, instant: string, params: Json = {}) =>
    asking.value(instant, 'average', { of, over: 'P1D', ...params });

  it('"zero" reads a day without data as 0', () => {
    expect(['2026-06-02', '2026-06-03', '2026-06-05'].map((day) => value('added', day))).toEqual([4, 0, 6]);
    expect(value('lastOrZero', '2026-06-03')).toBe(0);
    expect(value('added', '2026-06-05', { over: 'P4D' })).toBe(2.5);
  });

  it('"carry" reads it as the value before it, and knows nothing before the first', () => {
    expect(
      ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-05', '2026-06-30'].map((day) => value('last', day)),
    ).toEqual([undefined, 4, 4, 6, 6]);
    expect(value('last', '2026-06-05', { over: 'P4D' })).toBe(4.5);
    expect(value('last', '2026-06-05', { over: 'P5D' })).toBeUndefined();
  });

  it('"unknown" leaves it, and every window over it, unknown', () => {
    expect(['2026-06-02', '2026-06-03', '2026-06-05'].map((day) => value('sparse', day))).toEqual([
      4,
      undefined,
      6,
    ]);
    expect(asking.value('2026-06-05', 'sum', { of: 'sparse', over: 'P2D' })).toBeUndefined();
  });

  it('a carried change needs both values, and is 0 over a gap', () => {
    expect(asking.value('2026-06-03', 'change', { of: 'last', per: 'day' })).toBe(0);
    expect(asking.value('2026-06-05', 'change', { of: 'last', per: 'day' })).toBe(0.5);
    expect(asking.value('2026-06-02', 'change', { of: 'last', per: 'day' })).toBeUndefined();
  });
});

describe('keys and different values', () => {
  it('"topShare" is the share of the largest key', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    for (const [n, key] of [
      [6, 'ann'],
      [3, 'bob'],
      [1, 'ann'],
    ] as const)
      asking.tell('2026-06-01 12:00', 'came', { n, key });
    expect(asking.value('2026-06-02', 'topShare', { of: 'added', over: 'P1D' })).toBe(0.7);
    expect(asking.value('2026-06-10', 'topShare', { of: 'added', over: 'P1D' })).toBeUndefined();
  });

  it('is unknown where more keys came than are kept, and known again when the window has left them', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    for (const key of ['ann', 'bob', 'cid']) asking.tell('2026-06-01 12:00', 'came', { n: 1, key });
    asking.tell('2026-06-03 12:00', 'came', { n: 1, key: 'ann' });
    expect(asking.value('2026-06-04', 'topShare', { of: 'added', over: 'P3D' })).toBeUndefined();
    expect(asking.value('2026-06-04', 'sum', { of: 'added', over: 'P3D' })).toBe(4);
    expect(asking.value('2026-06-05', 'topShare', { of: 'added', over: 'P3D' })).toBe(1);
  });

  it('different values count once a day, and a day past what is kept is unknown', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    for (const key of ['ann', 'bob', 'ann']) asking.tell('2026-06-01 12:00', 'came', { n: 1, key });
    for (const key of ['a', 'b', 'c', 'd']) asking.tell('2026-06-02 12:00', 'came', { n: 1, key });
    expect(asking.value('2026-06-02', 'average', { of: 'users', over: 'P1D' })).toBe(2);
    expect(asking.value('2026-06-03', 'average', { of: 'users', over: 'P1D' })).toBeUndefined();
  });
});

describe('"ratio"', () => {
  it('divides, and is unknown where it would divide by 0', () => {
    const asking = daily(new Asking(rulebook, '2026-06-01'), '2026-06-01', [8, 4]);
    const sum = (before?: string) => ({
      fact: 'sum',
      params: { of: 'added', over: 'P1D', ...(before === undefined ? {} : { before }) },
    });
    expect(asking.value('2026-06-03', 'ratio', { of: sum(), to: sum('P1D') })).toBe(0.5);
    expect(asking.value('2026-06-03', 'ratio', { of: sum(), to: 16 })).toBe(0.25);
    expect(asking.ask('2026-06-03', 'ratio', { of: sum(), to: sum('P5D') })).toMatchObject({
      value: undefined,
      why: 'division-by-zero',
    });
  });
});
