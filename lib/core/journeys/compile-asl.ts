import {
  type AslCatcher,
  type AslDefinition,
  type AslRetrier,
  type AslState,
  type AslTask,
  choiceStateOf,
  endedStateOf,
  endStates,
  nextStatesOf,
  stepErrors,
} from './asl.ts';
import type { JourneyJson } from './journey-schema.ts';
import { isTaken, type PlannedStep, planSteps, stepsWatchingGoal } from './plan-steps.ts';

/** 21 days: a token that was lost is registered anew after that. */
const TOKEN_SECONDS = 21 * 86_400;
/** 19 tokens of 21 days are 399 days, more than the year that an execution may last. */
const TOKEN_ATTEMPTS = 18;

const RETRY: readonly AslRetrier[] = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.TooManyRequestsException',
      'Lambda.SdkClientException',
      stepErrors.retry,
    ],
    IntervalSeconds: 5,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 3600,
  },
  { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: TOKEN_ATTEMPTS },
];

/**
 * Compiles a journey that `checkSteps` accepts. Each step is one Task that waits for its token: it is started with
 * `{token, run, definition, step}` and answers when its time has come and it has acted. A step that chooses answers
 * `{next}`, and the Choice after it goes there, or to the default for any other name. `${TakeStepArn}` is left for
 * the deployment to fill in; the execution's input is `{run, definition}`.
 * Throws if a step leads to one that does not exist.
 */
export function compileAsl(journey: JourneyJson): AslDefinition {
  const plan = planSteps(journey);
  const watching = stepsWatchingGoal(journey, plan);
  const states: Record<string, AslState> = {};
  for (const planned of plan) {
    if (isTaken(planned)) {
      const after = stateAfter(planned);
      states[planned.id] = taskOf(planned, after, catchersOf(journey, watching.has(planned.id)));
      if (planned.chooses) states[after] = choiceOf(planned);
      else if (planned.kind === 'end') states[after] = { Type: 'Succeed' };
    } else {
      states[planned.id] = { Type: 'Succeed' };
    }
  }
  if (plan.some(isTaken)) {
    if (watching.size > 0 && journey.goal?.goto === undefined) states[endStates.goal] = { Type: 'Succeed' };
    states[endStates.exit] = { Type: 'Succeed' };
    states[endStates.stop] = { Type: 'Succeed' };
    states[endStates.failed] = { Type: 'Fail', Error: stepErrors.failed };
  }
  refuseMissing(journey, states);
  return { Comment: journey.id, StartAt: plan[0]?.id ?? '', States: states };
}

function stateAfter(planned: PlannedStep): string {
  if (planned.chooses) return choiceStateOf(planned.id);
  return planned.next ?? endedStateOf(planned.id);
}

function taskOf(planned: PlannedStep, next: string, catchers: readonly AslCatcher[]): AslTask {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the deployment substitutes it.
      FunctionName: '${TakeStepArn}',
      Payload: {
        'token.$': '$$.Task.Token',
        'run.$': '$.run',
        'definition.$': '$.definition',
        step: planned.id,
      },
    },
    TimeoutSeconds: TOKEN_SECONDS,
    Retry: RETRY,
    Catch: catchers,
    ResultPath: planned.chooses ? '$.step' : null,
    Next: next,
  };
}

function choiceOf(planned: PlannedStep): AslState {
  return {
    Type: 'Choice',
    Choices: planned.gotos.map((goto) => ({ Variable: '$.step.next', StringEquals: goto, Next: goto })),
    ...(planned.next === undefined ? {} : { Default: planned.next }),
  };
}

/** Exits are watched throughout; the goal only where it has not been taken yet, so that nothing leads back. */
function catchersOf(journey: JourneyJson, watchesGoal: boolean): AslCatcher[] {
  const to = (error: string, next: string): AslCatcher => ({
    ErrorEquals: [error],
    ResultPath: '$.ended',
    Next: next,
  });
  return [
    ...(watchesGoal ? [to(stepErrors.goal, journey.goal?.goto ?? endStates.goal)] : []),
    to(stepErrors.exit, endStates.exit),
    to(stepErrors.stop, endStates.stop),
    to('States.ALL', endStates.failed),
  ];
}

function refuseMissing(journey: JourneyJson, states: Readonly<Record<string, AslState>>): void {
  for (const [name, state] of Object.entries(states)) {
    const missing = nextStatesOf(state).find((target) => !Object.hasOwn(states, target));
    if (missing === undefined) continue;
    throw new Error(
      `journey "${journey.id}" cannot be compiled: "${name}" leads to "${missing}", which is no step`,
    );
  }
}
