import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type SampleSignal, sampleSignals } from '../../../../lib/adapters/local/sample/sample-signals.ts';
import { localTimeOfDay } from '../../../../lib/core/time/zone.ts';
import { FROM } from './replayed-book.ts';

const book = (seed: number, days: number, accounts = 250) => [
  ...sampleSignals({ seed, from: FROM, accounts, days }),
];
const hashOf = (signals: readonly SampleSignal[]) =>
  createHash('sha256').update(JSON.stringify(signals)).digest('hex');
const perAccount = (signals: readonly SampleSignal[]) => Map.groupBy(signals, ({ account }) => account);

const signals = book(1, 120);

describe('the sample book', () => {
  it('is the same for the same seed, on every machine, since a demonstration goes on where it was stopped', () => {
    expect(hashOf(book(1, 120))).toBe(hashOf(signals));
    expect(hashOf(signals)).toBe('eea643465658c0e91186b1a17174df17d52826abf0f6eee9d6d0d9280fc9d288');
  });

  it('is another for another seed, in what happens and not in its ids alone', () => {
    const types = (seed: number) => book(seed, 20).map(({ type }) => type);
    expect(types(2)).not.toEqual(types(1));
    const names = (seed: number) =>
      book(seed, 1).flatMap(({ type, data }) => (type === 'account.updated' ? [data.name] : []));
    expect(names(2)).not.toEqual(names(1));
  });

  it.each([2, 3, 4])('of seed %i has 25,000 to 40,000 signals of 250 accounts in 120 days', (seed) => {
    const accounts = perAccount(book(seed, 120));
    const sizes = [...accounts.values()].map((own) => own.length).sort((a, b) => a - b);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    expect(all).toBeGreaterThan(25_000);
    expect(all).toBeLessThan(40_000);
    expect(accounts.size).toBe(250);
    expect(sizes[125]).toBeGreaterThan(100);
    expect(sizes[125]).toBeLessThan(170);
    expect(sizes.at(-1)).toBeGreaterThan(300);
    expect(sizes.at(-1)).toBeLessThan(480);
  });

  it('comes in order of time, with ids that are never used twice', () => {
    const times = signals.map(({ time }) => Date.parse(time));
    expect(times.filter((at, i) => at < (times[i - 1] ?? 0))).toEqual([]);
    expect(new Set(signals.map(({ id }) => id)).size).toBe(signals.length);
  });

  it('begins with the first UTC midnight at or after its start, and lasts as long as it was asked to', () => {
    expect(signals[0]?.time.slice(0, 10)).toBe('2026-07-07');
    expect(signals.at(-1)?.time.slice(0, 10)).toBe('2026-11-03');
    const midnight = Date.UTC(2026, 6, 7);
    const [first] = sampleSignals({ seed: 1, from: midnight, accounts: 250 });
    expect(first).toEqual(signals[0]);
    expect(book(1, 0)).toEqual([]);
  });

  it('goes on for as long as it is asked, a day at a time, and a longer one begins as a shorter one', () => {
    const week = book(1, 7);
    const endless = sampleSignals({ seed: 1, from: FROM, accounts: 250 });
    const taken = week.map(() => endless.next().value);
    expect(taken).toEqual(week);
    expect(signals.slice(0, week.length)).toEqual(week);
    expect(endless.next().value?.time.slice(0, 10)).toBe('2026-07-14');
  });

  it('is as lively in its third year as in its first months', () => {
    let year = 0;
    const active = new Set<string>();
    for (const { time, account } of sampleSignals({ seed: 1, from: FROM, accounts: 60, days: 850 })) {
      if (time < '2028-07-06') continue;
      year += 1;
      active.add(account);
    }
    const first = book(1, 120, 60);
    expect(year).toBeGreaterThan(0.6 * first.length);
    expect(year).toBeLessThan(1.6 * first.length);
    expect(active.size).toBeGreaterThan(40);
    expect(active.size).toBeLessThan(120);
  });

  it('tells the first day over hours, as an import does: no hour has more than a fifth of the accounts', () => {
    const begun = signals.filter(({ type, time }) => type === 'account.updated' && time < '2026-07-08');
    expect(begun.length).toBe(210);
    const hours = Map.groupBy(begun, ({ time }) => time.slice(0, 13));
    expect(hours.size).toBe(9);
    for (const hour of hours.values()) expect(hour.length).toBeLessThan(50);
  });

  it.each([1, 2, 52])(
    'of seed %i tells who somebody is, and what a customer is, before anything else',
    (seed) => {
      const known = new Set<string>();
      for (const { type, account, contact } of book(seed, 120)) {
        if (type === 'account.updated') known.add(account);
        if (type === 'contact.identified') known.add(`${account} ${contact}`);
        const about = contact === undefined ? account : `${account} ${contact}`;
        if (!known.has(account) || !known.has(about)) expect.fail(`${type} of ${about} came too early`);
      }
    },
  );

  it('lets people act in the daytime of their own zone', () => {
    const zones = new Map<string, string>();
    const hours: number[] = [];
    for (const { type, contact, data, time } of signals) {
      if (contact === undefined) continue;
      if (type === 'contact.identified') zones.set(contact, String(data.zone));
      else if (time > '2026-07-08')
        hours.push(localTimeOfDay(zones.get(contact) ?? 'UTC', Date.parse(time)) / 3_600_000);
    }
    expect(hours.length).toBeGreaterThan(10_000);
    expect(hours.filter((hour) => hour < 9 || hour > 17.5)).toEqual([]);
  });

  it('names nobody real: addresses end in .example, each belongs to one person, links lead to example.com', () => {
    const owners = new Map<unknown, string | undefined>();
    for (const { type, contact, data, source } of signals) {
      expect(source).toMatch(/^https:\/\/[a-z]+\.example\.com/);
      if (data.payUrl !== undefined) expect(data.payUrl).toMatch(/^https:\/\/billing\.example\.com\/pay\//);
      if (type !== 'contact.identified') continue;
      expect(data.email).toMatch(/^[a-z.-]+\d+@[a-z0-9-]+\.example$/);
      expect(owners.get(data.email) ?? contact).toBe(contact);
      owners.set(data.email, contact);
    }
    expect(owners.size).toBeGreaterThan(700);
  });
});
