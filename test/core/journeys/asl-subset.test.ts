import { describe, expect, it } from 'vitest';
import type { AslDefinition } from '../../../lib/core/journeys/asl.ts';
import { refuseUnsupported } from '../../../lib/core/journeys/asl-subset.ts';

const succeed = { Type: 'Succeed' };

/** A definition as it may come out of storage, where no type checks it. */
function definitionOf(state: object, more: object = {}): AslDefinition {
  return { StartAt: 'a', States: { a: state, b: succeed }, ...more } as unknown as AslDefinition;
}

const task = { Type: 'Task', Resource: 'r', Next: 'b' };
const choice = { Type: 'Choice', Choices: [{ Variable: '$.x', StringEquals: 'y', Next: 'b' }] };

describe('what the stepper does not run', () => {
  it.each<[string, object, string]>([
    [
      'another type of state',
      { Type: 'Wait', Seconds: 1, Next: 'b' },
      'state "a" is of type Wait, which is not supported',
    ],
    [
      'an end without a next state',
      { ...task, End: true },
      'state "a" has the field "End", which is not supported',
    ],
    [
      'an input path',
      { ...task, InputPath: '$.x' },
      'state "a" has the field "InputPath", which is not supported',
    ],
    [
      'a selector',
      { ...task, ResultSelector: {} },
      'state "a" has the field "ResultSelector", which is not supported',
    ],
    [
      'a heartbeat',
      { ...task, HeartbeatSeconds: 5 },
      'state "a" has the field "HeartbeatSeconds", which is not supported',
    ],
    [
      'a timeout by path',
      { ...task, TimeoutSecondsPath: '$.t' },
      'state "a" has the field "TimeoutSecondsPath", which is not supported',
    ],
    [
      'another query language',
      { ...succeed, QueryLanguage: 'JSONata' },
      'state "a" has the field "QueryLanguage", which is not supported',
    ],
    [
      'an index in a result path',
      { ...task, ResultPath: '$.a[0]' },
      'state "a" has "$.a[0]" as ResultPath, only plain paths are supported',
    ],
    [
      'a filter in a parameter',
      { ...task, Parameters: { p: { 'x.$': '$.a[?(@.b)]' } } },
      'state "a" has "$.a[?(@.b)]" as Parameters.p.x.$, only plain paths are supported',
    ],
    [
      'a function in a parameter',
      { ...task, Parameters: { 'x.$': 'States.UUID()' } },
      'state "a" has "States.UUID()" as Parameters.x.$, only plain paths are supported',
    ],
    [
      'a number as a path',
      { ...task, Parameters: { 'x.$': 5 } },
      'state "a" has 5 as Parameters.x.$, only plain paths are supported',
    ],
    [
      'a list in the parameters',
      { ...task, Parameters: { x: [1] } },
      'state "a" has a list as Parameters.x, which is not supported',
    ],
    [
      'jitter',
      { ...task, Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'FULL' }] },
      'state "a", Retry[0] has the field "JitterStrategy", which is not supported',
    ],
    [
      'the wildcard for task errors in a retrier',
      { ...task, Retry: [{ ErrorEquals: ['States.TaskFailed'] }] },
      'state "a" has "States.TaskFailed" in Retry[0].ErrorEquals, which is not supported',
    ],
    [
      'the wildcard for task errors in a catcher',
      { ...task, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'b' }] },
      'state "a" has "States.TaskFailed" in Catch[0].ErrorEquals, which is not supported',
    ],
    [
      'another field in a catcher',
      { ...task, Catch: [{ ErrorEquals: ['E'], Next: 'b', Assign: {} }] },
      'state "a", Catch[0] has the field "Assign", which is not supported',
    ],
    [
      'an index where a catcher puts the error',
      { ...task, Catch: [{ ErrorEquals: ['E'], Next: 'b', ResultPath: '$[0]' }] },
      'state "a" has "$[0]" as Catch[0].ResultPath, only plain paths are supported',
    ],
    [
      'another comparison',
      { ...choice, Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'b' }] },
      'state "a", Choices[0] has the field "NumericEquals", which is not supported',
    ],
    [
      'a choice on a prototype',
      { ...choice, Choices: [{ Variable: '$.__proto__', StringEquals: 'y', Next: 'b' }] },
      'state "a" has "$.__proto__" as Choices[0].Variable, only plain paths are supported',
    ],
    [
      'an output of an end',
      { ...succeed, OutputPath: '$.x' },
      'state "a" has the field "OutputPath", which is not supported',
    ],
    [
      'a cause by path',
      { Type: 'Fail', CausePath: '$.x' },
      'state "a" has the field "CausePath", which is not supported',
    ],
    ['a next state that is not there', { ...task, Next: 'c' }, 'state "a" leads to "c", which is no state'],
    ['a default that is not there', { ...choice, Default: 'c' }, 'state "a" leads to "c", which is no state'],
    [
      'a state that only every object has',
      { ...task, Next: 'toString' },
      'state "a" leads to "toString", which is no state',
    ],
  ])('is %s', (_, state, message) => {
    expect(() => refuseUnsupported(definitionOf(state))).toThrow(new Error(message));
  });

  it.each<[string, object, string]>([
    [
      'a timeout of the whole',
      { TimeoutSeconds: 5 },
      'the definition has the field "TimeoutSeconds", which is not supported',
    ],
    ['a start that is not there', { StartAt: 'c' }, 'the definition starts at "c", which is no state'],
  ])('is %s', (_, more, message) => {
    expect(() => refuseUnsupported(definitionOf(succeed, more))).toThrow(new Error(message));
  });

  it('is not a comment', () => {
    expect(() =>
      refuseUnsupported(definitionOf({ ...succeed, Comment: 'the end' }, { Comment: 'c' })),
    ).not.toThrow();
  });
});
