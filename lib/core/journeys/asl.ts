/**
 * The subset of Amazon States Language that `compileAsl` emits and `step-asl.ts` runs: JSONPath with plain
 * reference paths, no Wait states. https://states-language.net/spec.html
 */
export interface AslDefinition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

export type AslState = AslTask | AslChoice | AslSucceed | AslFail;

export interface AslTask {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Parameters?: AslTemplate;
  /** A literal: `TimeoutSecondsPath` is not honoured everywhere for tasks that wait for a token. */
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly AslRetrier[];
  readonly Catch?: readonly AslCatcher[];
  /** null drops the result, `$` (or nothing) replaces the data with it, `$.a.b` puts it there. */
  readonly ResultPath?: string | null;
  readonly Next: string;
}

/** A key that ends in `.$` holds a reference path (`$.run`, `$$.Task.Token`); everything else is literal. */
export interface AslTemplate {
  readonly [key: string]: string | number | boolean | null | AslTemplate;
}

/** The first retrier that names the error decides; past `MaxAttempts` the error goes on to `Catch`. */
export interface AslRetrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
}

export interface AslCatcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

export interface AslChoice {
  readonly Type: 'Choice';
  readonly Choices: readonly AslChoiceRule[];
  readonly Default?: string;
}

export interface AslChoiceRule {
  readonly Variable: string;
  readonly StringEquals: string;
  readonly Next: string;
}

export interface AslSucceed {
  readonly Type: 'Succeed';
}

export interface AslFail {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

/**
 * The errors by which a step's answer leaves the way from step to step. `retry` asks for the step once more; an
 * execution ends with `failed` after any error that is none of these.
 */
export const stepErrors = {
  goal: 'Touchline.Goal',
  exit: 'Touchline.Exit',
  stop: 'Touchline.Stop',
  retry: 'Touchline.Retry',
  failed: 'Touchline.StepFailed',
} as const;

/** States that a compiled journey may have beside its steps. Step ids hold no `:` and no `?`, so none can clash. */
export const endStates = {
  goal: 'goal:end',
  exit: 'exit:end',
  stop: 'stop:end',
  failed: 'step:failed',
  completed: 'completed:end',
} as const;

/** The Choice that follows a step which chooses. */
export function choiceStateOf(step: string): string {
  return `${step}?`;
}

/** The Succeed that follows an `end` step which holds until its time. */
export function endedStateOf(step: string): string {
  return `${step}:ended`;
}

/** The id of the step that a state was compiled from; undefined for the states of `endStates`. */
export function stepOfState(state: string): string | undefined {
  if (state.endsWith('?')) return state.slice(0, -1);
  if (state.endsWith(':ended')) return state.slice(0, -':ended'.length);
  return state.includes(':') ? undefined : state;
}

/** Every state that this one may lead to. */
export function nextStatesOf(state: AslState): string[] {
  switch (state.Type) {
    case 'Task':
      return [state.Next, ...(state.Catch ?? []).map((catcher) => catcher.Next)];
    case 'Choice': {
      const chosen = state.Choices.map((choice) => choice.Next);
      return state.Default === undefined ? chosen : [...chosen, state.Default];
    }
    default:
      return [];
  }
}
