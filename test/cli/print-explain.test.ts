import { afterEach, describe, expect, it, vi } from 'vitest';
import { printAccount } from '../../bin/commands/print-explain.ts';
import type { AccountExplanation } from '../../lib/app/explain/explain-account.ts';

const NOW = Date.UTC(2026, 5, 3, 9);
const SINCE = '2026-06-01T09:00:00Z';
const HEALTH = { model: 'default', score: 71, band: 'yellow', trustNeeded: 0.5, drivers: [] };

afterEach(() => vi.restoreAllMocks());

/** The lines that are printed of an account of which this is known. */
function printed(parts: Partial<AccountExplanation>): string[] {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const empty = { facts: {}, firing: [], runs: [], tasks: [], ledger: [] };
  printAccount({ account: 'acme', at: SINCE, segment: 'small', stages: {}, ...empty, ...parts }, NOW);
  return text.trimEnd().split('\n').slice(2);
}

describe('an account in words', () => {
  it('has a score where enough is known, and otherwise says first how little that is', () => {
    expect(printed({ health: { ...HEALTH, trust: 0.8, trusted: true } })).toEqual([
      'health 71 yellow (default; 80% of its weight is known)',
    ]);
    expect(printed({ health: { ...HEALTH, trust: 0.3, trusted: false } })).toEqual([
      'health unknown: too little is known (trust 0.3 of 0.5) for automation; what is known says 71 yellow (default)',
    ]);
  });

  it('says in its history when health came to be unknown because too little was known', () => {
    const entry = { at: NOW, kind: 'health', reason: 'default', from: 'red', score: 71 } as const;
    const ledger = [
      { ...entry, to: 'unknown', trust: 0.3 },
      { ...entry, to: 'green', trust: 0.8 },
    ];
    expect(printed({ health: { ...HEALTH, trust: 0.8, trusted: true }, ledger }).slice(2)).toEqual([
      '  2026-06-03T09:00:00Z health red → unknown (71): default, too little is known (trust 0.3) for automation',
      '  2026-06-03T09:00:00Z health red → green (71): default',
    ]);
  });

  it('marks firings that are on the record only', () => {
    const firing = (rule: string, status: 'off' | 'shadow' | 'live') =>
      ({ rule, status, subject: 'ann', state: 'firing', since: SINCE }) as const;
    expect(
      printed({ firing: [firing('a', 'live'), firing('b', 'shadow'), firing('c', 'off')] }).slice(2),
    ).toEqual([
      `  a for ann: firing since ${SINCE}`,
      `  b (shadow) for ann: firing since ${SINCE}`,
      `  c (off) for ann: firing since ${SINCE}`,
    ]);
  });

  it('says beside a fact what makes it doubtful', () => {
    const facts = {
      seats: { value: 2, asOf: SINCE, note: 'stale: too old to count' },
      tier: { value: 'gold', asOf: SINCE },
    };
    expect(printed({ facts }).slice(2)).toEqual([
      '  seats = 2 (2 days old; stale: too old to count)',
      '  tier = "gold" (2 days old)',
    ]);
  });
});
