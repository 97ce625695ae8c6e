import { describe, expect, it } from 'vitest';
import type { AslChoice, AslDefinition, AslTask } from '../../../lib/core/journeys/asl.ts';
import { refuseUnsupported } from '../../../lib/core/journeys/asl-subset.ts';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import type { StepJson } from '../../../lib/core/journeys/journey-schema.ts';
import {
  contractEnd,
  emailStep,
  gettingStarted,
  journeyOf,
  journeys,
  newContact,
  surveyReply,
  trial,
  unpaidInvoice,
} from '../../support/journeys.ts';

function task(definition: AslDefinition, name: string): AslTask {
  const state = definition.States[name];
  if (state?.Type !== 'Task') throw new Error(`"${name}" is no Task`);
  return state;
}

function choice(definition: AslDefinition, name: string): AslChoice {
  const state = definition.States[name];
  if (state?.Type !== 'Choice') throw new Error(`"${name}" is no Choice`);
  return state;
}

/** `Touchline.Goal>applause Touchline.Exit>exit:end …` */
function caught(definition: AslDefinition, name: string): string {
  return (task(definition, name).Catch ?? [])
    .map(({ ErrorEquals, Next }) => `${ErrorEquals}>${Next}`)
    .join(' ');
}

const EVERYWHERE = 'Touchline.Exit>exit:end Touchline.Stop>stop:end States.ALL>step:failed';

describe('a compiled step', () => {
  it('is one task that waits for its token, is retried, and catches what ends the way', () => {
    expect(task(compileAsl(gettingStarted), 'hello')).toEqual({
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: ['$', '{TakeStepArn}'].join(''),
        Payload: {
          'token.$': '$$.Task.Token',
          'run.$': '$.run',
          'definition.$': '$.definition',
          step: 'hello',
        },
      },
      TimeoutSeconds: 1_814_400,
      Retry: [
        {
          ErrorEquals: [
            'Lambda.ServiceException',
            'Lambda.AWSLambdaException',
            'Lambda.TooManyRequestsException',
            'Lambda.SdkClientException',
            'Touchline.Retry',
          ],
          IntervalSeconds: 5,
          BackoffRate: 2,
          MaxAttempts: 6,
          MaxDelaySeconds: 3600,
        },
        { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 18 },
      ],
      Catch: [
        { ErrorEquals: ['Touchline.Goal'], ResultPath: '$.ended', Next: 'applause' },
        { ErrorEquals: ['Touchline.Exit'], ResultPath: '$.ended', Next: 'exit:end' },
        { ErrorEquals: ['Touchline.Stop'], ResultPath: '$.ended', Next: 'stop:end' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.ended', Next: 'step:failed' },
      ],
      ResultPath: null,
      Next: 'tour',
    });
  });

  it('waits for more than a year of lost tokens', () => {
    const { TimeoutSeconds = 0, Retry = [] } = task(compileAsl(gettingStarted), 'hello');
    const attempts = 1 + (Retry[1]?.MaxAttempts ?? 0);
    expect((TimeoutSeconds * attempts) / 86_400).toBe(399);
  });

  it('that chooses keeps its answer, and a choice on a plain path follows', () => {
    const definition = compileAsl(surveyReply);
    expect(task(definition, 'result')).toMatchObject({ ResultPath: '$.step', Next: 'result?' });
    expect(choice(definition, 'result?')).toEqual({
      Type: 'Choice',
      Choices: [
        { Variable: '$.step.next', StringEquals: 'tell', Next: 'tell' },
        { Variable: '$.step.next', StringEquals: 'explain', Next: 'explain' },
      ],
      Default: 'unanswered',
    });
  });

  it.each([
    ['a wait for a signal with a timeout', newContact, 'appointed?', ['vacant'], 'greet'],
    ['an approval, whose two ways off lead to one step', contractEnd, 'discount?', ['remind'], 'offer'],
    ['a branch that may be skipped', trial, 'skim?', ['seen', 'finish'], 'long'],
    ['a split, which has no way on but its arms', trial, 'draw?', ['short', 'long', 'control'], undefined],
  ])('that is %s has these ways on', (_, journey, name, gotos, fallback) => {
    const state = choice(compileAsl(journey), name);
    expect(state.Choices.map((rule) => rule.Next)).toEqual(gotos);
    expect(state.Choices.map((rule) => rule.StringEquals)).toEqual(gotos);
    expect(state.Default).toBe(fallback);
  });

  it('that waits for a signal and goes on either way chooses nothing', () => {
    expect(task(compileAsl(trial), 'seen')).toMatchObject({ ResultPath: null, Next: 'mark' });
  });
});

