import { newAccount } from '../../core/accounts/account.ts';
import { closeAccount } from '../../core/accounts/close-account.ts';
import { openAccount } from '../../core/accounts/open-account.ts';
import type { Effect } from '../../core/effect.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { Signal } from '../../core/signals/signal.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { KillSwitch } from '../../core/touches/plan-delivery.ts';
import { newWork, type Outside } from '../../core/work.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { isStoreError } from '../ports/store-error.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';
import { AccountPlay } from './account-play.ts';
import { FollowedRuns } from './followed-runs.ts';
import { guardsOf } from './guards.ts';
import type { RuleLimiter } from './rule-limiter.ts';

export interface PlayPorts {
  readonly accounts: AccountStore;
  readonly sends: SendLedger;
  readonly suppressions: SuppressionList;
  /** The kill switch of this moment. */
  kill(): KillSwitch;
  readonly limiter: RuleLimiter;
}

export interface Played {
  /** Signals that were decided now; the others had been before. */
  readonly taken: number;
  readonly duplicates: number;
}

/** `backfill`: the signals are of the past, and whatever follows from them by `until` is no change. */
export type PlayMode = 'live' | 'backfill';

/** How often it is played again because another has changed the account, or a rule was paused meanwhile. */
const MAX_ATTEMPTS = 8;

/**
 * Plays one account from where it is stored: the signals in their order, then time up to `until`; everything that
 * follows is committed at once (state, dedup, ledger, executions, effects) or not at all. Signals that were decided
 * before are passed over. Throws the store's error when the account keeps changing under it.
 */
export async function playAccount(
  ports: PlayPorts,
  rulebook: Rulebook,
  outside: Outside,
  id: string,
  signals: readonly Signal[],
  until: Instant,
  mode: PlayMode = 'live',
): Promise<Played> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const played = await playOnce(ports, rulebook, outside, id, signals, until, mode);
      if (played !== undefined) return played;
      if (attempt === MAX_ATTEMPTS) throw new Error(`rules of ${id} keep passing their limits`);
    } catch (error) {
      const changed = isStoreError(error, 'version-conflict') || isStoreError(error, 'already-seen');
      if (!changed || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Undefined when a rule passed its limit: it is paused now, and nothing of this attempt stays. */
async function playOnce(
  ports: PlayPorts,
  rulebook: Rulebook,
  outside: Outside,
  id: string,
  signals: readonly Signal[],
  until: Instant,
  mode: PlayMode,
): Promise<Played | undefined> {
  const fresh = await unseen(ports.accounts, id, signals);
  const stored = await ports.accounts.load(id);
  const [first] = fresh;
  if (stored === undefined && first === undefined) return { taken: 0, duplicates: signals.length };
  const account =
    stored === undefined
      ? newAccount(id, first?.receivedAt ?? until, rulebook.rules.length)
      : openAccount(stored.account, rulebook);
  if (mode === 'backfill') account.baselineAt = until;
  const ledger: LedgerEntry[] = [];
  const outbox: Effect[] = [];
  const work = newWork(rulebook, account, outside);
  const runs = new FollowedRuns(work, await ports.accounts.executions(id));
  const play = new AccountPlay(work, runs, {
    guards: () => guardsOf(ports, work, outbox),
    onLedger: (entry) => ledger.push(entry),
    onEffect: (effect) => outbox.push(effect),
  });
  for (const signal of fresh) {
    ledger.push(arrival(signal));
    await play.take(signal);
  }
  await play.passTo(until);
  const fired = ledger.filter((entry) => isActing(rulebook, entry));
  if (!(await ports.limiter.admit(id, fired))) return undefined;
  const due = play.nextDue();
  await ports.accounts.commit({
    account: closeAccount(account, rulebook),
    expected: stored?.version ?? 0,
    seen: fresh.map((signal) => signal.key),
    at: account.now,
    ledger,
    outbox,
    due: Number.isFinite(due) ? due : undefined,
    executions: runs.changes(),
  });
  await ports.limiter.note(id, fired);
  return { taken: fresh.length, duplicates: signals.length - fresh.length };
}

/** Whether a live rule asked for something: by its firing, or by a resolve that asks for something of its own. */
function isActing({ rules }: Rulebook, { kind, status, rule }: LedgerEntry): boolean {
  if (status !== 'live') return false;
  if (kind !== 'resolved') return kind === 'fired';
  return rules.some(({ id, onResolve }) => id === rule && onResolve.length > 0);
}

/** The signals not decided before, each once. */
async function unseen(
  accounts: AccountStore,
  id: string,
  signals: readonly Signal[],
): Promise<readonly Signal[]> {
  if (signals.length === 0) return signals;
  const seen = new Set(await accounts.seen(id, [...new Set(signals.map(({ key }) => key))]));
  return signals.filter(({ key }) => {
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** That a signal came to be decided is on record, whether anything follows from it or not. */
function arrival(signal: Signal): LedgerEntry {
  const about = signal.contact === undefined ? {} : { contact: signal.contact };
  return { at: signal.receivedAt, kind: 'signal', signal: signal.key, reason: signal.type.id, ...about };
}
