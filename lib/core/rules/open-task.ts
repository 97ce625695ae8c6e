import { sha256Hex } from '../authoring/canonical-json.ts';
import type { Scope } from '../conditions/scope.ts';
import type { LedgerEntry } from '../ledger.ts';
import { addSpan } from '../time/span.ts';
import { record, segmentOf, type Work } from '../work.ts';
import type { Assignee, CompiledTask } from './rule.ts';
import type { OpenTask, TaskOrigin } from './task.ts';

type Naming = Pick<LedgerEntry, 'rule' | 'run' | 'journey' | 'step'> & { readonly status: 'shadow' | 'live' };

/**
 * Opens a task, unless one is open for the same reason and subject: then that one is returned. Due dates and
 * escalations are counted from now, in business days where the author says so.
 */
export function openTask(
  work: Work,
  task: CompiledTask,
  origin: TaskOrigin,
  naming: Naming,
  subject: string,
  scope: Scope,
  kind: OpenTask['kind'] = 'task',
): OpenTask {
  const { account } = work;
  const there = account.tasks.find(
    (one) => one.reason === task.reason && one.subject === subject && one.status === naming.status,
  );
  const about = subject === '' ? {} : { subject };
  if (there !== undefined) {
    record(work, 'task-exists', { ...naming, ...about, task: there.id, reason: task.reason });
    return there;
  }
  const id = sha256Hex(
    JSON.stringify([account.id, task.reason, subject, work.now, naming.status, origin]),
  ).slice(0, 24);
  const later = (span: CompiledTask['dueIn']) => addSpan(scope.zone, work.now, span, work.rulebook.calendar);
  const opened: OpenTask = {
    id,
    reason: task.reason,
    subject,
    title: task.title,
    kind,
    createdAt: work.now,
    dueAt: later(task.dueIn),
    assignee: nameOf(work, task.assign, scope),
    with: task.with,
    priority: task.priority,
    outcomes: task.outcomes,
    escalations: task.escalate
      .map((step) => ({ at: later(step.after), to: nameOf(work, step.to, scope) }))
      .sort((a, b) => a.at - b.at),
    origin,
    status: naming.status,
    vanishAt:
      naming.status === 'live'
        ? Number.POSITIVE_INFINITY
        : Math.max(later(task.dueIn), later(task.wait ?? task.dueIn)),
    proofDue: task.proof === undefined ? Number.POSITIVE_INFINITY : work.now,
  };
  account.tasks.push(opened);
  record(work, 'task-created', {
    ...naming,
    ...about,
    task: id,
    reason: task.reason,
    to: opened.assignee,
    until: opened.dueAt,
    detail: task.title,
  });
  return opened;
}

/** Who that is for this account: what its segment says of the word; a queue for those who have nobody. */
function nameOf(work: Work, assignee: Assignee, scope: Scope): string {
  if (typeof assignee !== 'string') {
    const value = assignee.read(scope);
    return typeof value === 'string' ? value : NOBODY;
  }
  const person = work.rulebook.segments.byId.get(segmentOf(work))?.people.get(assignee);
  if (person === undefined || typeof person === 'string') return person ?? assignee;
  const value = person.read(scope);
  return typeof value === 'string' ? value : NOBODY;
}

/** Where tasks go whose assignee is a fact that is not known. */
const NOBODY = 'queue:unassigned';

/** Escalates what was not addressed in time; shadow tasks vanish once nobody could be waiting for them. */
export function escalateTasks(work: Work): void {
  const { tasks } = work.account;
  for (const task of [...tasks]) {
    if (task.status === 'shadow') {
      if (task.vanishAt <= work.now) tasks.splice(tasks.indexOf(task), 1);
      continue;
    }
    for (
      let next = task.escalations[0];
      next !== undefined && next.at <= work.now;
      next = task.escalations[0]
    ) {
      task.escalations.shift();
      record(work, 'task-escalated', {
        task: task.id,
        reason: task.reason,
        from: task.assignee,
        to: next.to,
        status: task.status,
      });
      task.assignee = next.to;
    }
  }
}

/** When the next task escalates, or a shadow one falls due. */
export function tasksDue(tasks: readonly OpenTask[]): number {
  let due = Number.POSITIVE_INFINITY;
  for (const task of tasks) {
    const at =
      task.status === 'shadow' ? task.vanishAt : (task.escalations[0]?.at ?? Number.POSITIVE_INFINITY);
    if (at < due) due = at;
    if (task.proofDue < due) due = task.proofDue;
  }
  return due;
}

/** Takes a task off the list, with how it ended. */
export function closeTask(work: Work, task: OpenTask, outcome: string): void {
  const { tasks } = work.account;
  const at = tasks.indexOf(task);
  if (at === -1) return;
  tasks.splice(at, 1);
  record(work, 'task-closed', { task: task.id, reason: task.reason, to: outcome, status: task.status });
}
