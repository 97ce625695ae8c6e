import type { AslCatcher, AslDefinition, AslRetrier, AslState, AslTask } from './asl.ts';
import { fillTemplate, insertAt, readPath } from './asl-path.ts';
import { refuseUnsupported } from './asl-subset.ts';

/** What came back for a task: its result, or an error's name with an optional cause. A timeout is `States.Timeout`. */
export type Answer = { readonly ok: unknown } | { readonly error: string; readonly cause?: string };

/** An execution at rest, plain JSON: it waits in a Task for its answer, or is over. */
export interface Execution {
  readonly state: string;
  /** The state's input; once the execution has succeeded, its output. */
  readonly data: unknown;
  /** How often each retrier of this state (by its index) has been used; empty again in the next state. */
  readonly attempts: Readonly<Record<string, number>>;
  readonly status: 'running' | 'succeeded' | 'failed';
  /** Set when `failed`. */
  readonly error?: string;
  readonly cause?: string;
}

/** A task to start: what the function receives, and after how long without an answer to answer `States.Timeout`. */
export interface TaskStart {
  readonly state: string;
  readonly parameters: unknown;
  readonly timeoutSeconds?: number;
}

export interface Transition {
  readonly execution: Execution;
  /** The states entered, in order; none when the same state is tried again. */
  readonly visited: readonly string[];
  /** Set while the execution runs. */
  readonly task?: TaskStart;
  /** The task is to be started only after this many seconds. */
  readonly retryAfterSeconds?: number;
}

/** Defaults of the language for a retrier that does not say. */
const INTERVAL_SECONDS = 1;
const BACKOFF_RATE = 2;
const MAX_ATTEMPTS = 3;
/** Errors that end an execution whatever is caught: `States.ALL` does not stand for them. */
const TERMINAL: ReadonlySet<string> = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** Definitions that were looked through once; they are never changed afterwards. */
const supported = new WeakSet<AslDefinition>();

/**
 * Enters the first state with `input` as data. `token` becomes the token of the task that is to be started.
 * Throws for a definition outside the subset (see `refuseUnsupported`).
 */
export function startExecution(definition: AslDefinition, input: unknown, token: string): Transition {
  refuseOnce(definition);
  return enter(definition, definition.StartAt, input, token);
}

/**
 * Takes the answer to the task that the execution waits for, as far as the next task or the end. `token` becomes
 * the token of the next task. Throws for an execution that is over, or that is in no Task of this definition.
 */
export function resumeExecution(
  definition: AslDefinition,
  execution: Execution,
  answer: Answer,
  token: string,
): Transition {
  refuseOnce(definition);
  if (execution.status !== 'running') {
    throw new Error(
      `the execution has ${execution.status} in state "${execution.state}" and takes no answer`,
    );
  }
  const state = stateOf(definition, execution.state);
  if (state.Type !== 'Task')
    throw new Error(`state "${execution.state}" is a ${state.Type} and takes no answer`);
  if ('error' in answer) return afterError(definition, state, execution, answer, token);
  const data = insertAt(state.ResultPath, execution.data, answer.ok);
  if (data === undefined) return pathMismatch(execution, state.ResultPath);
  return enter(definition, state.Next, data.value, token);
}

function refuseOnce(definition: AslDefinition): void {
  if (supported.has(definition)) return;
  refuseUnsupported(definition);
  supported.add(definition);
}

function enter(definition: AslDefinition, first: string, data: unknown, token: string): Transition {
  const visited: string[] = [];
  let name = first;
  for (;;) {
    if (visited.includes(name)) throw new Error(`state "${name}" leads back to itself without a task`);
    visited.push(name);
    const state = stateOf(definition, name);
    switch (state.Type) {
      case 'Task':
        return startTask(state, { state: name, data, attempts: {}, status: 'running' }, token, visited);
      case 'Succeed':
        return { execution: { state: name, data, attempts: {}, status: 'succeeded' }, visited };
      case 'Fail':
        return failed(name, data, visited, state.Error, state.Cause);
      case 'Choice': {
        let next = state.Default;
        for (const rule of state.Choices) {
          const found = readPath(rule.Variable, data);
          if (found === undefined) {
            return failed(name, data, visited, 'States.Runtime', `the path ${rule.Variable} leads nowhere`);
          }
          if (found.value !== rule.StringEquals) continue;
          next = rule.Next;
          break;
        }
        if (next === undefined) return failed(name, data, visited, 'States.NoChoiceMatched', undefined);
        name = next;
      }
    }
  }
}

function startTask(
  state: AslTask,
  execution: Execution,
  token: string,
  visited: readonly string[],
  retryAfterSeconds?: number,
): Transition {
  const filled = fillTemplate(state.Parameters ?? {}, execution.data, token);
  if ('missing' in filled) {
    const cause = `the path ${filled.missing} leads nowhere`;
    return failed(execution.state, execution.data, visited, 'States.Runtime', cause);
  }
  return {
    execution,
    visited,
    task: {
      state: execution.state,
      parameters: state.Parameters === undefined ? execution.data : filled.value,
      ...(state.TimeoutSeconds === undefined ? {} : { timeoutSeconds: state.TimeoutSeconds }),
    },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function afterError(
  definition: AslDefinition,
  state: AslTask,
  execution: Execution,
  answer: { readonly error: string; readonly cause?: string },
  token: string,
): Transition {
  const { state: name, data } = execution;
  const index = (state.Retry ?? []).findIndex((retrier) => matches(retrier, answer.error));
  const retrier = state.Retry?.[index];
  const used = execution.attempts[index] ?? 0;
  if (retrier !== undefined && used < (retrier.MaxAttempts ?? MAX_ATTEMPTS)) {
    const attempts = { ...execution.attempts, [index]: used + 1 };
    return startTask(state, { ...execution, attempts }, token, [], delayOf(retrier, used));
  }
  const catcher = (state.Catch ?? []).find((candidate) => matches(candidate, answer.error));
  if (catcher === undefined) return failed(name, data, [], answer.error, answer.cause);
  const caught = insertAt(catcher.ResultPath, data, { Error: answer.error, Cause: answer.cause ?? '' });
  if (caught === undefined) return pathMismatch(execution, catcher.ResultPath);
  return enter(definition, catcher.Next, caught.value, token);
}

function matches({ ErrorEquals }: AslRetrier | AslCatcher, error: string): boolean {
  return ErrorEquals.includes(error) || (ErrorEquals.includes('States.ALL') && !TERMINAL.has(error));
}

function delayOf(retrier: AslRetrier, used: number): number {
  const delay = (retrier.IntervalSeconds ?? INTERVAL_SECONDS) * (retrier.BackoffRate ?? BACKOFF_RATE) ** used;
  return Math.min(delay, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
}

function pathMismatch(execution: Execution, path: string | null | undefined): Transition {
  const cause = `the path ${path} does not fit the data`;
  return failed(execution.state, execution.data, [], 'States.ResultPathMatchFailure', cause);
}

function failed(
  state: string,
  data: unknown,
  visited: readonly string[],
  error: string | undefined,
  cause: string | undefined,
): Transition {
  const execution: Execution = {
    state,
    data,
    attempts: {},
    status: 'failed',
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
  return { execution, visited };
}

function stateOf(definition: AslDefinition, name: string): AslState {
  const state = Object.hasOwn(definition.States, name) ? definition.States[name] : undefined;
  if (state === undefined) throw new Error(`there is no state "${name}"`);
  return state;
}
