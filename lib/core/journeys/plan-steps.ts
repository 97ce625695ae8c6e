import { endStates } from './asl.ts';
import type { JourneyJson, StepJson } from './journey-schema.ts';

const KINDS = [
  'touch',
  'wait',
  'waitFor',
  'branch',
  'split',
  'task',
  'approval',
  'set',
  'do',
  'end',
] as const;
export type StepKind = (typeof KINDS)[number];

/** One step with its ways on. Its successors are `next` and `gotos` together. */
export interface PlannedStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly step: StepJson;
  /** Where the run goes unless the step names one of `gotos`; undefined where it always names one, or ends. */
  readonly next: string | undefined;
  readonly gotos: readonly string[];
  /** The step's answer carries `next`, and a Choice follows it. */
  readonly chooses: boolean;
}

/** One place where a step names another, with its path inside the step. */
export interface Jump {
  readonly target: string;
  readonly path: readonly (string | number)[];
}

/**
 * The steps of a journey with their successors, in file order. A step that is skipped goes to the step after it in
 * the file, whatever it would have chosen. Where the file just stops, an `end` step `completed` is added, with an
 * id that no author can write. Targets are not checked: `checkSteps` does that.
 */
export function planSteps(journey: JourneyJson): PlannedStep[] {
  const planned = journey.steps.map((step, index) =>
    planStep(step, journey.steps[index + 1]?.id ?? endStates.completed),
  );
  if (planned.at(-1)?.next === endStates.completed) {
    planned.push(planStep({ id: endStates.completed, end: 'completed' }, ''));
  }
  return planned;
}

function planStep(step: StepJson, following: string): PlannedStep {
  const kind = kindOf(step);
  const skippable = step.if !== undefined || step.unless !== undefined;
  const jumps = jumpsOf(step).map((jump) => jump.target);
  const plan = (next: string | undefined, gotos: readonly string[], chooses: boolean): PlannedStep => ({
    id: step.id,
    kind,
    step,
    next,
    gotos: [...new Set(gotos)],
    chooses,
  });
  if ('end' in step) return plan(undefined, [], false);
  if ('split' in step) return plan(skippable ? following : undefined, jumps, true);
  if ('branch' in step && step.otherwise !== undefined && !skippable) {
    return plan(step.otherwise, jumps.slice(0, -1), true);
  }
  return plan(following, jumps, jumps.length > 0);
}

/** What the step does. Throws for a step that does nothing, which the schema refuses. */
export function kindOf(step: StepJson): StepKind {
  const kind = KINDS.find((candidate) => Object.hasOwn(step, candidate));
  if (kind === undefined) throw new Error(`step "${step.id}" is of no known kind`);
  return kind;
}

/** The places where a step names another step, in file order; `otherwise` is the last of a branch. */
export function jumpsOf(step: StepJson): Jump[] {
  const jumps: Jump[] = [];
  const add = (target: string | undefined, ...path: (string | number)[]) => {
    if (target !== undefined) jumps.push({ target, path });
  };
  if ('branch' in step) {
    for (const [index, arm] of step.branch.entries()) add(arm.goto, 'branch', index, 'goto');
    add(step.otherwise, 'otherwise');
  } else if ('split' in step) {
    for (const [index, share] of step.split.entries()) add(share.goto, 'split', index, 'goto');
  } else if ('waitFor' in step) {
    add(step.waitFor.onTimeout, 'waitFor', 'onTimeout');
  } else if ('approval' in step) {
    add(step.approval.onDecline, 'approval', 'onDecline');
    add(step.approval.onTimeout, 'approval', 'onTimeout');
  }
  return jumps;
}

/** False for an `end` step without a time: a run that comes there is over at once, and the step is never taken. */
export function isTaken(planned: PlannedStep): boolean {
  return planned.kind !== 'end' || planned.step.at !== undefined;
}

/** The ids that can be reached from `from` (included) without the goal being taken on the way. */
export function reachableFrom(plan: readonly PlannedStep[], from: string): ReadonlySet<string> {
  const byId = new Map(plan.map((planned) => [planned.id, planned]));
  const reached = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const planned = byId.get(id);
    if (planned === undefined || reached.has(id)) continue;
    reached.add(id);
    if (planned.next !== undefined) open.push(planned.next);
    open.push(...planned.gotos);
  }
  return reached;
}

/** The steps at which the goal is watched: taken before the goal was. Empty if the journey has none. */
export function stepsWatchingGoal(journey: JourneyJson, plan: readonly PlannedStep[]): ReadonlySet<string> {
  const first = plan[0];
  if (journey.goal === undefined || first === undefined) return new Set();
  const reached = reachableFrom(plan, first.id);
  return new Set(plan.filter((planned) => isTaken(planned) && reached.has(planned.id)).map(({ id }) => id));
}
