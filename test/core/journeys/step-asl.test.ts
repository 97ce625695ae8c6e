import { describe, expect, it } from 'vitest';
import type { AslDefinition } from '../../../lib/core/journeys/asl.ts';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import {
  type Answer,
  type Execution,
  resumeExecution,
  startExecution,
} from '../../../lib/core/journeys/step-asl.ts';
import { contractEnd, gettingStarted, newContact, trial, unpaidInvoice } from '../../support/journeys.ts';
import { FINE, INPUT, play } from '../../support/play-asl.ts';

describe('an execution', () => {
  it('starts with the first task, its parameters filled in', () => {
    expect(startExecution(compileAsl(gettingStarted), INPUT, 'token-0')).toEqual({
      execution: { state: 'hello', data: INPUT, attempts: {}, status: 'running' },
      visited: ['hello'],
      task: {
        state: 'hello',
        parameters: {
          FunctionName: ['$', '{TakeStepArn}'].join(''),
          Payload: { token: 'token-0', run: 'run-1', definition: 'hash-1', step: 'hello' },
        },
        timeoutSeconds: 1_814_400,
      },
    });
  });

  it('of the first thirty days enters nine states where adoption is low', () => {
    const answers = [FINE, FINE, FINE, FINE, FINE, { ok: { next: 'call' } }, FINE];
    const { execution, visited } = play(compileAsl(gettingStarted), answers);
    expect(visited).toBe('hello tour project class halfway review review? call over');
    expect(execution).toEqual({
      state: 'over',
      data: { ...INPUT, step: { next: 'call' } },
      attempts: {},
      status: 'succeeded',
    });
  });

  it('enters eight states where adoption is fine', () => {
    const answers = [FINE, FINE, FINE, FINE, FINE, { ok: { next: 'over' } }];
    expect(play(compileAsl(gettingStarted), answers).visited).toBe(
      'hello tour project class halfway review review? over',
    );
  });

  it('takes the way of the goal from wherever it is', () => {
    const answers = [FINE, FINE, FINE, { error: 'Touchline.Goal', cause: 'project.published' }, FINE];
    const { execution, visited } = play(compileAsl(gettingStarted), answers);
    expect(visited).toBe('hello tour project class applause reached');
    expect(execution).toMatchObject({
      status: 'succeeded',
      data: { ...INPUT, ended: { Error: 'Touchline.Goal', Cause: 'project.published' } },
    });
  });

  it.each<[string, Answer, Partial<Execution>, string]>([
    [
      'an exit',
      { error: 'Touchline.Exit', cause: 'gone' },
      { status: 'succeeded', state: 'exit:end' },
      'search exit:end',
    ],
    ['a stop', { error: 'Touchline.Stop' }, { status: 'succeeded', state: 'stop:end' }, 'search stop:end'],
    [
      'an error that nobody foresaw',
      { error: 'TypeError', cause: 'x is undefined' },
      { status: 'failed', error: 'Touchline.StepFailed', state: 'step:failed' },
      'search step:failed',
    ],
    [
      'a goal that the journey does not have',
      { error: 'Touchline.Goal' },
      { status: 'failed', error: 'Touchline.StepFailed' },
      'search step:failed',
    ],
  ])('ends at once on %s, and keeps what it was told', (_, answer, end, visited) => {
    const played = play(compileAsl(newContact), [answer]);
    expect(played.visited).toBe(visited);
    expect(played.execution).toMatchObject(end);
    const { error, cause = '' } = answer as { error: string; cause?: string };
    expect(played.execution.data).toEqual({ ...INPUT, ended: { Error: error, Cause: cause } });
  });

  it('is still watched for exits after the goal', () => {
    const answers: Answer[] = [{ error: 'Touchline.Goal' }, { error: 'Touchline.Exit', cause: 'gone' }];
    expect(play(compileAsl(gettingStarted), answers).visited).toBe('hello applause exit:end');
  });

  it('waits for the day of an end', () => {
    const answers = [FINE, FINE, FINE];
    const waiting = play(compileAsl(unpaidInvoice), answers);
    expect(waiting.last.task?.state).toBe('written-off');
    const { execution, visited } = play(compileAsl(unpaidInvoice), [...answers, FINE]);
    expect(visited).toBe('notice again phone written-off written-off:ended');
    expect(execution.status).toBe('succeeded');
  });

  it('is not changed by being resumed, nor is its data', () => {
    const definition = compileAsl(contractEnd);
    const input = deepFrozen({ run: 'r', definition: 'd', kept: { a: [1] } });
    const first = deepFrozen(startExecution(definition, input, 't0'));
    const again = deepFrozen(
      resumeExecution(definition, first.execution, { error: 'Touchline.Retry' }, 't1'),
    );
    const second = deepFrozen(resumeExecution(definition, again.execution, FINE, 't2'));
    const answer: Answer = deepFrozen({ ok: { next: 'remind' } });
    const third = resumeExecution(definition, second.execution, answer, 't3');
    expect(third.execution).toEqual({
      state: 'remind',
      data: { ...input, step: { next: 'remind' } },
      attempts: {},
      status: 'running',
    });
  });

  it('survives being stored as text between any two answers', () => {
    const definition = compileAsl(trial);
    const answers: Answer[] = [
      { ok: { next: 'short' } },
      { error: 'Touchline.Retry' },
      FINE,
      { error: 'Touchline.Goal' },
    ];
    let stored = JSON.stringify(startExecution(definition, INPUT, 't').execution);
    const visited: string[] = [];
    for (const answer of answers) {
      const reread: AslDefinition = JSON.parse(JSON.stringify(definition));
      const { execution, visited: more } = resumeExecution(reread, JSON.parse(stored), answer, 't');
      visited.push(...more);
      stored = JSON.stringify(execution);
    }
    expect(visited).toEqual(['draw?', 'short', 'pause', 'goal:end']);
    expect(JSON.parse(stored)).toEqual(play(definition, answers).execution);
  });
});

