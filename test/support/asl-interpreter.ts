import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { AslDefinition } from '../../lib/core/journeys/asl.ts';
import { type Answer, resumeExecution, startExecution } from '../../lib/core/journeys/step-asl.ts';

/** What can be told of an execution from outside. */
export interface Played {
  readonly visited: readonly string[];
  /** Each task in order, with what its function received. */
  readonly tasks: readonly { readonly state: string; readonly parameters: unknown }[];
  readonly end: { readonly output: unknown } | { readonly error: string };
}

/** An answer for the nth task, and for every one after the last. */
export interface Script {
  readonly answers: readonly Answer[];
  readonly afterwards: Answer;
}

/** The interpreter knows no tokens: it takes one from the context, the same for every task. */
const TOKEN = 'token';

/**
 * Runs a definition in aws-local-stepfunctions 3.0.0, with functions that give the scripted answers and no pauses
 * before retries.
 */
export async function interpret(definition: AslDefinition, input: object, script: Script): Promise<Played> {
  const tasks: { state: string; parameters: unknown }[] = [];
  const names = Object.keys(definition.States);
  const handlerOf = (state: string) => (parameters: unknown) => {
    const answer = script.answers[tasks.length] ?? script.afterwards;
    tasks.push({ state, parameters });
    if ('ok' in answer) return structuredClone(answer.ok) as null;
    throw Object.assign(new Error(answer.cause ?? ''), { name: answer.error });
  };
  const machine = new StateMachine(structuredClone(definition) as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true },
  });
  const run = machine.run(structuredClone(input) as Record<string, never>, {
    context: { Task: { Token: TOKEN } },
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(names.map((name) => [name, handlerOf(name)])),
      retryIntervalOverrides: Object.fromEntries(names.map((name) => [name, 0])),
    },
  });
  const ended = run.result.then(
    (output): Played['end'] => ({ output }),
    (failure: Error): Played['end'] => ({ error: (failure.cause as Error).name }),
  );
  const visited: string[] = [];
  for await (const event of run.eventLogs) {
    if (event.type === 'StateEntered') visited.push(event.state.name);
    if (event.type === 'ExecutionSucceeded' || event.type === 'ExecutionFailed') break;
  }
  return { visited, tasks, end: await ended };
}

/** The same, in the stepper. */
export function step(definition: AslDefinition, input: object, script: Script): Played {
  const tasks: { state: string; parameters: unknown }[] = [];
  let last = startExecution(definition, input, TOKEN);
  const visited = [...last.visited];
  while (last.task !== undefined) {
    const answer = script.answers[tasks.length] ?? script.afterwards;
    tasks.push({ state: last.task.state, parameters: last.task.parameters });
    last = resumeExecution(definition, last.execution, answer, TOKEN);
    visited.push(...last.visited);
  }
  const { status, data, error = '' } = last.execution;
  return { visited, tasks, end: status === 'succeeded' ? { output: data } : { error } };
}
