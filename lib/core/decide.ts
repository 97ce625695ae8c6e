import type { Account } from './accounts/account.ts';
import { deriveHealth, postponeSilence } from './health/derive-health.ts';
import { offerSignal, watchDue, watchRuns } from './journeys/watch-runs.ts';
import { applyTurns } from './rules/apply-turns.ts';
import { evaluateRules, type Turning } from './rules/evaluate-rules.ts';
import { escalateTasks, tasksDue } from './rules/open-task.ts';
import { closeProvenTasks } from './rules/task-proof.ts';
import { actOnTask } from './rules/task-signals.ts';
import { deriveSegment, deriveStages } from './segments/derive-segment.ts';
import { foldSignal } from './signals/fold-signal.ts';
import type { Signal } from './signals/signal.ts';
import type { Instant } from './time/instant.ts';
import { record, type Work } from './work.ts';

/** DESIGN §3: derived signals and set facts are handled in the same call, at most three hops. */
const MAX_HOPS = 3;

/**
 * Decides one signal: every review that fell due before it, then facts, segment, stages, health, rules, conflicts and
 * the runs that it interrupts. A promise only where a rule fired, since json-rules-engine answers later. Signals come
 * in the order in which they were received; an earlier one is decided at the account's latest instant.
 */
export function decide(work: Work, signal: Signal): Promise<void> | undefined {
  const reviewed = review(work, signal.receivedAt);
  return reviewed === undefined
    ? decideReviewed(work, signal)
    : reviewed.then(() => decideReviewed(work, signal));
}

/** The same for whoever has taken every review before the signal. */
export function decideReviewed(work: Work, signal: Signal): Promise<void> | undefined {
  const { account } = work;
  work.now = Math.max(account.now, signal.receivedAt);
  account.now = work.now;
  work.signal = signal;
  foldSignal(work, signal);
  work.signals.push(signal);
  const settled = settle(work);
  return settled === undefined ? offer(work, signal) : settled.then(() => offer(work, signal));
}

/** Goals and exits have been looked at: now the signal goes to the tasks and steps that it completes. */
function offer(work: Work, signal: Signal): undefined {
  actOnTask(work, signal);
  offerSignal(work, signal);
}

/**
 * Takes every review that fell due up to `until`, each at its own instant, so that a late wake-up decides as a
 * punctual one would have.
 */
export function review(work: Work, until: Instant): Promise<void> | undefined {
  for (let due = reviewDue(work.account); due <= until; due = reviewDue(work.account)) {
    const reviewed = reviewAt(work, due);
    if (reviewed !== undefined) return reviewed.then(() => review(work, until));
  }
  return undefined;
}

/**
 * Takes the review that is `due`, or that was before the account's latest instant. Throws if it leaves its own
 * instant due, which would never end.
 */
export function reviewAt(work: Work, due: Instant): Promise<void> | undefined {
  const { account } = work;
  work.now = Math.max(due, account.now);
  account.now = work.now;
  work.signal = undefined;
  // Most reviews of a quiet account only see that a source of its health was heard again: nothing follows from that.
  if (account.healthSilentAt <= work.now && dueBesidesSilence(account) > work.now && postponeSilence(work))
    return undefined;
  const settled = settle(work);
  if (settled === undefined && reviewDue(account) <= work.now)
    throw new Error(`review of ${account.id} at ${work.now} is due again`);
  return settled;
}

/** The next instant at which passing time alone may change something for the account; infinite if never. */
export function reviewDue(account: Account): number {
  return Math.min(account.healthSilentAt, dueBesidesSilence(account));
}

function dueBesidesSilence(account: Account): number {
  let due = Math.min(account.segmentDue, account.healthDue, tasksDue(account.tasks), watchDue(account.runs));
  for (const at of account.stageDue) if (at < due) due = at;
  for (const at of account.ruleDue) if (at < due) due = at;
  return due;
}

/** Derives, evaluates and acts until nothing more follows, then looks at the runs. */
export function settle(work: Work): Promise<void> | undefined {
  work.changed.clear();
  for (let hop = 0; ; hop += 1) {
    const turnings = hopOnce(work);
    if (turnings.length > 0) return settleFrom(work, turnings, hop);
    if (isQuiet(work, hop)) break;
  }
  finish(work);
  return undefined;
}

async function settleFrom(work: Work, first: readonly Turning[], firstHop: number): Promise<void> {
  let turnings = first;
  for (let hop = firstHop; ; hop += 1) {
    await applyTurns(work, turnings);
    if (isQuiet(work, hop)) break;
    turnings = hopOnce(work);
  }
  finish(work);
}

function hopOnce(work: Work): Turning[] {
  derive(work);
  work.touched.each((slot) => work.changed.add(slot));
  const turnings = evaluateRules(work);
  allSeen(work);
  return turnings;
}

function allSeen(work: Work): void {
  work.touched.clear();
  if (work.touchedItems.size > 0) work.touchedItems.clear();
  if (work.signals.length > 0) work.signals.length = 0;
}

/** Segment, stages and health may read one another, so they are derived until none of them moves. */
function derive(work: Work): void {
  for (let round = 0; round < MAX_HOPS; round += 1) {
    const touched = work.touched.size;
    const moves = work.ledger.length;
    deriveSegment(work);
    deriveStages(work);
    deriveHealth(work);
    if (work.touched.size === touched && work.ledger.length === moves) return;
  }
}

/** Whether nothing followed from the last hop, or the hops are used up, which is put on record. */
function isQuiet(work: Work, hop: number): boolean {
  if (work.touched.size === 0 && work.signals.length === 0) return true;
  if (hop < MAX_HOPS) return false;
  const { bySlot } = work.rulebook.index;
  let concerns = work.signals.length > 0;
  work.touched.each((slot) => {
    if ((bySlot[slot]?.length ?? 0) > 0) concerns = true;
  });
  work.measured = undefined;
  if (concerns) record(work, 'hop-limit', { detail: `rules still change facts after ${MAX_HOPS} hops` });
  allSeen(work);
  return true;
}

function finish(work: Work): void {
  escalateTasks(work);
  watchRuns(work, work.changed);
  closeProvenTasks(work, work.changed);
}
