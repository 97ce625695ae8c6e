import { zoneOf } from '../accounts/account.ts';
import type { LevelValue } from '../accounts/cell.ts';
import { isAlive } from '../accounts/item-set.ts';
import { sha256Hex } from '../authoring/canonical-json.ts';
import type { LedgerEntry } from '../ledger.ts';
import { closeTask } from '../rules/open-task.ts';
import { DAY_MS, type Instant } from '../time/instant.ts';
import { localDay, startOfDay } from '../time/zone.ts';
import { itemOf, record, type Work } from '../work.ts';
import { stepErrors } from './asl.ts';
import type { CompiledJourney } from './journey.ts';
import type { OpenRun, StepAnswer } from './run.ts';
import { enterStep } from './step-time.ts';

export type Naming = Pick<LedgerEntry, 'rule' | 'run' | 'journey' | 'step' | 'subject'>;
type Values = Readonly<Record<string, LevelValue>>;

/** The definition that a run finishes on. Throws if the rulebook was opened without it. */
export function journeyOf(work: Work, run: OpenRun): CompiledJourney {
  const journey = work.rulebook.definitions.get(run.definition);
  if (journey === undefined) throw new Error(`definition ${run.definition} of run ${run.id} is not loaded`);
  return journey;
}

export function runNaming(run: OpenRun) {
  return {
    run: run.id,
    journey: run.journey,
    status: run.status,
    ...(run.subject === '' ? {} : { subject: run.subject }),
  };
}

/**
 * Starts a run, or records why not: off, running already, re-entry, an unknown anchor, or an exclusive group that is
 * held with at least its priority. A shadow run holds no group and displaces nobody.
 */
export function startRun(
  work: Work,
  journeyId: string,
  subject: string,
  values: Values,
  asked: 'shadow' | 'live',
  by: Naming,
  again: boolean = false,
): void {
  const journey = work.rulebook.journeys.get(journeyId);
  if (journey === undefined) {
    // An earlier definition may still name a journey that has been removed since.
    record(work, 'run-refused', { ...by, journey: journeyId, status: asked, reason: 'removed' });
    return;
  }
  const about = journey.per === undefined ? '' : subject;
  const status: 'shadow' | 'live' = asked === 'live' && journey.status === 'live' ? 'live' : 'shadow';
  const named = { ...by, journey: journeyId, status, ...(about === '' ? {} : { subject: about }) };
  const anchor = anchorNow(work, journey);
  const holder = holderOf(work, journey);
  const refusal = refusalOf(work, journey, about, status, values, anchor, holder, again);
  if (anchor === undefined || refusal !== undefined) {
    record(work, 'run-refused', { ...named, ...refusal });
    return;
  }
  if (holder !== undefined && status === 'live')
    endRun(work, holder, 'displaced', stepErrors.stop, journeyId);
  const { account } = work;
  const runCount = (account.pastRuns.get(pastKey(journeyId, about, status))?.count ?? 0) + 1;
  const id = `${journeyId.replaceAll('/', '-').slice(0, 60)}-${sha256Hex(JSON.stringify([account.id, about, journeyId, work.now, status, runCount])).slice(0, 16)}`;
  const run: OpenRun = {
    id,
    journey: journeyId,
    definition: journey.hash,
    subject: about,
    status,
    group: status === 'live' ? journey.group : undefined,
    priority: journey.priority,
    startedAt: work.now,
    anchorAt: anchor.at,
    anchorValue: anchor.value,
    values: { ...values },
    outcomes: {},
    goalTaken: false,
    step: undefined,
    steppedAt: work.now,
    owed: [],
    watchDue: work.now,
  };
  account.runs.push(run);
  account.pastRuns.set(pastKey(journeyId, about, status), {
    count: runCount,
    startedAt: work.now,
    endedAt: undefined,
    anchorValue: anchor.value,
  });
  record(work, 'run-started', { ...named, run: id, definition: journey.hash, values });
  work.effects.push({ kind: 'start-run', run: id, definition: journey.hash, status });
  // At its first step from now on, so that what interrupts it before the executor comes is owed to that step.
  goTo(work, run, journey, journey.first);
}

