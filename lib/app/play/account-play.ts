import { decideReviewed, reviewAt, reviewDue } from '../../core/decide.ts';
import type { Effect } from '../../core/effect.ts';
import type { Guards } from '../../core/journeys/deliver.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Signal } from '../../core/signals/signal.ts';
import { stepsDue, wakeRuns } from '../../core/take-step.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Work } from '../../core/work.ts';
import type { FollowedRuns } from './followed-runs.ts';

/** Nothing where all could be done at once, so that nobody waits for nothing. */
type Waiting = undefined | Promise<void>;

/** Where what an account's decisions ask for goes, and what its steps have to know. */
export interface PlayHooks {
  /** What may stop a touch, as of now: asked for when a step is due. */
  guards(work: Work): Guards | Promise<Guards>;
  onLedger(entry: LedgerEntry): void;
  /** Gets every effect that is not about an execution, in order. */
  onEffect(effect: Effect): void;
}

/**
 * One account through time: signals come in, time passes, journeys run. At one instant the order is review, signal,
 * step (DESIGN §10). A replay, a test and the running product all play accounts with this.
 */
export class AccountPlay {
  readonly work: Work;
  readonly #runs: FollowedRuns;
  readonly #hooks: PlayHooks;

  constructor(work: Work, runs: FollowedRuns, hooks: PlayHooks) {
    this.work = work;
    this.#runs = runs;
    this.#hooks = hooks;
  }

  /** When something happens next if nothing is heard; infinite for never. */
  nextDue(): number {
    const { account } = this.work;
    return Math.min(reviewDue(account), stepsDue(account.runs));
  }

  /** Takes one signal, after everything that fell due before it. A promise only where a rule fires. */
  take(signal: Signal): Waiting {
    const passed = this.#pass(signal.receivedAt, signal.receivedAt - 1);
    return passed === undefined ? this.#decide(signal) : passed.then(() => this.#decide(signal));
  }

  /** Lets time pass up to `until`, taking every review and step at its own instant. */
  async passTo(until: Instant): Promise<void> {
    await this.#pass(until, until);
    this.#goTo(until);
  }

  #decide(signal: Signal): Waiting {
    const decided = decideReviewed(this.work, signal);
    return decided === undefined ? this.#act() : decided.then(() => this.#act());
  }

  #pass(reviewsUntil: Instant, stepsUntil: Instant): Waiting {
    const { account } = this.work;
    for (;;) {
      const review = reviewDue(account);
      const step = stepsDue(account.runs);
      let taken: Waiting;
      if (review <= reviewsUntil && review <= step) taken = reviewAt(this.work, review);
      else if (step <= stepsUntil) taken = this.#wakeAt(step);
      else return undefined;
      if (taken !== undefined) return taken.then(() => this.#passOn(reviewsUntil, stepsUntil));
      this.#act();
    }
  }

  #passOn(reviewsUntil: Instant, stepsUntil: Instant): Waiting {
    this.#act();
    return this.#pass(reviewsUntil, stepsUntil);
  }

  #wakeAt(at: Instant): Waiting {
    this.#goTo(at);
    this.work.signal = undefined;
    this.work.by = undefined;
    const guards = this.#hooks.guards(this.work);
    if (guards instanceof Promise) return guards.then((one) => wakeRuns(this.work, one));
    return wakeRuns(this.work, guards);
  }

  #goTo(at: Instant): void {
    const { account } = this.work;
    account.now = Math.max(account.now, at);
    this.work.now = account.now;
  }

  /** Hands on what was decided, until nothing more follows. */
  #act(): undefined {
    const { ledger, effects } = this.work;
    while (ledger.length > 0 || effects.length > 0) {
      for (const entry of ledger) this.#hooks.onLedger(entry);
      ledger.length = 0;
      const effect = effects.shift();
      if (effect !== undefined && !this.#runs.follow(effect)) this.#hooks.onEffect(effect);
    }
    return undefined;
  }
}
