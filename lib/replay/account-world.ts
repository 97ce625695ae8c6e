import { type Account, newAccount } from '../core/accounts/account.ts';
import { decideReviewed, reviewAt, reviewDue } from '../core/decide.ts';
import type { Effect } from '../core/effect.ts';
import { stepOfState } from '../core/journeys/asl.ts';
import type { Guards } from '../core/journeys/deliver.ts';
import {
  type Execution,
  resumeExecution,
  startExecution,
  type Transition,
} from '../core/journeys/step-asl.ts';
import type { LedgerEntry } from '../core/ledger.ts';
import type { Rulebook } from '../core/rulebook.ts';
import type { Signal } from '../core/signals/signal.ts';
import { registerStep, stepsDue, wakeRuns } from '../core/take-step.ts';
import type { Instant } from '../core/time/instant.ts';
import { newWork, type Outside, type Work } from '../core/work.ts';

type Send = Extract<Effect, { kind: 'send' }>;
type Waiting = undefined | Promise<void>;

/** What accounts that share an address share: how often each address was written to. */
export interface SharedSends {
  contactSends(addressKey: string): readonly Instant[];
  add(send: Send): void;
}

/**
 * One account under a virtual clock: signals come in, time passes, journeys run on the ASL that AWS runs, and what
 * would be sent is recorded. It holds no channel, so nothing can reach anybody (DESIGN §4.4).
 */
export class AccountWorld {
  readonly account: Account;
  readonly #rulebook: Rulebook;
  readonly #work: Work;
  readonly #executions = new Map<string, { execution: Execution; token: string; definition: string }>();
  readonly #guards: Guards;
  readonly #shared: SharedSends;
  readonly #accountSends: Instant[] = [];
  readonly #onLedger: (entry: LedgerEntry) => void;
  #tokens = 0;

  constructor(
    id: string,
    at: Instant,
    rulebook: Rulebook,
    outside: Outside,
    shared: SharedSends,
    onLedger: (entry: LedgerEntry) => void,
  ) {
    this.account = newAccount(id, at, rulebook.rules.length);
    this.#rulebook = rulebook;
    this.#work = newWork(rulebook, this.account, outside);
    this.#shared = shared;
    this.#onLedger = onLedger;
    this.#guards = {
      kill: { everything: false, journeys: new Set(), topics: new Set() },
      isSuppressed: () => false,
      contactSends: (addressKey) => shared.contactSends(addressKey),
      accountSends: () => this.#accountSends,
    };
  }

  /** Takes one signal, after everything that fell due before it: at one instant review, signal, then step. */
  take(signal: Signal): Waiting {
    const passed = this.#pass(signal.receivedAt, signal.receivedAt - 1);
    return passed === undefined ? this.#decide(signal) : passed.then(() => this.#decide(signal));
  }

  #decide(signal: Signal): Waiting {
    const decided = decideReviewed(this.#work, signal);
    return decided === undefined ? this.#act() : decided.then(() => this.#act());
  }

  /** Lets time pass up to `until`, taking every review and step at its own instant. */
  async passTo(until: Instant): Promise<void> {
    await this.#pass(until, until);
    const now = Math.max(this.account.now, until);
    this.account.now = now;
    this.#work.now = now;
  }

  /** The work on this account as it stands, for questions that decide nothing. */
  get work(): Work {
    return this.#work;
  }

  /** When something happens next if nothing is heard; infinite for never. */
  nextDue(): number {
    return Math.min(reviewDue(this.account), stepsDue(this.account.runs));
  }

  /** Takes every review and step up to these instants, in their order; a promise only where a rule fires. */
  #pass(reviewsUntil: Instant, stepsUntil: Instant): Waiting {
    for (;;) {
      const review = reviewDue(this.account);
      const step = stepsDue(this.account.runs);
      let taken: Waiting;
      if (review <= reviewsUntil && review <= step) taken = reviewAt(this.#work, review);
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
    this.account.now = Math.max(this.account.now, at);
    this.#work.now = this.account.now;
    this.#work.signal = undefined;
    return wakeRuns(this.#work, this.#guards);
  }

  /** Hands on what was decided, until nothing more follows. */
  #act(): undefined {
    const { ledger, effects } = this.#work;
    while (ledger.length > 0 || effects.length > 0) {
      for (const entry of ledger) this.#onLedger(entry);
      ledger.length = 0;
      const effect = effects.shift();
      if (effect !== undefined) this.#actOn(effect);
    }
    return undefined;
  }

  #actOn(effect: Effect): void {
    switch (effect.kind) {
      case 'start-run': {
        const token = this.#newToken();
        const input = { run: effect.run, definition: effect.definition };
        this.#follow(
          effect.run,
          effect.definition,
          startExecution(this.#asl(effect.definition), input, token),
          token,
        );
        return;
      }
      case 'answer': {
        const there = this.#executions.get(effect.run);
        if (there === undefined || there.token !== effect.token) return;
        const token = this.#newToken();
        const transition = resumeExecution(
          this.#asl(there.definition),
          there.execution,
          effect.answer,
          token,
        );
        this.#follow(effect.run, there.definition, transition, token);
        return;
      }
      case 'send':
        if (effect.counted && effect.status === 'live') {
          this.#accountSends.push(effect.at);
          this.#shared.add(effect);
        }
        return;
      case 'notify':
        return;
    }
  }

  #follow(run: string, definition: string, transition: Transition, token: string): void {
    const { execution, task } = transition;
    if (task === undefined) {
      this.#executions.delete(run);
      return;
    }
    this.#executions.set(run, { execution, token, definition });
    const step = stepOfState(task.state);
    if (step !== undefined) registerStep(this.#work, run, step, token);
  }

  #asl(definition: string) {
    const journey = this.#rulebook.definitions.get(definition);
    if (journey === undefined) throw new Error(`definition ${definition} is not loaded`);
    return journey.asl;
  }

  #newToken(): string {
    this.#tokens += 1;
    return `${this.account.id}#${this.#tokens}`;
  }
}
