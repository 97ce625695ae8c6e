import type { Effect } from '../../lib/core/effect.ts';
import { stepOfState } from '../../lib/core/journeys/asl.ts';
import type { Guards } from '../../lib/core/journeys/deliver.ts';
import { resumeExecution, startExecution, type Transition } from '../../lib/core/journeys/step-asl.ts';
import { registerStep, stepsDue, wakeRuns } from '../../lib/core/take-step.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import type { Work } from '../../lib/core/work.ts';

type Send = Extract<Effect, { kind: 'send' }>;

const GUARDS: Guards = {
  kill: { everything: false, journeys: new Set(), topics: new Set() },
  isSuppressed: () => false,
  contactSends: () => [],
  accountSends: () => [],
};

/**
 * Goes on with runs of an account that was opened from JSON, on the ASL of the definition that each is pinned to: what
 * an executor does that was left waiting at a step.
 */
export class Executions {
  readonly sends: Send[] = [];
  readonly #work: Work;
  readonly #waiting = new Map<string, { definition: string; transition: Transition; token: string }>();
  #tokens = 0;

  constructor(work: Work) {
    this.#work = work;
    for (const { id, definition, step } of work.account.runs) {
      if (step?.token === undefined) throw new Error(`the run ${id} waits at no step`);
      let transition = startExecution(this.#asl(definition), { run: id, definition }, step.token);
      for (const next of doneBefore(work, id, step.id))
        transition = resumeExecution(
          this.#asl(definition),
          transition.execution,
          { ok: { next } },
          step.token,
        );
      this.#waiting.set(id, { definition, transition, token: step.token });
    }
  }

  /** Takes every step that falls due up to `until`. */
  async pass(until: Instant): Promise<void> {
    const { account } = this.#work;
    for (let due = stepsDue(account.runs); due <= until; due = stepsDue(account.runs)) {
      this.#work.now = Math.max(account.now, due);
      account.now = this.#work.now;
      await wakeRuns(this.#work, GUARDS);
      for (const effect of this.#work.effects.splice(0)) this.#act(effect);
    }
  }

  #act(effect: Effect): void {
    if (effect.kind === 'send') this.sends.push(effect);
    if (effect.kind !== 'answer') return;
    const there = this.#waiting.get(effect.run);
    if (there === undefined || there.token !== effect.token) throw new Error('nobody waits for this answer');
    this.#tokens += 1;
    const token = `again#${this.#tokens}`;
    const { definition } = there;
    const transition = resumeExecution(
      this.#asl(definition),
      there.transition.execution,
      effect.answer,
      token,
    );
    this.#waiting.set(effect.run, { definition, transition, token });
    const step = transition.task && stepOfState(transition.task.state);
    if (step !== undefined) registerStep(this.#work, effect.run, step, token);
  }

  #asl(definition: string) {
    const journey = this.#work.rulebook.definitions.get(definition);
    if (journey === undefined) throw new Error(`definition ${definition} is not loaded`);
    return journey.asl;
  }
}

/** The steps that the run went to before the one at which it waits; these journeys have a single way to each. */
function doneBefore(work: Work, run: string, at: string): string[] {
  const journey = work.rulebook.definitions.get(
    work.account.runs.find(({ id }) => id === run)?.definition ?? '',
  );
  const way: string[] = [];
  for (let step = journey?.first; step !== undefined && step !== at; step = journey?.steps.get(step)?.next) {
    const next = journey?.steps.get(step)?.next;
    if (next !== undefined) way.push(next);
  }
  return way;
}
