import { changeRun, completeStep, journeyOf } from '../journeys/change-runs.ts';
import type { OpenRun } from '../journeys/run.ts';
import type { Signal } from '../signals/signal.ts';
import { record, type Work } from '../work.ts';
import { closeTask } from './open-task.ts';
import type { OpenTask } from './task.ts';

/** Acts of people on tasks arrive as signals: completed, assigned, snoozed, approved or declined. */
export function actOnTask(work: Work, signal: Signal): void {
  const act = ACTS[signal.type.id];
  if (act === undefined) return;
  const value = (name: string) => {
    const field = signal.type.fields.get(name);
    return field === undefined ? undefined : signal.values[field.index];
  };
  const task = work.account.tasks.find((one) => one.id === value('task'));
  if (task !== undefined) act(work, task, value);
}

type Act = (work: Work, task: OpenTask, value: (name: string) => unknown) => void;

const ACTS: Readonly<Record<string, Act>> = {
  'task.completed': (work, task, value) => finishTask(work, task, String(value('outcome') ?? 'done')),
  'approval.decided': (work, task, value) => finishTask(work, task, String(value('decision'))),
  'task.assigned': (work, task, value) => {
    task.assignee = String(value('assignee'));
    record(work, 'task-assigned', {
      task: task.id,
      reason: task.reason,
      to: task.assignee,
      status: task.status,
    });
  },
  'task.snoozed': (work, task, value) => {
    const until = Number(value('until'));
    // The whole ladder moves, so that putting a task off does not make all of its steps fall together.
    const later = Math.max(0, until - (task.escalations[0]?.at ?? until));
    const moved = task.escalations.map((one) => ({ ...one, at: one.at + later }));
    task.escalations.splice(0, moved.length, ...moved);
    record(work, 'task-snoozed', {
      task: task.id,
      reason: String(value('reason')),
      until,
      status: task.status,
    });
  },
};

/**
 * Closes a task and lets the run that waits for it go on. The run that asked for it knows the outcome in any case,
 * so that a later step can read it.
 */
export function finishTask(work: Work, task: OpenTask, outcome: string): void {
  closeTask(work, task, outcome);
  const { origin } = task;
  const asked = origin.kind === 'run' && work.account.runs.find((run) => run.id === origin.run);
  if (asked) changeRun(work, asked, {}, { [origin.step]: outcome });
  for (const run of [...work.account.runs]) if (run.step?.task === task.id) tellRun(work, run, outcome);
}

function tellRun(work: Work, run: OpenRun, outcome: string): void {
  const { step } = run;
  if (step === undefined) return;
  const compiled = journeyOf(work, run).steps.get(step.id);
  changeRun(work, run, {}, { [step.id]: outcome });
  if (compiled?.kind === 'touch') {
    step.approval = outcome === 'approve' ? 'approved' : 'declined';
    step.task = undefined;
    step.wakeAt = work.now;
    for (const delivery of step.deliveries ?? []) delivery.at = Math.min(delivery.at, work.now);
    return;
  }
  const declined = compiled?.kind === 'approval' && outcome !== 'approve';
  const next = declined ? compiled.approval.onDecline : compiled?.next;
  if (next !== undefined) completeStep(work, run, next, outcome);
}
