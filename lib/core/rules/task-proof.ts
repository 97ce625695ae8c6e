import type { CompiledCondition } from '../conditions/compiled-condition.ts';
import { TRUE } from '../conditions/scope.ts';
import { scopeOfRun } from '../journeys/watch-runs.ts';
import type { SlotSet } from '../slot-set.ts';
import { itemOf, scopeOf, type Work } from '../work.ts';
import type { CompiledEffect } from './rule.ts';
import type { OpenTask } from './task.ts';
import { finishTask } from './task-signals.ts';

/**
 * Closes the open tasks whose proof has become true. A proof is looked at when the task is opened, when a fact that
 * it reads changes, and when passing time may have made it true.
 */
export function closeProvenTasks(work: Work, changed: SlotSet): void {
  for (const task of [...work.account.tasks]) {
    const proof = proofOf(work, task);
    if (proof === undefined) {
      task.proofDue = Number.POSITIVE_INFINITY;
      continue;
    }
    if (task.proofDue > work.now && !proof.reads.some((slot) => changed.has(slot))) continue;
    const scope = proofScope(work, task);
    if (proof.evaluate(scope) === TRUE) finishTask(work, task, 'proven');
    else task.proofDue = scope.until;
  }
}

function proofOf(work: Work, task: OpenTask): CompiledCondition | undefined {
  const { origin } = task;
  if (origin.kind === 'rule') {
    const rule = work.rulebook.rules.find((one) => one.id === origin.rule);
    return proofIn(rule?.[origin.list], origin.effect);
  }
  const step = work.rulebook.definitions.get(origin.definition)?.steps.get(origin.step);
  if (step?.kind === 'do') return proofIn(step.effects, origin.effect);
  return step?.kind === 'task' ? step.task.proof : undefined;
}

function proofIn(
  effects: readonly CompiledEffect[] | undefined,
  index: number | undefined,
): CompiledCondition | undefined {
  const action = effects?.find((one) => one.index === index)?.action;
  return action?.kind === 'createTask' ? action.task.proof : undefined;
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
