import { AccountPlay } from '../app/play/account-play.ts';
import { FollowedRuns } from '../app/play/followed-runs.ts';
import { type Account, newAccount } from '../core/accounts/account.ts';
import type { Effect } from '../core/effect.ts';
import type { Guards } from '../core/journeys/deliver.ts';
import type { LedgerEntry } from '../core/ledger.ts';
import type { Rulebook } from '../core/rulebook.ts';
import type { Signal } from '../core/signals/signal.ts';
import type { Instant } from '../core/time/instant.ts';
import { newWork, type Outside, type Work } from '../core/work.ts';

type Send = Extract<Effect, { kind: 'send' }>;

/** What accounts that share an address share: how often each address was written to. */
export interface SharedSends {
  contactSends(addressKey: string): readonly Instant[];
  add(send: Send): void;
}

/**
 * One account under a virtual clock, played as the running product plays it: what would be sent is recorded. It holds
 * no channel, so nothing can reach anybody (DESIGN §4.4).
 */
export class AccountWorld {
  readonly account: Account;
  readonly #play: AccountPlay;

  constructor(
    id: string,
    at: Instant,
    rulebook: Rulebook,
    outside: Outside,
    shared: SharedSends,
    onLedger: (entry: LedgerEntry) => void,
  ) {
    this.account = newAccount(id, at, rulebook.rules.length);
    const accountSends: Instant[] = [];
    const guards: Guards = {
      kill: { everything: false, journeys: new Set(), topics: new Set() },
      isSuppressed: () => false,
      contactSends: (addressKey) => shared.contactSends(addressKey),
      accountSends: () => accountSends,
    };
    const work = newWork(rulebook, this.account, outside);
    this.#play = new AccountPlay(work, new FollowedRuns(work, []), {
      guards: () => guards,
      onLedger,
      onEffect: (effect) => {
        if (effect.kind !== 'send' || !effect.counted || effect.status !== 'live') return;
        accountSends.push(effect.at);
        shared.add(effect);
      },
    });
  }

  /** The work on this account as it stands, for questions that decide nothing. */
  get work(): Work {
    return this.#play.work;
  }

  /** Takes one signal, after everything that fell due before it. */
  take(signal: Signal): undefined | Promise<void> {
    return this.#play.take(signal);
  }

  /** Lets time pass up to `until`, taking every review and step at its own instant. */
  passTo(until: Instant): Promise<void> {
    return this.#play.passTo(until);
  }

  /** When something happens next if nothing is heard; infinite for never. */
  nextDue(): number {
    return this.#play.nextDue();
  }
}
