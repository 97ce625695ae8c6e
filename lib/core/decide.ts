import type { Account } from './accounts/account.ts';
import { deriveHealth } from './health/derive-health.ts';
import { offerSignal, watchDue, watchRuns } from './journeys/watch-runs.ts';
import { applyTurns } from './rules/apply-turns.ts';
import { evaluateRules } from './rules/evaluate-rules.ts';
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
  return reviewed === undefined ? take(work, signal) : reviewed.then(() => take(work, signal));
}

function take(work: Work, signal: Signal): Promise<void> | undefined {
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
 * punctual one would have. Throws if a review leaves its own instant due, which would never end.
 */
export function review(work: Work, until: Instant): Promise<void> | undefined {
  for (;;) {
    const due = reviewDue(work.account);
    if (due > until) return undefined;
    const settled = reviewAt(work, Math.max(due, work.account.now));
    if (settled !== undefined) return settled.then(() => review(work, until));
    if (reviewDue(work.account) <= work.now)
      throw new Error(`review of ${work.account.id} at ${work.now} is due again`);
  }
}

function reviewAt(work: Work, at: Instant): Promise<void> | undefined {
  work.now = at;
  work.account.now = at;
  work.signal = undefined;
  return settle(work);
}

/** The next instant at which passing time alone may change something for the account; infinite if never. */
export function reviewDue(account: Account): number {
  let due = Math.min(
    account.segmentDue,
    account.healthDue,
    account.healthSilentAt,
    tasksDue(account.tasks),
    watchDue(account.runs),
  );
  for (const at of account.stageDue) if (at < due) due = at;
  for (const at of account.ruleDue) if (at < due) due = at;
  return due;
}

/** Derives, evaluates and acts until nothing more follows, then looks at the runs. */
export function settle(work: Work): Promise<void> | undefined {
  const changed = new Set<number>();
  for (let hop = 0; ; hop += 1) {
    const turnings = hopOnce(work, changed);
    if (turnings.length > 0) return settleFrom(work, changed, turnings, hop);
    if (isQuiet(work, hop)) break;
  }
  finish(work, changed);
  return undefined;
}

async function settleFrom(
  work: Work,
  changed: Set<number>,
  first: ReturnType<typeof evaluateRules>,
  firstHop: number,
): Promise<void> {
  let turnings = first;
  for (let hop = firstHop; ; hop += 1) {
    await applyTurns(work, turnings);
    if (isQuiet(work, hop)) break;
    turnings = hopOnce(work, changed);
  }
  finish(work, changed);
}

function hopOnce(work: Work, changed: Set<number>) {
  derive(work);
  for (const slot of work.touched) changed.add(slot);
  const turnings = evaluateRules(work);
  work.touched.clear();
  work.touchedItems.clear();
  work.signals.length = 0;
  return turnings;
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
  if (work.signals.length > 0 || [...work.touched].some((slot) => (bySlot[slot]?.length ?? 0) > 0)) {
    record(work, 'hop-limit', { detail: `rules still change facts after ${MAX_HOPS} hops` });
  }
  work.touched.clear();
  work.touchedItems.clear();
  work.signals.length = 0;
  return true;
}

function finish(work: Work, changed: ReadonlySet<number>): void {
  escalateTasks(work);
  watchRuns(work, changed);
  closeProvenTasks(work, changed);
}
