import { describe, expect, it } from 'vitest';
import { openAccount } from '../../../lib/core/accounts/open-account.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { truthOf } from '../../../lib/core/rules/evaluate-rules.ts';
import { DAY_MS, formatDay, formatInstant, parseDay } from '../../../lib/core/time/instant.ts';
import { newWork } from '../../../lib/core/work.ts';
import { asking, CAME, visited, visitsBook, visitsOf } from '../../support/visits.ts';
import { ALIVE, at, TestWorld } from '../../support/world.ts';

describe('a rule that comes to read further back', () => {
  const seven = { r: asking('sum', 'lessThan', 10, { of: 'visits', over: 'P7D' }) };
  const thirty = { r: asking('sum', 'lessThan', 29, { of: 'visits', over: 'P30D' }) };
  /** What the new rule says, of an account that was stored under the old one, at noon of days to come. */
  const opened = (world: TestWorld, book: Rulebook) => {
    const account = openAccount(JSON.parse(JSON.stringify(world.json)), book);
    const outside = {
      watermarks: ALIVE,
      pausedRules: new Set<string>(),
      confirmer: new Confirmer(),
      recordMisses: false,
    };
    const work = newWork(book, account, outside);
    const [only] = book.rules;
    if (only === undefined) throw new Error('no rule');
    return (day: string) => {
      work.now = at(`${day} 12:00`);
      const { truth, scope } = truthOf(work, only, undefined);
      const trace = only.condition.trace(scope) as { readonly all: readonly { readonly why?: string }[] };
      return { truth: ['false', 'true', 'unknown'][truth], why: trace.all[0]?.why, until: scope.until };
    };
  };

  it('is in doubt until the window holds nothing but what was kept, which it knows beforehand', async () => {
    const world = await visited(visitsBook(seven), '2026-01-01', '2026-06-30');
    const says = opened(world, visitsBook(thirty));
    // Kept from 8 June on; the 30 days before 8 July are the first that lack none.
    const doubt = { truth: 'unknown', why: 'not-kept' };
    expect(says('2026-07-01')).toMatchObject({ ...doubt, until: at('2026-07-08') });
    expect(says('2026-07-07')).toMatchObject(doubt);
    expect(says('2026-07-08')).toMatchObject({ truth: 'true', why: undefined });
  });

  it('knows at once what an account has done that is younger than the window', async () => {
    const world = await visited(visitsBook(seven), '2026-06-20', '2026-06-30');
    expect(opened(world, visitsBook(thirty))('2026-07-01')).toMatchObject({ truth: 'true' });
  });

  it('does not take what comes late for a period that was forgotten as all there was in it', async () => {
    const world = await visited(visitsBook(seven), '2026-01-01', '2026-06-30');
    const book = visitsBook({ r: asking('sum', 'equal', 1, { of: 'visits', over: 'P1D', before: 'P28D' }) });
    const account = openAccount(world.json, book);
    const later = new TestWorld(book, '2026-06-30 13:00');
    Object.assign(later.world.account, account);
    await later.tell('2026-06-30 14:00', 'came', { n: 1 }, { time: at('2026-06-01 12:00') });
    const [from, first] = later.json.series.visits ?? [];
    expect([formatDay(from ?? 0), formatDay(first?.[0] ?? 0)]).toEqual(['2026-06-08', '2026-06-08']);
    expect(opened(later, book)('2026-06-30')).toMatchObject({ truth: 'unknown', why: 'not-kept' });
  });

  it('or what shares there were: sums by key are kept only where shares are read', async () => {
    const sums = await visited(
      visitsBook({ r: asking('sum', 'lessThan', 1, { of: 'visits', over: 'P7D' }) }),
      '2026-05-01',
      '2026-06-30',
      (day) => `p${day % 3}`,
    );
    expect(JSON.stringify(sums.json.series)).not.toContain('p1');
    const shares = visitsBook({ r: asking('topShare', 'lessThan', 0.9, { of: 'visits', over: 'P7D' }) });
    expect(visitsOf(shares).kept).toEqual({ periods: 22, keyed: 22 });
    const says = opened(sums, shares);
    expect(says('2026-07-01')).toMatchObject({ truth: 'unknown', why: 'missing' });
    const fresh = await visited(shares, '2026-05-01', '2026-06-30', (day) => `p${day % 3}`);
    expect(opened(fresh, shares)('2026-07-01')).toMatchObject({ truth: 'true' });
  });

  it('forgets sums by key sooner than sums, where shares are read over less', async () => {
    const book = visitsBook({
      r: asking('topShare', 'lessThan', 0.1, { of: 'visits', over: 'P7D' }),
      s: asking('sum', 'lessThan', 1, { of: 'visits', over: 'P30D' }),
    });
    const { json } = await visited(book, '2026-01-01', '2026-06-30', () => 'ann');
    const [from, ...stretches] = json.series.visits ?? [];
    expect(formatDay(from ?? 0)).toBe('2026-05-16');
    const [step, ...parts] = stretches[0] ?? [];
    expect(step).toBe(from);
    expect(parts.filter((part) => typeof part === 'number')).toHaveLength(46);
    expect(parts.filter((part) => typeof part === 'object')).toHaveLength(23);
  });
});

