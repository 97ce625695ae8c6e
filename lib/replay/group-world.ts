import type { LedgerEntry } from '../core/ledger.ts';
import type { Rulebook } from '../core/rulebook.ts';
import type { Signal } from '../core/signals/signal.ts';
import type { Instant } from '../core/time/instant.ts';
import type { Outside } from '../core/work.ts';
import { AccountWorld } from './account-world.ts';
import { newSharedSends } from './shared-sends.ts';

/** Accounts that share an address, played together in time order, so that caps count a person once (DESIGN §4.16). */
export class GroupWorld {
  readonly worlds = new Map<string, AccountWorld>();
  readonly #rulebook: Rulebook;
  readonly #outside: Outside;
  readonly #shared = newSharedSends();
  readonly #onLedger: (account: string, entry: LedgerEntry) => void;

  constructor(rulebook: Rulebook, outside: Outside, onLedger: (account: string, entry: LedgerEntry) => void) {
    this.#rulebook = rulebook;
    this.#outside = outside;
    this.#onLedger = onLedger;
  }

  /** Takes the next signal; signals come in the order of `compareSignals`. A new account begins with its first. */
  take(signal: Signal): Promise<void> | undefined {
    const world = this.#worldOf(signal);
    if (this.worlds.size === 1) return world.take(signal);
    return this.#passTo(signal.receivedAt - 1).then(() => world.take(signal));
  }

  /** Lets time pass for all of them, whoever has something due first going first. */
  async passTo(until: Instant): Promise<void> {
    await this.#passTo(until);
    for (const world of this.worlds.values()) await world.passTo(until);
  }

  async #passTo(until: Instant): Promise<void> {
    if (this.worlds.size < 2) return;
    for (;;) {
      let next: AccountWorld | undefined;
      for (const world of this.worlds.values())
        if (next === undefined || world.nextDue() < next.nextDue()) next = world;
      if (next === undefined || next.nextDue() > until) return;
      await next.passTo(next.nextDue());
    }
  }

  #worldOf(signal: Signal): AccountWorld {
    const { account } = signal;
    const known = this.worlds.get(account);
    if (known !== undefined) return known;
    const record = (entry: LedgerEntry) => this.#onLedger(account, entry);
    const made = new AccountWorld(
      account,
      signal.receivedAt,
      this.#rulebook,
      this.#outside,
      this.#shared,
      record,
    );
    this.worlds.set(account, made);
    return made;
  }
}
