import type { Effect } from '../../core/effect.ts';
import { stepOfState } from '../../core/journeys/asl.ts';
import { resumeExecution, startExecution, type Transition } from '../../core/journeys/step-asl.ts';
import { registerStep } from '../../core/take-step.ts';
import type { Work } from '../../core/work.ts';
import type { ExecutionRow } from '../ports/account-store.ts';

/**
 * The executions of one account's runs, where no Step Functions runs them: they follow the same ASL through the pure
 * stepper (DESIGN §4.9), in the same commit as the decision that moves them.
 */
export class FollowedRuns {
  readonly #work: Work;
  readonly #rows: Map<string, ExecutionRow>;
  /** Runs whose execution moved or ended. */
  readonly #changed = new Set<string>();

  constructor(work: Work, rows: Iterable<readonly [run: string, row: ExecutionRow]>) {
    this.#work = work;
    this.#rows = new Map(rows);
  }

  /** Acts on an effect that is about an execution; any other is left to others. */
  follow(effect: Effect): boolean {
    if (effect.kind === 'start-run') {
      const { run, definition } = effect;
      const token = tokenAfter(run, undefined);
      const input = { run, definition };
      this.#take(run, definition, startExecution(this.#asl(definition), input, token), token);
      return true;
    }
    if (effect.kind !== 'answer') return false;
    const there = this.#rows.get(effect.run);
    // An answer to an earlier token was given before.
    if (there === undefined || there.token !== effect.token) return true;
    const token = tokenAfter(effect.run, there.token);
    const asl = this.#asl(there.definition);
    this.#take(
      effect.run,
      there.definition,
      resumeExecution(asl, there.execution, effect.answer, token),
      token,
    );
    return true;
  }

  /** What is to be stored: the row of every run that moved, undefined for one that is over. */
  changes(): readonly { readonly run: string; readonly execution: ExecutionRow | undefined }[] {
    return [...this.#changed].map((run) => ({ run, execution: this.#rows.get(run) }));
  }

  #take(run: string, definition: string, transition: Transition, token: string): void {
    const { execution, task } = transition;
    this.#changed.add(run);
    if (task === undefined) {
      this.#rows.delete(run);
      return;
    }
    this.#rows.set(run, { execution, token, definition });
    const step = stepOfState(task.state);
    if (step !== undefined) registerStep(this.#work, run, step, token);
  }

  #asl(definition: string) {
    const journey = this.#work.rulebook.definitions.get(definition);
    if (journey === undefined) throw new Error(`definition ${definition} is not loaded`);
    return journey.asl;
  }
}

/** `RUN#n`, one higher with every state entered. */
function tokenAfter(run: string, token: string | undefined): string {
  const last = token === undefined ? 0 : Number(token.slice(token.lastIndexOf('#') + 1));
  return `${run}#${last + 1}`;
}
