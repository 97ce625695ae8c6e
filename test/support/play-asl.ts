import type { AslDefinition, AslTask } from '../../lib/core/journeys/asl.ts';
import {
  type Answer,
  resumeExecution,
  startExecution,
  type Transition,
} from '../../lib/core/journeys/step-asl.ts';

export const INPUT = { run: 'run-1', definition: 'hash-1' };
/** What a step answers that chooses nothing. */
export const FINE: Answer = { ok: null };

/** Runs a definition on a list of answers; a token is `token-` and the number of the task. */
export function play(definition: AslDefinition, answers: readonly Answer[], input: unknown = INPUT) {
  let last: Transition = startExecution(definition, input, 'token-0');
  const visited = [...last.visited];
  for (const [index, answer] of answers.entries()) {
    last = resumeExecution(definition, last.execution, answer, `token-${index + 1}`);
    visited.push(...last.visited);
  }
  return { last, execution: last.execution, visited: visited.join(' ') };
}

/** One task `a` before `b`, with the given fields; `c` and `d` are other ends. */
export function taskDefinition(fields: Partial<AslTask>): AslDefinition {
  return {
    StartAt: 'a',
    States: {
      a: { Type: 'Task', Resource: 'r', Next: 'b', ...fields },
      b: { Type: 'Succeed' },
      c: { Type: 'Succeed' },
      d: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' },
    },
  };
}
