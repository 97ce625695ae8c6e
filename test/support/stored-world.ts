import { newAccount } from '../../lib/core/accounts/account.ts';
import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import { closeAccount } from '../../lib/core/accounts/close-account.ts';
import { openAccount } from '../../lib/core/accounts/open-account.ts';
import { decide, review, reviewDue } from '../../lib/core/decide.ts';
import type { Effect } from '../../lib/core/effect.ts';
import { stepOfState } from '../../lib/core/journeys/asl.ts';
import type { Guards } from '../../lib/core/journeys/deliver.ts';
import {
  type Execution,
  resumeExecution,
  startExecution,
  type Transition,
} from '../../lib/core/journeys/step-asl.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { Signal } from '../../lib/core/signals/signal.ts';
import { registerStep, stepsDue, wakeRuns } from '../../lib/core/take-step.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { newWork, type Outside, type Work } from '../../lib/core/work.ts';

/**
 * One account as a runtime keeps it: plain JSON text in a store, opened for each signal, review, step and registered
 * token, and closed again. It plays in the order of AccountWorld, so both must come to the same ledger.
 */
export class StoredWorld {
  readonly ledger: LedgerEntry[] = [];
  readonly #rulebook: Rulebook;
  readonly #outside: Outside;
  readonly #guards: Guards;
  readonly #sends: { readonly addressKey: string; readonly at: Instant }[] = [];
  readonly #executions = new Map<string, { execution: Execution; token: string; definition: string }>();
  readonly #id: string;
  readonly #createdAt: Instant;
  /** Nothing before the first decision: an account begins with its first signal. */
  #stored: string | undefined;
  #tokens = 0;

  constructor(id: string, at: Instant, rulebook: Rulebook, outside: Outside) {
    this.#rulebook = rulebook;
    this.#outside = outside;
    this.#id = id;
    this.#createdAt = at;
    this.#guards = {
      kill: { everything: false, journeys: new Set(), topics: new Set() },
      isSuppressed: () => false,
      contactSends: (addressKey) =>
        this.#sends.filter((one) => one.addressKey === addressKey).map((one) => one.at),
      accountSends: () => this.#sends.map((one) => one.at),
    };
  }

  /** What is in the store. */
  get stored(): AccountJson {
    return JSON.parse(this.#stored ?? '{}');
  }

  async take(signal: Signal): Promise<void> {
    await this.#pass(signal.receivedAt, signal.receivedAt - 1);
    await this.#do((work) => decide(work, signal));
  }

  async passTo(until: Instant): Promise<void> {
    await this.#pass(until, until);
  }

  #open() {
    if (this.#stored === undefined) return newAccount(this.#id, this.#createdAt, this.#rulebook.rules.length);
    return openAccount(JSON.parse(this.#stored), this.#rulebook);
  }

  async #pass(reviewsUntil: Instant, stepsUntil: Instant): Promise<void> {
    for (;;) {
      const account = this.#open();
      const reviewAt = reviewDue(account);
      const stepAt = stepsDue(account.runs);
      if (reviewAt <= reviewsUntil && reviewAt <= stepAt) {
        await this.#do((work) => review(work, Math.max(reviewAt, work.account.now)));
      } else if (stepAt <= stepsUntil) {
        await this.#do((work) => {
          work.now = Math.max(work.now, stepAt);
          work.account.now = work.now;
          return wakeRuns(work, this.#guards);
        });
      } else return;
    }
  }

  /** One commit, and then whatever its effects lead to, each in a commit of its own. */
  async #do(act: (work: Work) => void | Promise<void>): Promise<void> {
    const effects = await this.#commit(act);
    for (let effect = effects.shift(); effect !== undefined; effect = effects.shift()) {
      const task = this.#actOn(effect);
      if (task === undefined) continue;
      const { run, step, token } = task;
      effects.push(...(await this.#commit((work) => registerStep(work, run, step, token))));
    }
  }

  async #commit(act: (work: Work) => void | Promise<void>): Promise<Effect[]> {
    const work = newWork(this.#rulebook, this.#open(), this.#outside);
    await act(work);
    this.#stored = JSON.stringify(closeAccount(work.account, this.#rulebook));
    this.ledger.push(...work.ledger);
    return [...work.effects];
  }

  #actOn(effect: Effect): { run: string; step: string; token: string } | undefined {
    if (effect.kind === 'send' && effect.counted && effect.status === 'live')
      this.#sends.push({ addressKey: effect.addressKey, at: effect.at });
    if (effect.kind === 'start-run') {
      const input = { run: effect.run, definition: effect.definition };
      return this.#follow(effect.run, effect.definition, (token) =>
        startExecution(this.#asl(effect.definition), input, token),
      );
    }
    if (effect.kind !== 'answer') return undefined;
    const there = this.#executions.get(effect.run);
    if (there === undefined || there.token !== effect.token) return undefined;
    return this.#follow(effect.run, there.definition, (token) =>
      resumeExecution(this.#asl(there.definition), there.execution, effect.answer, token),
    );
  }

  #follow(run: string, definition: string, move: (token: string) => Transition) {
    this.#tokens += 1;
    const token = `${this.#id}#${this.#tokens}`;
    const { execution, task } = move(token);
    this.#executions.delete(run);
    if (task === undefined) return undefined;
    this.#executions.set(run, { execution, token, definition });
    const step = stepOfState(task.state);
    return step === undefined ? undefined : { run, step, token };
  }

  #asl(definition: string) {
    const journey = this.#rulebook.definitions.get(definition);
    if (journey === undefined) throw new Error(`definition ${definition} is not loaded`);
    return journey.asl;
  }
}
