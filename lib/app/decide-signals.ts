import { newAccount } from '../core/accounts/account.ts';
import { closeAccount } from '../core/accounts/close-account.ts';
import { openAccount } from '../core/accounts/open-account.ts';
import { decide, reviewDue } from '../core/decide.ts';
import type { Rulebook } from '../core/rulebook.ts';
import type { Signal } from '../core/signals/signal.ts';
import { stepsDue } from '../core/take-step.ts';
import { newWork, type Outside } from '../core/work.ts';
import type { AccountStore } from './ports/account-store.ts';
import { isStoreError } from './ports/store-error.ts';

/** How the signals of one account were decided. */
export interface Decided {
  /** Signals that were decided now; the others had been before. */
  readonly taken: number;
  readonly duplicates: number;
}

/** How often a decision is made again because another has changed the account meanwhile. */
const MAX_ATTEMPTS = 5;

/**
 * Decides signals of one account, in the order given, and commits state, dedup, ledger and outbox together. What was
 * decided before is passed over. Throws the store's error when the account keeps changing under it.
 */
export async function decideSignals(
  store: AccountStore,
  rulebook: Rulebook,
  outside: Outside,
  signals: readonly Signal[],
): Promise<Decided> {
  const [first] = signals;
  if (first === undefined) return { taken: 0, duplicates: 0 };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await decideOnce(store, rulebook, outside, first.account, signals);
    } catch (error) {
      const changed = isStoreError(error, 'version-conflict') || isStoreError(error, 'already-seen');
      if (!changed || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function decideOnce(
  store: AccountStore,
  rulebook: Rulebook,
  outside: Outside,
  id: string,
  signals: readonly Signal[],
): Promise<Decided> {
  const keys = [...new Set(signals.map((signal) => signal.key))];
  const seen = await store.seen(id, keys);
  const fresh = signals.filter(
    (signal, i) => !seen.has(signal.key) && signals.findIndex((one) => one.key === signal.key) === i,
  );
  const [first] = fresh;
  if (first === undefined) return { taken: 0, duplicates: signals.length };
  const stored = await store.load(id);
  const account =
    stored === undefined
      ? newAccount(id, first.receivedAt, rulebook.rules.length)
      : openAccount(stored.account, rulebook);
  const work = newWork(rulebook, account, outside);
  for (const signal of fresh) await decide(work, signal);
  const due = Math.min(reviewDue(account), stepsDue(account.runs));
  await store.commit({
    account: closeAccount(account, rulebook),
    expected: stored?.version ?? 0,
    seen: fresh.map((signal) => signal.key),
    at: account.now,
    ledger: work.ledger,
    outbox: work.effects,
    due: Number.isFinite(due) ? due : undefined,
  });
  return { taken: fresh.length, duplicates: signals.length - fresh.length };
}
