import { zoneOf } from '../accounts/account.ts';
import type { Instant } from '../time/instant.ts';
import { addSpan } from '../time/span.ts';
import type { Work } from '../work.ts';
import type { CompiledStep } from './journey.ts';
import type { OpenRun, RunStep } from './run.ts';

/** The run's state on entering a step: it holds there until its time. */
export function enterStep(work: Work, run: OpenRun, step: CompiledStep): RunStep {
  return {
    id: step.id,
    epoch: (run.step?.epoch ?? 0) + 1,
    enteredAt: work.now,
    wakeAt: Math.max(work.now, timeOf(work, run, step, work.now)),
    begun: false,
    token: undefined,
    deliveries: undefined,
    task: undefined,
    approval: 'not-needed',
  };
}

/**
 * When a step is to act: `at` counts from the anchor, `after` from the end of the previous step, a `wait` from
 * entering; days are calendar days of the account's zone. May lie in the past.
 */
export function timeOf(work: Work, run: OpenRun, step: CompiledStep, enteredAt: Instant): Instant {
  const zone = zoneOf(work.account, work.rulebook.catalog);
  const { calendar } = work.rulebook;
  let at = enteredAt;
  if (step.at !== undefined) at = addSpan(zone, run.anchorAt, step.at, calendar);
  else if (step.after !== undefined) at = addSpan(zone, run.steppedAt, step.after, calendar);
  return step.kind === 'wait' ? addSpan(zone, Math.max(at, enteredAt), step.span, calendar) : at;
}
