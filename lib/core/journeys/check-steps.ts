import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { choiceStateOf, endedStateOf } from './asl.ts';
import { checkStepTimes } from './check-step-times.ts';
import type { JourneyJson, StepJson } from './journey-schema.ts';
import {
  isTaken,
  jumpsOf,
  kindOf,
  type PlannedStep,
  planSteps,
  reachableFrom,
  stepsWatchingGoal,
} from './plan-steps.ts';

/** Step Functions takes state names of at most 80 characters. */
const STATE_NAME_LENGTH = 80;
/** A list of more names than this tells an author nothing (`hint` draws the same line). */
const NAMES_IN_A_MESSAGE = 16;

/**
 * Reports what the schema cannot see in the steps of a journey: names that lead nowhere or back, steps that nothing
 * reaches, times that contradict each other, ways that last too long. All mistakes at once; `report` stands at the
 * root of the journey's file.
 */
export function checkSteps(journey: JourneyJson, report: Reporter): void {
  const plan = planSteps(journey);
  checkIds(journey, plan, report);
  const isSound = [checkJumps(journey, report), checkGoal(journey, plan, report)].every((one) => one);
  // A name that leads nowhere or back leaves its target unreached: that would be the same mistake told twice.
  if (isSound) checkReached(journey, plan, report);
  for (const [index, step] of journey.steps.entries()) {
    const at = report.at('steps', index);
    if ('touch' in step) checkTouch(step, journey, at);
    if ('split' in step) checkSplit(step, journey, at);
    if ('end' in step) checkEnd(step, at);
  }
  checkStepTimes(journey, plan, report);
}

function checkIds(journey: JourneyJson, plan: readonly PlannedStep[], report: Reporter): void {
  const first = new Map<string, number>();
  for (const [index, { id }] of journey.steps.entries()) {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
    } else {
      const message = `step id "${id}" stands here twice (first as step ${earlier + 1}); ids are unique in a journey`;
      report.at('steps', index).error('duplicate-step', message, ['id']);
    }
    const planned = plan[index];
    const longest = planned === undefined ? id : longestStateName(planned);
    if (longest.length > STATE_NAME_LENGTH) {
      const message = `"${longest}" has ${longest.length} characters, a state's name has at most ${STATE_NAME_LENGTH}; shorten the id`;
      report.at('steps', index).error('long-state-name', message, ['id']);
    }
  }
}

function longestStateName(planned: PlannedStep): string {
  if (planned.chooses) return choiceStateOf(planned.id);
  return planned.kind === 'end' && isTaken(planned) ? endedStateOf(planned.id) : planned.id;
}

/** False if a name is unknown or leads back. */
function checkJumps(journey: JourneyJson, report: Reporter): boolean {
  const ids = journey.steps.map((step) => step.id);
  let isSound = true;
  for (const [index, step] of journey.steps.entries()) {
    const later = ids.slice(index + 1);
    for (const { target, path } of jumpsOf(step)) {
      if (later.includes(target)) continue;
      const at = report.at('steps', index);
      isSound = false;
      if (ids.includes(target)) {
        const what =
          target === step.id ? `"${target}" leads to itself` : `"${target}" is not later in the file`;
        at.error(
          'not-later',
          `${what}: a run only goes forward, so that it ends${names('later', later)}`,
          path,
        );
      } else {
        at.error('unknown-step', `unknown step "${target}"${hint(target, later)}`, path);
      }
    }
  }
  return isSound;
}

/** False if the goal leads nowhere or back. */
function checkGoal(journey: JourneyJson, plan: readonly PlannedStep[], report: Reporter): boolean {
  const goto = journey.goal?.goto;
  if (goto === undefined) return true;
  const ids = journey.steps.map((step) => step.id);
  const target = ids.indexOf(goto);
  if (target === -1) {
    report.error('unknown-step', `unknown step "${goto}"${hint(goto, ids)}`, ['goal', 'goto']);
    return false;
  }
  const watching = stepsWatchingGoal(journey, plan);
  const behind = ids.findLast((id, index) => index >= target && watching.has(id));
  if (behind === undefined) return true;
  const what =
    behind === goto
      ? `the goal leads to "${goto}", which a run also reaches without it`
      : `the goal leads to "${goto}", which is not later in the file than "${behind}", where the goal is still watched`;
  const fix = 'put the steps for the goal last in the file, behind an "end" step';
  report.error('goal-leads-back', `${what}: a run only goes forward; ${fix}`, ['goal', 'goto']);
  return false;
}

/** Reports the first step of each stretch that no run comes to. */
function checkReached(journey: JourneyJson, plan: readonly PlannedStep[], report: Reporter): void {
  const first = plan[0];
  if (first === undefined) return;
  const reached = new Set(reachableFrom(plan, first.id));
  const goto = journey.goal?.goto;
  if (goto !== undefined) for (const id of reachableFrom(plan, goto)) reached.add(id);
  const named = new Set(plan.flatMap((planned) => [...planned.gotos, planned.next]));
  for (const [index, { id }] of journey.steps.entries()) {
    const before = journey.steps[index - 1];
    if (reached.has(id) || named.has(id) || before === undefined) continue;
    const why = 'end' in before ? 'ends the run' : 'always leads elsewhere';
    const message = `nothing leads to step "${id}": "${before.id}" before it ${why}; name "${id}" in a "goto" or delete it`;
    report.at('steps', index).error('unreachable-step', message, ['id']);
  }
}

function checkTouch(step: Extract<StepJson, { touch: unknown }>, journey: JourneyJson, at: Reporter): void {
  if (step.touch.to !== undefined || journey.to !== undefined) return;
  const message =
    'this touch has no "to", and neither has the journey; write "to" here, or once for all touches beside "steps"';
  at.error('missing-recipient', message, ['touch']);
}

function checkSplit(step: Extract<StepJson, { split: unknown }>, journey: JourneyJson, at: Reporter): void {
  const total = step.split.reduce((sum, share) => sum + share.weight, 0);
  if (total <= 0) {
    at.error('split-weight', `the weights add up to ${total}, more than 0 is needed to share runs out`, [
      'split',
    ]);
  }
  const ends = journey.steps.filter((candidate) => 'end' in candidate).map((end) => end.id);
  for (const [index, share] of step.split.entries()) {
    const target = journey.steps.find((candidate) => candidate.id === share.goto);
    if (share.holdout !== true || target === undefined || 'end' in target) continue;
    const what = `a holdout leads to an "end" step, "${share.goto}" is a ${kindOf(target)}`;
    at.error('holdout-goes-on', `${what}${names('end', ends)}`, ['split', index, 'goto']);
  }
}

function checkEnd(step: Extract<StepJson, { end: unknown }>, at: Reporter): void {
  for (const key of ['if', 'unless'] as const) {
    if (step[key] === undefined) continue;
    const message = `an "end" step takes no "${key}": every run that comes here ends; put a "branch" before it`;
    at.error('end-timing', message, [key], 'key');
  }
  if (step.after === undefined) return;
  const message = `an "end" step takes no "after"; use "at", or put a "wait" of "${step.after}" before it`;
  at.error('end-timing', message, ['after'], 'key');
}

function names(which: string, ids: readonly string[]): string {
  if (ids.length === 0 || ids.length > NAMES_IN_A_MESSAGE) return '';
  return ` (${which} steps: ${ids.join(', ')})`;
}
