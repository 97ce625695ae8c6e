import { isAlive } from '../accounts/item-set.ts';
import { readArguments } from '../conditions/argument.ts';
import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import { type Scope, TRUE } from '../conditions/scope.ts';
import type { Signal } from '../signals/signal.ts';
import type { SlotSet } from '../slot-set.ts';
import { itemOf, record, scopeOf, type Work } from '../work.ts';
import { stepErrors } from './asl.ts';
import {
  anchorNow,
  changeRun,
  completeStep,
  endRun,
  journeyOf,
  runNaming,
  startRun,
  takeGoal,
} from './change-runs.ts';
import { type CompiledJourney, type CompiledStep, contactDepth } from './journey.ts';
import type { OpenRun, RunStep } from './run.ts';
import { timeOf } from './step-time.ts';

/** A scope on a run's own values, with its subject at depth 0. */
export function scopeOfRun(work: Work, run: OpenRun, journey: CompiledJourney): Scope {
  const scope = scopeOf(work);
  if (journey.per !== undefined) scope.items[0] = itemOf(work.account, journey.per, run.subject);
  scope.run = { startedAt: run.startedAt, values: run.values, outcomes: run.outcomes };
  return scope;
}

/**
 * Looks at every open run that what was touched, or passing time, can interrupt: goal first (until it is taken),
 * then exits, then a moved anchor.
 */
export function watchRuns(work: Work, touched: SlotSet): void {
  const looked = new Set<OpenRun>();
  const isDue = (run: OpenRun) =>
    !looked.has(run) && (run.watchDue <= work.now || touched.meets(journeyOf(work, run).watches));
  // Looking at one run may end others and start one anew.
  for (let run = work.account.runs.find(isDue); run !== undefined; run = work.account.runs.find(isDue)) {
    looked.add(run);
    watch(work, run, journeyOf(work, run));
  }
}

function watch(work: Work, run: OpenRun, journey: CompiledJourney): void {
  if (journey.per !== undefined) {
    const item = itemOf(work.account, journey.per, run.subject);
    if (item === undefined || !isAlive(item)) {
      endRun(work, run, 'subject-removed', stepErrors.exit);
      return;
    }
  }
  const scope = scopeOfRun(work, run, journey);
  if (!run.goalTaken && journey.goal?.when.evaluate(scope) === TRUE) {
    takeGoal(work, run, journey);
    // A goal with steps of its own keeps the run open, and its exits and due are watched on.
    if (!work.account.runs.includes(run)) return;
  }
  const exit = journey.exits.find((one) => one.when.evaluate(scope) === TRUE);
  if (exit !== undefined) {
    endRun(work, run, exit.reason, stepErrors.exit);
    return;
  }
  run.watchDue = scope.until;
  followAnchor(work, run, journey);
}

/** A moved anchor re-times what remains, or ends the run and starts it again on the new one. */
function followAnchor(work: Work, run: OpenRun, journey: CompiledJourney): void {
  if (journey.anchor === 'now') return;
  const anchor = anchorNow(work, journey);
  if (anchor === undefined || (anchor.value === run.anchorValue && anchor.at === run.anchorAt)) return;
  if (journey.anchor.moved === 'restart' && anchor.value !== run.anchorValue) {
    endRun(work, run, 'restarted', stepErrors.stop);
    startRun(work, run.journey, run.subject, run.values, run.status, { journey: run.journey }, true);
    return;
  }
  run.anchorAt = anchor.at;
  run.anchorValue = anchor.value;
  const { step } = run;
  const compiled = step === undefined ? undefined : journey.steps.get(step.id);
  if (step !== undefined && compiled !== undefined && !step.begun) {
    step.wakeAt = Math.max(work.now, timeOf(work, run, compiled, step.enteredAt));
  }
  record(work, 'run-replanned', {
    ...runNaming(run),
    ...(step === undefined ? {} : { step: step.id, until: step.wakeAt }),
  });
}

/** Hands a signal to the runs that wait for one of its type. */
export function offerSignal(work: Work, signal: Signal): void {
  for (const run of [...work.account.runs]) {
    const journey = journeyOf(work, run);
    const step = run.step === undefined ? undefined : journey.steps.get(run.step.id);
    if (step?.kind !== 'waitFor' || step.waitFor.signal.id !== signal.type.id) continue;
    if (run.step === undefined || !isWaiting(work, run, run.step, step, journey)) continue;
    const scope = scopeOfRun(work, run, journey);
    scope.items[contactDepth(journey)] = itemOf(
      work.account,
      work.rulebook.catalog.contacts,
      signal.contact ?? '',
    );
    scope.signal = signal;
    const { where, keep } = step.waitFor;
    if (where !== undefined && where.evaluate(scope) !== TRUE) continue;
    changeRun(work, run, readArguments(keep, scope));
    if (step.next !== undefined) completeStep(work, run, step.next, 'signal');
  }
}

/** Whether a step waits already: it has begun, or its time has come and the executor is still to register it. */
function isWaiting(
  work: Work,
  run: OpenRun,
  step: RunStep,
  compiled: CompiledStep,
  journey: CompiledJourney,
): boolean {
  if (step.begun) return true;
  if (step.wakeAt > work.now) return false;
  const truth = (condition: CompiledCondition | undefined) =>
    condition?.evaluate(scopeOfRun(work, run, journey));
  return truth(compiled.unless) !== TRUE && (compiled.if === undefined || truth(compiled.if) === TRUE);
}

/** When the watched conditions of some run may change by time alone. */
export function watchDue(runs: readonly OpenRun[]): number {
  let due = Number.POSITIVE_INFINITY;
  for (const run of runs) if (run.watchDue < due) due = run.watchDue;
  return due;
}
