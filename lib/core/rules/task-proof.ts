import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import { TRUE } from '../conditions/scope.ts';
import { scopeOfRun } from '../journeys/watch-runs.ts';
import { itemOf, scopeOf, type Work } from '../work.ts';
import type { OpenTask } from './task.ts';
import { finishTask } from './task-signals.ts';

/** Closes the open tasks whose proof has become true. Proofs are looked at when a fact that they read changes. */
export function closeProvenTasks(work: Work, changed: ReadonlySet<number>): void {
  for (const task of [...work.account.tasks]) {
    const proof = proofOf(work, task);
    if (proof === undefined || !proof.reads.some((slot) => changed.has(slot))) continue;
    if (proof.evaluate(proofScope(work, task)) === TRUE) finishTask(work, task, 'proven');
  }
}

function proofOf(work: Work, task: OpenTask): CompiledCondition | undefined {
  const { origin } = task;
  if (origin.kind === 'run') {
    const step = work.rulebook.definitions.get(origin.definition)?.steps.get(origin.step);
    return step?.kind === 'task' ? step.task.proof : undefined;
  }
  const rule = work.rulebook.rules.find((one) => one.id === origin.rule);
  const effect = rule?.effects.find((one) => one.index === origin.effect);
  return effect?.action.kind === 'createTask' ? effect.action.task.proof : undefined;
}

function proofScope(work: Work, task: OpenTask) {
  const { origin } = task;
  const run = origin.kind === 'run' ? work.account.runs.find((one) => one.id === origin.run) : undefined;
  const journey = run === undefined ? undefined : work.rulebook.definitions.get(run.definition);
  if (run !== undefined && journey !== undefined) return scopeOfRun(work, run, journey);
  const scope = scopeOf(work);
  if (origin.kind === 'run') {
    // The run is over, and its subject may still prove the task done.
    const { per } = work.rulebook.definitions.get(origin.definition) ?? {};
    scope.items[0] = itemOf(work.account, per, task.subject);
    return scope;
  }
  const rule = work.rulebook.rules.find((one) => one.id === origin.rule);
  scope.items[0] = itemOf(work.account, rule?.each, task.subject);
  return scope;
}
