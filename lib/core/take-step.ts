import { settle } from './decide.ts';
import { actOnStep } from './journeys/act-on-step.ts';
import { stepErrors } from './journeys/asl.ts';
import { journeyOf } from './journeys/change-runs.ts';
import type { Guards } from './journeys/deliver.ts';
import type { OpenRun } from './journeys/run.ts';
import type { Instant } from './time/instant.ts';
import type { Work } from './work.ts';

/**
 * The executor has come to a step and gives its token: it is registered on the run, and is due from its `wakeAt`.
 * `wakeRuns` takes it if that has passed already, which replay leaves until every signal of the same instant is in.
 * A run that is over, or has gone elsewhere meanwhile, is answered at once, so that no executor waits for nothing.
 */
export function registerStep(work: Work, runId: string, step: string, token: string): void {
  const run = work.account.runs.find((one) => one.id === runId);
  if (run?.step?.id === step) {
    run.step.token = token;
    run.owed.length = 0;
    return;
  }
  const owed = run?.owed.find((one) => one.step === step);
  const answer = owed?.answer ?? { error: stepErrors.stop, cause: 'not-there' };
  work.effects.push({ kind: 'answer', run: runId, token, answer });
}

/**
 * Takes the run's step as far as it goes now: nothing before its time, nothing before it is registered. Whatever it
 * decides (sent, later, skipped, branched, waiting) is on record with its reason. A promise only where a fact that
 * it set made a rule fire.
 */
function takeStep(work: Work, run: OpenRun, guards: Guards): Promise<void> | undefined {
  const { step } = run;
  if (step === undefined || step.token === undefined || step.wakeAt > work.now) return undefined;
  const compiled = journeyOf(work, run).steps.get(step.id);
  if (compiled === undefined)
    throw new Error(`the run ${run.id} is at "${step.id}", which its definition does not have`);
  actOnStep(work, run, step, compiled, guards);
  return work.touched.size > 0 ? settle(work) : undefined;
}

/** Wakes every run of the account whose step is due, in run order. */
export function wakeRuns(work: Work, guards: Guards): Promise<void> | undefined {
  for (const run of work.account.runs) {
    if (stepDue(run) > work.now) continue;
    const taken = takeStep(work, run, guards);
    if (taken !== undefined) return taken.then(() => wakeRuns(work, guards));
    return wakeRuns(work, guards);
  }
  return undefined;
}

/** When the run's step is to act; infinite while the executor has not registered it. */
function stepDue(run: OpenRun): number {
  return run.step?.token === undefined ? Number.POSITIVE_INFINITY : run.step.wakeAt;
}

/** The earliest of them. */
export function stepsDue(runs: readonly OpenRun[]): Instant {
  let due = Number.POSITIVE_INFINITY;
  for (const run of runs) due = Math.min(due, stepDue(run));
  return due;
}
