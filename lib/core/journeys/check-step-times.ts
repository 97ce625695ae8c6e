import type { Reporter } from '../authoring/reporter.ts';
import type { JourneyJson, StepJson } from './journey-schema.ts';
import { type PlannedStep, stepsWatchingGoal } from './plan-steps.ts';
import { daysAtLeast, daysAtMost, isAlwaysEarlier, isNegative } from './span-bounds.ts';

/** An execution of Step Functions lasts at most a year; five days are left for holidays and held touches. */
const LONGEST_DAYS = 360;
/** Far below the 25,000 history events of an execution, retries included. */
const MOST_VISITS = 2000;

/** Reports spans that count backwards, times that go back along a way, and ways that are too long. */
export function checkStepTimes(journey: JourneyJson, plan: readonly PlannedStep[], report: Reporter): void {
  for (const [index, step] of journey.steps.entries()) {
    checkSpans(step, journey, report.at('steps', index));
  }
  const before = stepsBefore(journey, plan);
  checkOrder(journey, before, report);
  checkLength(journey, before, report);
}

function checkSpans(step: StepJson, journey: JourneyJson, at: Reporter): void {
  if (step.at !== undefined && step.after !== undefined) {
    const message =
      '"at" and "after" cannot stand together: "at" counts from the anchor, "after" from the previous step; keep one';
    at.error('at-and-after', message, ['after'], 'key');
  }
  if (step.at !== undefined && journey.anchor === 'now' && isNegative(step.at)) {
    const message = `"at" is "${step.at}", but the anchor is "now" and no step lies before it; write a span of zero or more, or anchor the journey on a fact`;
    at.error('negative-at', message, ['at']);
  }
  for (const { text, path } of forwardSpans(step)) {
    if (!isNegative(text)) continue;
    const name = path.at(-1);
    at.error(
      'negative-span',
      `"${name}" is "${text}", which counts backwards, did you mean "${text.slice(1)}"?`,
      path,
    );
  }
}

/** The spans of a step that a run lives through, all but `at`. */
function forwardSpans(step: StepJson): { text: string; path: string[] }[] {
  const spans: { text: string; path: string[] }[] = [];
  const add = (text: string | undefined, ...path: string[]) => {
    if (text !== undefined) spans.push({ text, path });
  };
  add(step.after, 'after');
  if ('wait' in step) add(step.wait, 'wait');
  if ('waitFor' in step) add(step.waitFor.within, 'waitFor', 'within');
  if ('approval' in step) add(step.approval.within, 'approval', 'within');
  if ('task' in step) add(step.task.wait, 'task', 'wait');
  return spans;
}

/**
 * For each step of the file the indexes of the steps that lead to it, the goal's way included. Ways that lead back
 * or nowhere are left out, so that file order is an order of the graph.
 */
function stepsBefore(journey: JourneyJson, plan: readonly PlannedStep[]): number[][] {
  const before: number[][] = journey.steps.map(() => []);
  const indexes = new Map<string, number>();
  for (const [index, { id }] of journey.steps.entries()) if (!indexes.has(id)) indexes.set(id, index);
  const watching = stepsWatchingGoal(journey, plan);
  for (const [index, planned] of plan.entries()) {
    const goal = watching.has(planned.id) ? journey.goal?.goto : undefined;
    for (const target of new Set([planned.next, goal, ...planned.gotos])) {
      const there = target === undefined ? undefined : indexes.get(target);
      if (there !== undefined && there > index) before[there]?.push(index);
    }
  }
  return before;
}

/** Of two steps on one way, the later in the file must not be earlier in time. */
function checkOrder(journey: JourneyJson, before: readonly (readonly number[])[], report: Reporter): void {
  const timedBefore: Set<number>[] = [];
  for (const [index, step] of journey.steps.entries()) {
    const timed = new Set<number>();
    for (const previous of before[index] ?? []) {
      for (const ancestor of timedBefore[previous] ?? []) timed.add(ancestor);
      if (journey.steps[previous]?.at !== undefined) timed.add(previous);
    }
    timedBefore.push(timed);
    const { at } = step;
    if (at === undefined) continue;
    const conflict = [...timed]
      .sort((a, b) => b - a)
      .map((ancestor) => journey.steps[ancestor])
      .find((earlier) => earlier?.at !== undefined && isAlwaysEarlier(at, earlier.at));
    if (conflict === undefined) continue;
    const message = `"at" is "${at}", but a run comes here from "${conflict.id}", which is at "${conflict.at}"; write "${conflict.at}" or later, or use "after"`;
    report.at('steps', index).error('at-goes-back', message, ['at']);
  }
}

/**
 * Bounds each way from above: how long a run can last, by the spans alone. A run that is anchored on a fact counts
 * from its anchor, or from its earliest step before that: how long it waits for its anchor is not the author's.
 */
function checkLength(journey: JourneyJson, before: readonly (readonly number[])[], report: Reporter): void {
  const ats = journey.steps.flatMap((step) => (step.at === undefined ? [] : [daysAtLeast(step.at)]));
  const anchor = journey.anchor === 'now' ? 0 : -Math.min(0, ...ats);
  const ends: number[] = [];
  const visits: number[] = [];
  for (const [index, step] of journey.steps.entries()) {
    const previous = before[index] ?? [];
    let days = Math.max(0, ...previous.map((each) => ends[each] ?? 0));
    if (step.at !== undefined) days = Math.max(days, anchor + daysAtMost(step.at));
    for (const { text } of forwardSpans(step)) days += daysAtMost(text);
    ends.push(days);
    visits.push(1 + Math.max(0, ...previous.map((each) => visits[each] ?? 0)));
  }
  const over = ends.findIndex((days) => days > LONGEST_DAYS);
  if (over !== -1) {
    const figure = Math.ceil(Math.max(...ends));
    const message = `the longest way through this journey takes ${figure} days, and passes ${LONGEST_DAYS} at step "${journey.steps[over]?.id}": at most ${LONGEST_DAYS} are allowed, since an execution ends after a year`;
    report.at('steps', over).error('too-long', message, longestSpan(journey.steps[over]));
  }
  const most = Math.max(...visits);
  if (most > MOST_VISITS) {
    const message = `the longest way through this journey visits ${most} steps, at most ${MOST_VISITS} are allowed`;
    report.error('too-many-visits', message, ['steps']);
  }
}

/** Where the step says how long it lasts at most: its longest span, or when it is due. */
function longestSpan(step: StepJson | undefined): string[] {
  if (step === undefined) return [];
  const [longest] = forwardSpans(step).sort((a, b) => daysAtMost(b.text) - daysAtMost(a.text));
  return longest?.path ?? (step.at === undefined ? [] : ['at']);
}
