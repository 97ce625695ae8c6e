import { describe, expect, it } from 'vitest';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { SignalCollector } from '../../lib/replay/collect-signals.ts';
import { replay } from '../../lib/replay/replay.ts';
import { mail } from '../support/journey-worlds.ts';
import { type RulebookParts, rulebookOf, when } from '../support/rulebook.ts';

const PARTS: RulebookParts = {
  rules: {
    low: { conditions: when('logins', 'isKnown', true) },
    quiet: { conditions: when('daysSince', 'greaterThanInclusive', 1, { of: 'seenAt' }) },
    drop: {
      status: 'shadow',
      conditions: when('change', 'lessThanInclusive', -0.4, { of: 'logins', per: 'day' }),
    },
  },
  journeys: { way: { enter: { on: 'flag.set' }, steps: [mail('one')] } },
};
const { low: _low, ...rules } = PARTS.rules ?? {};
const rulebook = rulebookOf({ ...PARTS, rules });

/** Ten days of two accounts; ids tell them apart. */
const signals = Array.from({ length: 10 }, (_, day) => [
  {
    account: 'acme',
    type: 'usage.recorded',
    time: `2026-06-${String(day + 1).padStart(2, '0')}T12:00:00Z`,
    data: { logins: day % 3 === 2 ? 1 : 10 },
  },
  {
    account: 'beta',
    type: 'flag.set',
    time: `2026-06-${String(day + 1).padStart(2, '0')}T12:00:00Z`,
    data: { flag: true },
  },
])
  .flat()
  .map((one, i) => ({ specversion: '1.0', id: `s${i}`, source: 'test', ...one }));

const NO_SPILL = {
  write: () => Promise.reject(new Error('nothing is spilled here')),
  merged: () => {
    throw new Error('nothing is spilled here');
  },
};

async function history(list: readonly unknown[], book: Rulebook = rulebook) {
  const collector = new SignalCollector(book, NO_SPILL, 1_000_000);
  for (const json of list) collector.add(json);
  return {
    ...(await replay(book, collector)),
    rejected: collector.rejected,
    duplicates: collector.duplicates,
  };
}

describe('a replay', () => {
  it('gives the same history for the same signals in any order of lines, and with every line twice', async () => {
    const straight = await history(signals);
    const backwards = await history([...signals].reverse());
    const twice = await history([...signals, ...signals]);
    expect(straight.accounts).toBe(2);
    expect(straight.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(backwards.hash).toBe(straight.hash);
    expect(twice.hash).toBe(straight.hash);
    expect([straight.duplicates, twice.duplicates]).toEqual([0, signals.length]);
    expect(twice.summary).toEqual(straight.summary);
  });

  it('gives the same history for a rulebook that says the same in other words', async () => {
    const reworded = {
      ...rules,
      quiet: {
        description: 'The same, said otherwise',
        conditions: { not: { fact: 'daysSince', params: { of: 'seenAt' }, operator: 'lessThan', value: 1 } },
      },
    };
    const other = await history(signals, rulebookOf({ ...PARTS, rules: reworded }));
    expect(other.hash).toBe((await history(signals)).hash);
  });

  it('gives another one when a threshold moves or a signal is missing', async () => {
    const { hash } = await history(signals);
    const moved = {
      ...rules,
      quiet: { conditions: when('daysSince', 'greaterThanInclusive', 2, { of: 'seenAt' }) },
    };
    expect((await history(signals, rulebookOf({ ...PARTS, rules: moved }))).hash).not.toBe(hash);
    expect((await history(signals.slice(1))).hash).not.toBe(hash);
  });

  it('counts what happened, live and in shadow apart', async () => {
    const { summary } = await history(signals);
    // 10 10 1 10 10 1 10 10 1 10: three days fall by 90%, of which the last closes before the end.
    expect(summary.shadow.firings).toEqual({ drop: 3 });
    expect(summary.live.firings).toEqual({ quiet: 9, way: 10 });
    expect(summary.live.runs).toEqual({ way: 10 });
    expect(summary.live.suppressed).toEqual({ 'no-recipient': 10 });
    expect(summary.disagreements).toBe(0);
  });

  it('leaves out what ingest would refuse, and says how many', async () => {
    const bad = [
      { ...signals[0], id: 'x', type: 'usage.recorde' },
      { ...signals[0], id: 'y', data: { logins: 'many' } },
      7,
    ];
    const { rejected, hash } = await history([...bad, ...signals]);
    expect(rejected).toEqual({ 'unknown-signal': 1, 'wrong-payload': 1, 'wrong-envelope': 1 });
    expect(hash).toBe((await history(signals)).hash);
  });
});
