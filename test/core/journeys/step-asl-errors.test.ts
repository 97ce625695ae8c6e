import { describe, expect, it } from 'vitest';
import type { AslDefinition } from '../../../lib/core/journeys/asl.ts';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import { type Answer, resumeExecution, startExecution } from '../../../lib/core/journeys/step-asl.ts';
import { gettingStarted, trial } from '../../support/journeys.ts';
import { FINE, INPUT, play, taskDefinition } from '../../support/play-asl.ts';

describe('a retry', () => {
  it('waits twice as long each time, then gives up to what is caught', () => {
    const definition = compileAsl(gettingStarted);
    let last = startExecution(definition, INPUT, 'token-0');
    const waits: (number | undefined)[] = [];
    for (let n = 1; n <= 6; n += 1) {
      last = resumeExecution(definition, last.execution, { error: 'Touchline.Retry' }, `token-${n}`);
      expect(last).toMatchObject({
        visited: [],
        task: { state: 'hello', parameters: { Payload: { token: `token-${n}` } } },
      });
      waits.push(last.retryAfterSeconds);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160]);
    last = resumeExecution(definition, last.execution, { error: 'Touchline.Retry' }, 'token-7');
    expect(last).toMatchObject({ visited: ['step:failed'], execution: { status: 'failed', attempts: {} } });
    expect(last.task).toBeUndefined();
    expect(last.retryAfterSeconds).toBeUndefined();
  });

  it('registers a lost token anew eighteen times, however often the service failed in between', () => {
    const definition = compileAsl(gettingStarted);
    const timeouts = Array.from({ length: 18 }, (): Answer => ({ error: 'States.Timeout' }));
    const failures = Array.from({ length: 6 }, (): Answer => ({ error: 'Lambda.ServiceException' }));
    const { last } = play(definition, [...failures, ...timeouts]);
    expect(last).toMatchObject({
      retryAfterSeconds: 1,
      execution: { status: 'running', attempts: { 0: 6, 1: 18 } },
    });
    const { execution } = play(definition, [...failures, ...timeouts, { error: 'States.Timeout' }]);
    expect(execution).toMatchObject({
      status: 'failed',
      data: { ended: { Error: 'States.Timeout', Cause: '' } },
    });
  });

  it('is counted from nothing in the next state', () => {
    const retry: Answer = { error: 'Touchline.Retry' };
    const { last } = play(compileAsl(gettingStarted), [retry, retry, FINE, retry]);
    expect(last).toMatchObject({ execution: { state: 'tour', attempts: { 0: 1 } }, retryAfterSeconds: 5 });
  });

  it('waits no longer than its longest delay', () => {
    const Retry = [{ ErrorEquals: ['E'], IntervalSeconds: 100, BackoffRate: 3, MaxDelaySeconds: 500 }];
    const definition = taskDefinition({ Retry });
    const waits = [1, 2, 3].map(
      (n) => play(definition, Array(n).fill({ error: 'E' })).last.retryAfterSeconds,
    );
    expect(waits).toEqual([100, 300, 500]);
  });

  it('is made three times after 1, 2 and 4 seconds where nothing is said', () => {
    const definition = taskDefinition({ Retry: [{ ErrorEquals: ['States.ALL'] }] });
    const waits = [1, 2, 3, 4].map(
      (n) => play(definition, Array(n).fill({ error: 'E' })).last.retryAfterSeconds,
    );
    expect(waits).toEqual([1, 2, 4, undefined]);
  });

  it('is decided by the first retrier that names the error, even when that one is used up', () => {
    const definition = taskDefinition({
      Retry: [
        { ErrorEquals: ['E', 'F'], MaxAttempts: 1 },
        { ErrorEquals: ['F', 'States.ALL'], MaxAttempts: 9 },
      ],
    });
    expect(play(definition, [{ error: 'E' }]).execution.attempts).toEqual({ 0: 1 });
    expect(play(definition, [{ error: 'E' }, { error: 'F' }]).execution).toMatchObject({
      status: 'failed',
      error: 'F',
    });
    expect(play(definition, [{ error: 'G' }]).execution.attempts).toEqual({ 1: 1 });
  });

  it('is not made where none is allowed', () => {
    const definition = taskDefinition({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 0 }] });
    expect(play(definition, [{ error: 'E', cause: 'why' }]).execution).toEqual({
      state: 'a',
      data: INPUT,
      attempts: {},
      status: 'failed',
      error: 'E',
      cause: 'why',
    });
  });
});

describe('a catch', () => {
  it('is taken in the order of the file', () => {
    const definition = taskDefinition({
      Catch: [
        { ErrorEquals: ['E'], Next: 'c', ResultPath: '$.why' },
        { ErrorEquals: ['States.ALL'], Next: 'd', ResultPath: null },
      ],
    });
    expect(play(definition, [{ error: 'E', cause: 'x' }]).execution).toMatchObject({
      state: 'c',
      data: { ...INPUT, why: { Error: 'E', Cause: 'x' } },
    });
    expect(play(definition, [{ error: 'F' }]).execution).toEqual({
      state: 'd',
      data: INPUT,
      attempts: {},
      status: 'failed',
      error: 'Broken',
      cause: 'on purpose',
    });
  });

  it('replaces the data where it says no path', () => {
    const definition = taskDefinition({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'c' }] });
    expect(play(definition, [{ error: 'E' }]).execution.data).toEqual({ Error: 'E', Cause: '' });
  });

  it.each(['States.Runtime', 'States.DataLimitExceeded'])(
    'for every error does not stand for %s',
    (error) => {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'c' }];
      const definition = taskDefinition({ Retry: [{ ErrorEquals: ['States.ALL'] }], Catch });
      expect(play(definition, [{ error }]).execution).toMatchObject({ status: 'failed', error, state: 'a' });
    },
  );
});

describe('data that does not fit', () => {
  it.each<[string, AslDefinition, unknown]>([
    ['a result', taskDefinition({ ResultPath: '$.r' }), 'text'],
    ['a deeper result', taskDefinition({ ResultPath: '$.run.r' }), INPUT],
  ])('fails the execution for %s', (_, definition, input) => {
    expect(play(definition, [FINE], input).execution).toMatchObject({
      status: 'failed',
      error: 'States.ResultPathMatchFailure',
      data: input,
    });
  });

  it('fails the execution for an error that is to be kept', () => {
    const definition = taskDefinition({
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'c' }],
    });
    expect(play(definition, [{ error: 'E' }], 'text').execution).toMatchObject({
      state: 'a',
      error: 'States.ResultPathMatchFailure',
      cause: 'the path $.e does not fit the data',
    });
  });

  it('fails the execution before a task whose parameters it lacks', () => {
    const started = startExecution(compileAsl(trial), { run: 'r' }, 't');
    expect(started).toEqual({
      execution: {
        state: 'draw',
        data: { run: 'r' },
        attempts: {},
        status: 'failed',
        error: 'States.Runtime',
        cause: 'the path $.definition leads nowhere',
      },
      visited: ['draw'],
    });
  });

  it('is handed over whole to a task without parameters', () => {
    expect(startExecution(taskDefinition({}), ['any'], 't').task).toEqual({
      state: 'a',
      parameters: ['any'],
    });
  });
});
