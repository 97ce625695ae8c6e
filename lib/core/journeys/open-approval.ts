import { sha256Hex } from '../authoring/canonical-json.ts';
import { closeTask, openTask } from '../rules/open-task.ts';
import type { Assignee } from '../rules/rule.ts';
import type { Span } from '../time/span.ts';
import { record, type Work } from '../work.ts';
import { runNaming } from './change-runs.ts';
import type { CompiledJourney } from './journey.ts';
import type { OpenRun, RunStep } from './run.ts';
import { scopeOfRun } from './watch-runs.ts';

/** A person's approval is a kind of task (DESIGN §10). */
export function openApproval(
  work: Work,
  run: OpenRun,
  step: RunStep,
  title: string,
  by: Assignee,
  within: Span,
  journey: CompiledJourney,
): string {
  const task = {
    reason: `approve-${sha256Hex(`${run.journey}|${step.id}`).slice(0, 16)}`,
    title,
    assign: by,
    with: undefined,
    dueIn: within,
    outcomes: ['approve', 'decline'],
    proof: undefined,
    wait: undefined,
    priority: 'high' as const,
    escalate: [],
  };
  const origin = { kind: 'run' as const, run: run.id, definition: run.definition, step: step.id };
  const naming = { ...runNaming(run), step: step.id };
  const opened = openTask(
    work,
    task,
    origin,
    naming,
    run.subject,
    scopeOfRun(work, run, journey),
    'approval',
  );
  record(work, 'approval-asked', { ...naming, task: opened.id, to: opened.assignee, until: opened.dueAt });
  return opened.id;
}

/** Nobody has decided in time: the task is closed, since deciding now would change nothing. */
export function expireApproval(work: Work, id: string | undefined): void {
  const task = work.account.tasks.find((one) => one.id === id);
  if (task?.kind === 'approval') closeTask(work, task, 'expired');
}
