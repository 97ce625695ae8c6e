import { zoneOf } from '../accounts/account.ts';
import { sha256Hex } from '../authoring/canonical-json.ts';
import { readArguments } from '../conditions/argument.ts';
import { TRUE } from '../conditions/scope.ts';
import { applyEffects } from '../rules/apply-effects.ts';
import { openTask } from '../rules/open-task.ts';
import { addSpan, type Span } from '../time/span.ts';
import { itemOf, record, type Work } from '../work.ts';
import { changeRun, completeStep, endRun, isLate, journeyOf, runNaming } from './change-runs.ts';
import { deliverTouch, type Guards } from './deliver.ts';
import type { CompiledJourney, CompiledStep } from './journey.ts';
import { expireApproval, openApproval } from './open-approval.ts';
import type { OpenRun, RunStep } from './run.ts';
import { timeOf } from './step-time.ts';
import { scopeOfRun } from './watch-runs.ts';

/** Kinds of step that a late entry passes over: those that do something to or for somebody. */
const SKIPPED_WHEN_LATE: ReadonlySet<CompiledStep['kind']> = new Set([
  'touch',
  'task',
  'approval',
  'do',
  'wait',
  'waitFor',
]);

/** What a step does when its time has come, or comes again for what it still waits for. */
export function actOnStep(
  work: Work,
  run: OpenRun,
  step: RunStep,
  compiled: CompiledStep,
  guards: Guards,
): void {
  const journey = journeyOf(work, run);
  if (!step.begun) {
    const skip = reasonToSkip(work, run, step, compiled, journey);
    if (skip !== undefined) {
      record(work, 'step-skipped', { ...runNaming(run), step: step.id, reason: skip });
      goOn(work, run, compiled, skip);
      return;
    }
    step.begun = true;
    begin(work, run, step, compiled, journey, guards);
    return;
  }
  resume(work, run, step, compiled, journey, guards);
}

function reasonToSkip(
  work: Work,
  run: OpenRun,
  step: RunStep,
  compiled: CompiledStep,
  journey: CompiledJourney,
): string | undefined {
  if (
    journey.anchor !== 'now' &&
    journey.anchor.late === 'skip' &&
    compiled.at !== undefined &&
    SKIPPED_WHEN_LATE.has(compiled.kind)
  ) {
    if (isLate(work, journey, run, timeOf(work, run, compiled, step.enteredAt))) return 'late';
  }
  if (compiled.if !== undefined && compiled.if.evaluate(scopeOfRun(work, run, journey)) !== TRUE) return 'if';
  if (compiled.unless !== undefined && compiled.unless.evaluate(scopeOfRun(work, run, journey)) === TRUE)
    return 'unless';
  return undefined;
}

/** To the step after this one. A split always names its way, so its first share stands in where it was passed over. */
function goOn(work: Work, run: OpenRun, compiled: CompiledStep, reason?: string): void {
  if (compiled.kind === 'end') endRun(work, run, compiled.reason, undefined);
  else if (compiled.next !== undefined) completeStep(work, run, compiled.next, reason);
}

function begin(
  work: Work,
  run: OpenRun,
  step: RunStep,
  compiled: CompiledStep,
  journey: CompiledJourney,
  guards: Guards,
): void {
  const scope = scopeOfRun(work, run, journey);
  const within = (span: Span) =>
    addSpan(zoneOf(work.account, work.rulebook.catalog), work.now, span, work.rulebook.calendar);
  switch (compiled.kind) {
    case 'touch':
      deliverTouch(work, run, step, compiled.touch, journey, guards, () => goOn(work, run, compiled));
      return;
    case 'wait':
      goOn(work, run, compiled);
      return;
    case 'waitFor':
      step.wakeAt = within(compiled.waitFor.within);
      return;
    case 'branch': {
      const arm = compiled.arms.find((one) => one.when.evaluate(scopeOfRun(work, run, journey)) === TRUE);
      if (arm !== undefined) completeStep(work, run, arm.goto);
      else goOn(work, run, compiled, 'otherwise');
      return;
    }
    case 'split':
      completeStep(work, run, shareOf(work, run, compiled));
      return;
    case 'task': {
      const naming = { ...runNaming(run), step: step.id };
      const origin = { kind: 'run' as const, run: run.id, definition: run.definition, step: step.id };
      const task = openTask(work, compiled.task, origin, naming, run.subject, scope);
      if (compiled.task.wait === undefined) goOn(work, run, compiled);
      else {
        step.task = task.id;
        step.wakeAt = within(compiled.task.wait);
      }
      return;
    }
    case 'approval': {
      const { title, by, within: span } = compiled.approval;
      step.task = openApproval(work, run, step, title, by, span, journey);
      step.wakeAt = within(span);
      return;
    }
    case 'set':
      changeRun(work, run, readArguments(compiled.values, scope));
      goOn(work, run, compiled);
      return;
    case 'do': {
      const item = itemOf(work.account, journey.per, run.subject);
      const named = { id: run.id, journey: run.journey, definition: run.definition, step: step.id };
      const rule = { id: run.journey, index: -1, each: journey.per };
      const runScope = { startedAt: run.startedAt, values: run.values, outcomes: run.outcomes };
      applyEffects(work, compiled.effects, {
        rule,
        subject: run.subject,
        item,
        signal: undefined,
        status: run.status,
        at: work.now,
        list: 'do',
        run: { ...named, scope: runScope },
      });
      if (work.account.runs.includes(run)) goOn(work, run, compiled);
      return;
    }
    case 'end':
      if (step.token !== undefined) {
        work.effects.push({
          kind: 'answer',
          run: run.id,
          token: step.token,
          answer: { ok: { next: step.id } },
        });
      }
      endRun(work, run, compiled.reason, undefined);
  }
}

/** The step's time came again: what it waited for has not come, or a held touch may go now. */
function resume(
  work: Work,
  run: OpenRun,
  step: RunStep,
  compiled: CompiledStep,
  journey: CompiledJourney,
  guards: Guards,
): void {
  switch (compiled.kind) {
    case 'touch':
      deliverTouch(work, run, step, compiled.touch, journey, guards, () => goOn(work, run, compiled));
      return;
    case 'waitFor':
      if (compiled.waitFor.onTimeout !== undefined)
        completeStep(work, run, compiled.waitFor.onTimeout, 'timeout');
      else goOn(work, run, compiled, 'timeout');
      return;
    case 'approval':
      expireApproval(work, step.task);
      completeStep(work, run, compiled.approval.onTimeout, 'timeout');
      return;
    default:
      goOn(work, run, compiled, 'timeout');
  }
}

/** Deterministic by account: the same account always takes the same share of a split. */
function shareOf(work: Work, run: OpenRun, compiled: Extract<CompiledStep, { kind: 'split' }>): string {
  const digest = sha256Hex(JSON.stringify([work.account.id, run.subject, run.journey, compiled.id]));
  const total = compiled.shares.reduce((sum, share) => sum + share.weight, 0);
  let point = (Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48) * total;
  for (const share of compiled.shares) {
    point -= share.weight;
    if (point < 0) return share.goto;
  }
  return compiled.shares.at(-1)?.goto ?? '';
}
