import { isAlive } from '../core/accounts/item-set.ts';
import { Confirmer } from '../core/conditions/confirm.ts';
import { UNKNOWN } from '../core/conditions/scope.ts';
import type { LedgerEntry } from '../core/ledger.ts';
import type { Rulebook } from '../core/rulebook.ts';
import { truthOf } from '../core/rules/evaluate-rules.ts';
import type { Instant } from '../core/time/instant.ts';
import type { AccountWorld } from './account-world.ts';
import type { SignalCollector } from './collect-signals.ts';
import { GroupWorld } from './group-world.ts';
import { AccountHash, historyHash } from './history-hash.ts';
import { type HistorySummary, SummaryCount } from './summary.ts';

/** One account's whole history, as a replay hands it on. */
export interface ReplayedAccount {
  readonly world: AccountWorld;
  readonly ledger: readonly LedgerEntry[];
}

export interface ReplayOptions {
  /** Up to when time passes; the last signal's instant if nothing is said. */
  readonly until?: Instant;
  /** Gets every account when it is done; ledgers are not kept otherwise. */
  readonly onAccount?: (replayed: ReplayedAccount) => void;
  readonly onProgress?: (accounts: number) => void;
}

export interface Replayed {
  readonly hash: string;
  readonly accounts: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly summary: HistorySummary;
}

/**
 * The second pass: plays every account from its first signal to the end under a virtual clock. It holds no channel,
 * and reads no clock: the same signals and rulebook give the same history, in any order of lines.
 */
export async function replay(
  rulebook: Rulebook,
  collected: SignalCollector,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const to = options.until ?? collected.to;
  const hashes = new Map<string, string>();
  const summary = new SummaryCount();
  const outside = {
    watermarks: collected.watermarks,
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: options.onAccount !== undefined,
  };
  for await (const { signals } of collected.groups()) {
    const ledgers = new Map<string, { hash: AccountHash; entries: LedgerEntry[] }>();
    const group = new GroupWorld(rulebook, outside, (account, entry) => {
      const own = ledgers.get(account) ?? { hash: new AccountHash(), entries: [] };
      ledgers.set(account, own);
      own.hash.add(entry);
      summary.add(entry);
      if (options.onAccount !== undefined) own.entries.push(entry);
    });
    for (const signal of signals) {
      if (signal.receivedAt > to) break;
      const taken = group.take(signal);
      if (taken !== undefined) await taken;
    }
    await group.passTo(to);
    for (const [account, world] of group.worlds) {
      const own = ledgers.get(account);
      hashes.set(account, (own?.hash ?? new AccountHash()).digest());
      closeSummary(summary, world, rulebook);
      options.onAccount?.({ world, ledger: own?.entries ?? [] });
    }
    options.onProgress?.(hashes.size);
  }
  return {
    hash: historyHash(hashes),
    accounts: hashes.size,
    from: collected.from,
    to,
    summary: summary.result(),
  };
}

/** What stands at the end: the health band, and the rules of which it is not known whether they hold. */
function closeSummary(summary: SummaryCount, world: AccountWorld, rulebook: Rulebook): void {
  const band = rulebook.catalog.facts.get('health.band');
  summary.addHealth(String((band && world.account.levels[band.index]?.value) ?? 'unknown'));
  const segment = world.account.levels[rulebook.segments.fact.index]?.value;
  summary.addSegment(String(segment ?? 'unassigned'));
  for (const rule of rulebook.rules) {
    if (rule.status === 'off' || rule.on !== undefined) continue;
    const items =
      rule.each === undefined
        ? [undefined]
        : [...(world.account.sets[rule.each.index]?.items.values() ?? [])].filter(isAlive);
    const asked = items.map((item) => truthOf(world.work, rule, item));
    if (asked.some(({ truth, gated }) => truth === UNKNOWN && !gated)) summary.addUnknown(rule.id);
  }
}