describe('a series that carries its last value', () => {
  const gauge = { gap: 'carry', last: true };
  const signals = { came: { ...CAME, updates: [{ series: 'visits', last: { from: 'n' } }] } };
  const book = visitsBook({ r: asking('average', 'lessThan', 3, { of: 'visits', over: 'P7D' }) }, gauge, {
    signals,
  });

  it('keeps the one before what is kept, from which all is known', async () => {
    const world = new TestWorld(book, '2026-01-01');
    await world.tell('2026-01-01 12:00', 'came', { n: 7 });
    await world.tell('2026-02-01 12:00', 'came', { n: 2 });
    await world.tell('2026-06-28 12:00', 'came', { n: 9 });
    await world.tell('2026-06-30 12:00', 'came', { n: 9 });
    const [from, first] = world.json.series.visits ?? [];
    expect([formatDay(from ?? 0), first]).toEqual(['2026-02-01', [from, 2]]);
    expect(world.said('fired', 'resolved')).toEqual(['02-07 00:00 fired r r', '06-29 00:00 resolved r']);
  });

  it('keeps of a late word only what is still to be had of it', async () => {
    const world = new TestWorld(book, '2026-01-01');
    for (const day of ['2026-01-01', '2026-02-01', '2026-06-30'])
      await world.tell(`${day} 12:00`, 'came', { n: 2 });
    const before = world.json.series;
    await world.tell('2026-06-30 13:00', 'came', { n: 50 }, { time: at('2026-01-20 12:00') });
    expect(world.json.series).toEqual(before);
  });

  it('has the instants of values no longer than later ones may come for the same day', async () => {
    const world = new TestWorld(book, '2026-06-01');
    for (const day of ['2026-06-01', '2026-06-05', '2026-06-17'])
      await world.tell(`${day} 12:00`, 'came', { n: 2 });
    expect(world.json.series.visits).toEqual([
      null,
      [parseDay('2026-06-01'), 2],
      [4, 2, [expect.any(Number)]],
      [12, 2, [expect.any(Number)]],
    ]);
    const account = openAccount(world.json, book);
    const again = new TestWorld(book, formatInstant(account.now));
    Object.assign(again.world.account, account);
    const late = async (time: string, n: number) =>
      again.tell('2026-06-17 13:00', 'came', { n }, { time: at(time) });
    await late('2026-06-05 13:00', 5);
    await late('2026-06-01 13:00', 4);
    const values = again.world.account.series[visitsOf(book).index];
    expect(values?.buckets.map(({ value }) => value)).toEqual([2, 5, 2]);
    expect(again.world.account.now - at('2026-06-01 13:00')).toBeGreaterThan(14 * DAY_MS);
  });
});