/** What a run in shadow has done says nothing about live ones: each status has a past of its own. */
function pastKey(journey: string, subject: string, status: 'shadow' | 'live'): string {
  return `${journey}|${subject}|${status}`;
}

type AnchorNow = ReturnType<typeof anchorNow>;

/** Why a run may not start, or undefined. */
function refusalOf(
  work: Work,
  journey: CompiledJourney,
  subject: string,
  status: 'shadow' | 'live',
  values: Values,
  anchor: AnchorNow,
  holder: OpenRun | undefined,
  again: boolean,
): { reason: string; detail?: string } | undefined {
  if (journey.status === 'off') return { reason: 'off' };
  if (journey.per !== undefined && !isThere(work, journey, subject)) return { reason: 'no-subject' };
  const { runs, pastRuns } = work.account;
  if (runs.some((run) => run.journey === journey.id && run.subject === subject && run.status === status))
    return { reason: 'already-running' };
  if (anchor === undefined) return { reason: 'no-anchor' };
  if (anchor.at > work.now + MAX_WAIT_MS) return { reason: 'anchor-too-far' };
  const past = pastRuns.get(pastKey(journey.id, subject, status));
  if (
    past !== undefined &&
    !again &&
    !mayReenter(journey, past.startedAt, past.anchorValue, anchor.value, work.now)
  ) {
    return { reason: 'reentry' };
  }
  const missing = [...journey.needs.keys()].find((name) => values[name] === undefined);
  if (missing !== undefined) return { reason: 'missing-value', detail: missing };
  if (holder !== undefined && holder.priority >= journey.priority)
    return { reason: 'group-held', detail: holder.journey };
  return undefined;
}

/** An execution may live for a year, of which a journey's own way takes 360 days at most. */
const MAX_WAIT_MS = 360 * DAY_MS;

/** The live run that holds the journey's exclusive group. */
function holderOf(work: Work, journey: CompiledJourney): OpenRun | undefined {
  if (journey.group === undefined) return undefined;
  return work.account.runs.find((run) => run.group === journey.group && run.status === 'live');
}

function isThere(work: Work, journey: CompiledJourney, subject: string): boolean {
  const item = itemOf(work.account, journey.per, subject);
  return item !== undefined && isAlive(item);
}

function mayReenter(
  journey: CompiledJourney,
  startedAt: Instant,
  before: number | undefined,
  now: number | undefined,
  at: Instant,
): boolean {
  if (journey.reentry === 'never') return false;
  if (journey.reentry === 'afterEnd') return true;
  if (journey.reentry === 'perAnchor') return before !== now;
  return at >= startedAt + journey.reentry.after;
}

/** What `at` counts from: the present instant, or the anchor fact (a date from the start of its local day). */
export function anchorNow(
  work: Work,
  journey: CompiledJourney,
): { at: Instant; value: number | undefined } | undefined {
  if (journey.anchor === 'now') return { at: work.now, value: undefined };
  const { fact } = journey.anchor;
  const value = work.account.levels[fact.index]?.value;
  if (typeof value !== 'number') return undefined;
  const zone = zoneOf(work.account, work.rulebook.catalog);
  return { at: fact.field.type === 'date' ? startOfDay(zone, value) : value, value };
}

/** Whether a step's time had passed before the run began: by local day for a date anchor, by instant otherwise. */
export function isLate(work: Work, journey: CompiledJourney, run: OpenRun, at: Instant): boolean {
  if (journey.anchor === 'now') return false;
  if (journey.anchor.fact.field.type !== 'date') return at < run.startedAt;
  const zone = zoneOf(work.account, work.rulebook.catalog);
  return localDay(zone, at) < localDay(zone, run.startedAt);
}