describe('the goal', () => {
  it('is watched until it is taken, and exits throughout', () => {
    const definition = compileAsl(gettingStarted);
    for (const name of ['hello', 'review', 'call']) {
      expect(caught(definition, name)).toBe(`Touchline.Goal>applause ${EVERYWHERE}`);
    }
    expect(caught(definition, 'applause')).toBe(EVERYWHERE);
    expect(definition.States['goal:end']).toBeUndefined();
  });

  it('ends the run where it leads to no step', () => {
    const definition = compileAsl(unpaidInvoice);
    expect(caught(definition, 'notice')).toBe(`Touchline.Goal>goal:end ${EVERYWHERE}`);
    expect(definition.States['goal:end']).toEqual({ Type: 'Succeed' });
  });

  it('is not caught in a journey that has none, even without exits of its own', () => {
    const definition = compileAsl(surveyReply);
    expect(caught(definition, 'repair')).toBe(EVERYWHERE);
    expect(definition.States['goal:end']).toBeUndefined();
  });
});

describe('an end', () => {
  it('costs no task', () => {
    expect(compileAsl(gettingStarted).States.over).toEqual({ Type: 'Succeed' });
  });

  it('that waits for its day is a task first', () => {
    const definition = compileAsl(unpaidInvoice);
    expect(task(definition, 'written-off')).toMatchObject({ ResultPath: null, Next: 'written-off:ended' });
    expect(definition.States['written-off:ended']).toEqual({ Type: 'Succeed' });
    expect(caught(definition, 'written-off')).toContain('Touchline.Goal>goal:end');
  });

  it('is added where the file just stops', () => {
    const definition = compileAsl(newContact);
    expect(task(definition, 'vacant').Next).toBe('completed:end');
    expect(definition.States['completed:end']).toEqual({ Type: 'Succeed' });
  });

  it('after an error that nothing foresaw is a failure with a name', () => {
    expect(compileAsl(trial).States['step:failed']).toEqual({ Type: 'Fail', Error: 'Touchline.StepFailed' });
  });

  it('is all that is left of a journey without tasks', () => {
    expect(compileAsl(journeyOf({ steps: [{ id: 'done', end: 'completed' }] }))).toEqual({
      Comment: 'sample',
      StartAt: 'done',
      States: { done: { Type: 'Succeed' } },
    });
  });
});

describe('a compiled journey', () => {
  it.each(journeys.map((journey) => [journey.id, journey] as const))(
    '%s stays inside the subset, waits in no Wait state, and is plain JSON',
    (_, journey) => {
      const definition = compileAsl(journey);
      expect(() => refuseUnsupported(definition)).not.toThrow();
      expect(definition.Comment).toBe(journey.id);
      expect(definition.StartAt).toBe(journey.steps[0]?.id);
      expect(new Set(Object.values(definition.States).map((state) => state.Type))).not.toContain('Wait');
      expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
    },
  );

  it('keeps states apart whose names are those of other objects, or of the states that are no steps', () => {
    const steps: StepJson[] = [
      emailStep('constructor'),
      emailStep('goal'),
      { id: 'exit', at: 'P1D', end: 'exit' },
    ];
    const goal = { when: { condition: 'won' } };
    expect(Object.keys(compileAsl(journeyOf({ goal, steps })).States)).toEqual([
      'constructor',
      'goal',
      'exit',
      'exit:ended',
      'goal:end',
      'exit:end',
      'stop:end',
      'step:failed',
    ]);
  });

  it('has steps at both ends of every way, or is refused', () => {
    const steps: StepJson[] = [
      { id: 'a', waitFor: { signal: 's', within: 'P1D', onTimeout: 'gone' } },
      { id: 'b', end: 'completed' },
    ];
    expect(() => compileAsl(journeyOf({ steps }))).toThrow(
      new Error('journey "sample" cannot be compiled: "a?" leads to "gone", which is no step'),
    );
    const goal = { when: { condition: 'won' }, goto: 'party' };
    expect(() => compileAsl(journeyOf({ goal, steps: [emailStep('a')] }))).toThrow(
      new Error('journey "sample" cannot be compiled: "a" leads to "party", which is no step'),
    );
  });
});
