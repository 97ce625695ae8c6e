import { openRulebook } from '../../../../lib/adapters/local/open-rulebook.ts';
import { type SampleSignal, sampleSignals } from '../../../../lib/adapters/local/sample/sample-signals.ts';
import type { LedgerEntry } from '../../../../lib/core/ledger.ts';
import { HOUR_MS } from '../../../../lib/core/time/instant.ts';
import { SignalCollector } from '../../../../lib/replay/collect-signals.ts';
import { type Replayed, replay } from '../../../../lib/replay/replay.ts';

/** 2026-07-06T13:00:00Z, so that the book begins on Tuesday 2026-07-07. */
export const FROM = Date.UTC(2026, 6, 6, 13);

export interface Decided extends LedgerEntry {
  readonly account: string;
}

export interface ReplayedBook {
  readonly signals: readonly SampleSignal[];
  readonly refused: readonly string[];
  readonly duplicates: number;
  readonly replayed: Replayed;
  readonly ledger: readonly Decided[];
}

const NO_SPILL = {
  write: () => Promise.reject(new Error('nothing is spilled here')),
  merged: () => {
    throw new Error('nothing is spilled here');
  },
};

/** The book of that seed, decided by the shipped rulebook. */
export async function replayedBook(seed: number, days = 120): Promise<ReplayedBook> {
  const { rulebook } = await openRulebook('rules');
  if (rulebook === undefined) throw new Error('the shipped rulebook does not compile');
  const collector = new SignalCollector(rulebook, NO_SPILL, 1_000_000);
  const signals = [...sampleSignals({ seed, from: FROM, accounts: 250, days })];
  const refused = signals.flatMap((signal) => collector.add(signal)?.detail ?? []);
  const ledger: Decided[] = [];
  const replayed = await replay(rulebook, collector, {
    onAccount: (one) => {
      for (const entry of one.ledger) ledger.push({ ...entry, account: one.world.account.id });
    },
  });
  ledger.sort((a, b) => a.at - b.at);
  return { signals, refused, duplicates: collector.duplicates, replayed, ledger };
}

/** By rule, how many accounts it fired for in the worst stretch of so many hours. */
export function worstStretch(ledger: readonly Decided[], hours: number): Map<string, number> {
  const worst = new Map<string, number>();
  for (const [rule, fired] of Map.groupBy(firingsOf(ledger), (entry) => entry.rule ?? '')) {
    let from = 0;
    for (const [i, { at }] of fired.entries()) {
      while ((fired[from]?.at ?? at) <= at - hours * HOUR_MS) from += 1;
      const accounts = new Set(fired.slice(from, i + 1).map(({ account }) => account)).size;
      worst.set(rule, Math.max(worst.get(rule) ?? 0, accounts));
    }
  }
  return worst;
}

function firingsOf(ledger: readonly Decided[]): Decided[] {
  return ledger.filter(({ kind }) => kind === 'fired');
}