describe('a choice', () => {
  it('takes the default for a name that is not among its ways', () => {
    const { visited } = play(compileAsl(newContact), [FINE, { ok: { next: 'greet' } }]);
    expect(visited).toBe('search appointed appointed? greet');
    expect(play(compileAsl(newContact), [FINE, { ok: { next: 'nowhere' } }]).visited).toBe(visited);
    expect(play(compileAsl(newContact), [FINE, { ok: { next: 7 } }]).visited).toBe(visited);
  });

  it('takes the first of its rules that holds', () => {
    const rule = { Variable: '$.run', StringEquals: 'run-1' };
    const definition: AslDefinition = {
      StartAt: 'a',
      States: {
        a: {
          Type: 'Choice',
          Choices: [
            { ...rule, Next: 'b' },
            { ...rule, Next: 'c' },
          ],
          Default: 'c',
        },
        b: { Type: 'Succeed' },
        c: { Type: 'Succeed' },
      },
    };
    expect(play(definition, []).visited).toBe('a b');
  });

  it('without a default fails the execution for such a name', () => {
    const { execution, visited } = play(compileAsl(trial), [{ ok: { next: 'nowhere' } }]);
    expect(visited).toBe('draw draw?');
    expect(execution).toMatchObject({ status: 'failed', error: 'States.NoChoiceMatched', state: 'draw?' });
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'vacant'],
    ['another field', { goto: 'vacant' }],
  ])('fails the execution where the answer was %s, as the path leads nowhere', (_, ok) => {
    const { execution } = play(compileAsl(newContact), [FINE, { ok }]);
    expect(execution).toMatchObject({
      status: 'failed',
      error: 'States.Runtime',
      cause: 'the path $.step.next leads nowhere',
    });
  });
});

describe('misuse', () => {
  const definition = compileAsl(newContact);

  it('is to answer an execution that is over', () => {
    const { execution } = play(definition, [{ error: 'Touchline.Stop' }]);
    expect(() => resumeExecution(definition, execution, FINE, 't')).toThrow(
      new Error('the execution has succeeded in state "stop:end" and takes no answer'),
    );
  });

  it('is to answer an execution of another definition', () => {
    const { execution } = startExecution(compileAsl(trial), INPUT, 't');
    expect(() => resumeExecution(definition, execution, FINE, 't')).toThrow(
      new Error('there is no state "draw"'),
    );
  });

  it('is to answer a state that waits for nothing', () => {
    const execution: Execution = { state: 'appointed?', data: INPUT, attempts: {}, status: 'running' };
    expect(() => resumeExecution(definition, execution, FINE, 't')).toThrow(
      new Error('state "appointed?" is a Choice and takes no answer'),
    );
  });

  it('is a definition outside the subset, which is refused before anything runs', () => {
    const waiting = {
      StartAt: 'a',
      States: { a: { Type: 'Wait', Seconds: 1, Next: 'a' } },
    } as unknown as AslDefinition;
    expect(() => startExecution(waiting, INPUT, 't')).toThrow(
      new Error('state "a" is of type Wait, which is not supported'),
    );
  });

  it('is a circle of choices, which would never come to a task', () => {
    const circle: AslDefinition = {
      StartAt: 'a',
      States: {
        a: { Type: 'Choice', Choices: [{ Variable: '$.run', StringEquals: 'run-1', Next: 'b' }] },
        b: {
          Type: 'Choice',
          Choices: [{ Variable: '$.run', StringEquals: 'other', Next: 'b' }],
          Default: 'a',
        },
      },
    };
    expect(() => startExecution(circle, INPUT, 't')).toThrow(
      new Error('state "a" leads back to itself without a task'),
    );
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) deepFrozen(item);
    Object.freeze(value);
  }
  return value;
}