/** Ends a run for good: off the account, on record, and its executor told (as a failure when interrupted). */
export function endRun(
  work: Work,
  run: OpenRun,
  reason: string,
  error: string | undefined,
  detail?: string,
): void {
  const { account } = work;
  const at = account.runs.indexOf(run);
  if (at === -1) return;
  withdrawApproval(work, run);
  account.runs.splice(at, 1);
  const key = pastKey(run.journey, run.subject, run.status);
  account.pastRuns.set(key, {
    count: account.pastRuns.get(key)?.count ?? 1,
    startedAt: run.startedAt,
    endedAt: work.now,
    anchorValue: run.anchorValue,
  });
  if (error !== undefined) tell(work, run, { error, cause: reason });
  record(work, 'run-ended', { ...runNaming(run), reason, ...(detail === undefined ? {} : { detail }) });
}

/** An approval is asked for one step: once the run has left it, nobody need decide any more. */
function withdrawApproval(work: Work, run: OpenRun): void {
  const task = work.account.tasks.find((one) => one.id === run.step?.task);
  if (task?.kind === 'approval') closeTask(work, task, 'withdrawn');
}

/** Ends the open runs of a journey: those about `subject`, or all when it is undefined. */
export function endRunsOf(work: Work, journey: string, subject: string | undefined, by: string): void {
  for (const run of [...work.account.runs]) {
    if (run.journey !== journey || (subject !== undefined && run.subject !== '' && run.subject !== subject))
      continue;
    endRun(work, run, 'exited', stepErrors.exit, by);
  }
}

/** Changes what conditions read as `run.x` and `step.x.outcome`; goal and exits are looked at anew. */
export function changeRun(
  work: Work,
  run: OpenRun,
  values: Values,
  outcomes: Readonly<Record<string, string>> = {},
): void {
  Object.assign(run.values, values);
  Object.assign(run.outcomes, outcomes);
  run.watchDue = work.now;
}

/** Tells the executor how the present step ended, now or when it registers the step. */
function tell(work: Work, run: OpenRun, answer: StepAnswer): void {
  const { step } = run;
  if (step === undefined) return;
  // Kept although it is told now: a token that ran out is registered anew, and asks again.
  run.owed.push({ step: step.id, answer });
  if (step.token !== undefined) work.effects.push({ kind: 'answer', run: run.id, token: step.token, answer });
}

/**
 * The run leaves its step for `next`. The stored run advances before the executor is told, so that no signal falls
 * between two steps. A plain `end` ends the run.
 */
export function completeStep(work: Work, run: OpenRun, next: string, reason?: string): void {
  const journey = journeyOf(work, run);
  const { step } = run;
  if (step === undefined) return;
  record(work, 'step-done', {
    ...runNaming(run),
    step: step.id,
    to: next,
    ...(reason === undefined ? {} : { reason }),
  });
  tell(work, run, { ok: { next } });
  run.steppedAt = work.now;
  goTo(work, run, journey, next);
}

/** Puts the run at a step, or ends it where that step is a plain `end`. */
function goTo(work: Work, run: OpenRun, journey: CompiledJourney, next: string): void {
  withdrawApproval(work, run);
  const target = journey.steps.get(next);
  if (target === undefined) throw new Error(`the journey "${journey.id}" has no step "${next}"`);
  if (target.kind === 'end' && !target.taken) endRun(work, run, target.reason, undefined);
  else run.step = enterStep(work, run, target);
}

/** The goal was reached: the run goes to the goal's step, or ends. */
export function takeGoal(work: Work, run: OpenRun, journey: CompiledJourney): void {
  record(work, 'goal', { ...runNaming(run), ...(run.step === undefined ? {} : { step: run.step.id }) });
  run.goalTaken = true;
  const to = journey.goal?.goto;
  if (to === undefined) {
    endRun(work, run, 'goal', stepErrors.goal);
    return;
  }
  tell(work, run, { error: stepErrors.goal, cause: 'goal' });
  run.steppedAt = work.now;
  goTo(work, run, journey, to);
}
