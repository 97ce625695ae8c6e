import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AslDefinition, AslState } from '../../../lib/core/journeys/asl.ts';
import { compileAsl } from '../../../lib/core/journeys/compile-asl.ts';
import type { Answer } from '../../../lib/core/journeys/step-asl.ts';
import { interpret, type Script, step } from '../../support/asl-interpreter.ts';
import {
  contractEnd,
  gettingStarted,
  journeys,
  newContact,
  surveyReply,
  trial,
  unpaidInvoice,
} from '../../support/journeys.ts';

const INPUT = { run: 'run-1', definition: 'hash-1' };
const FINE: Answer = { ok: null };
const to = (next: string): Answer => ({ ok: { next } });
const error = (name: string, cause?: string): Answer => ({
  error: name,
  ...(cause === undefined ? {} : { cause }),
});
const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);

describe('an independent interpreter and the stepper', () => {
  it.each([
    [
      'thirty days, low',
      gettingStarted,
      [...times(5, FINE), to('call'), FINE],
      'hello tour project class halfway review review? call over',
    ],
    [
      'thirty days, fine',
      gettingStarted,
      [...times(5, FINE), to('over')],
      'hello tour project class halfway review review? over',
    ],
    [
      'the goal at the class',
      gettingStarted,
      [...times(3, FINE), error('Touchline.Goal', 'won'), FINE],
      'hello tour project class applause reached',
    ],
    [
      'an exit at the class',
      gettingStarted,
      [...times(3, FINE), error('Touchline.Exit', 'gone')],
      'hello tour project class exit:end',
    ],
    [
      'an exit after the goal',
      gettingStarted,
      [error('Touchline.Goal'), error('Touchline.Exit', 'gone')],
      'hello applause exit:end',
    ],
    ['the goal without steps', unpaidInvoice, [FINE, error('Touchline.Goal')], 'notice again goal:end'],
    ['an end on its day', unpaidInvoice, [], 'notice again phone written-off written-off:ended'],
    ['a stop', surveyReply, [to('ask'), error('Touchline.Stop', 'kill switch')], 'sort sort? ask stop:end'],
    [
      'two branches',
      surveyReply,
      [to('apologise'), FINE, FINE, to('explain')],
      'sort sort? apologise repair result result? explain explained',
    ],
    ['a timeout', newContact, [FINE, to('vacant')], 'search appointed appointed? vacant completed:end'],
    ['a decline', contractEnd, [FINE, to('remind')], 'outlook discount discount? remind term term:ended'],
    ['a holdout', trial, [to('control')], 'draw draw? control'],
    ['a skipped branch', trial, [to('short'), FINE, FINE, to('long')], undefined],
    ['a way that is not there', trial, [to('nowhere')], 'draw draw?'],
    ['an answer without a way', trial, [FINE], 'draw draw?'],
    [
      'an error that nobody foresaw',
      contractEnd,
      [error('TypeError', 'x is undefined')],
      'outlook step:failed',
    ],
    [
      'a service that fails six times',
      newContact,
      [...times(6, error('Lambda.ServiceException')), FINE, to('greet')],
      'search appointed appointed? greet teach settled',
    ],
    [
      'a service that fails seven times',
      newContact,
      times(7, error('Lambda.TooManyRequestsException')),
      'search step:failed',
    ],
    [
      'eighteen lost tokens',
      newContact,
      [...times(18, error('States.Timeout')), FINE, to('greet')],
      'search appointed appointed? greet teach settled',
    ],
    ['nineteen lost tokens', newContact, times(19, error('States.Timeout')), 'search step:failed'],
    [
      'retries of either kind, in turn',
      newContact,
      [...times(6, error('Touchline.Retry')), ...times(18, error('States.Timeout')), FINE, to('vacant')],
      'search appointed appointed? vacant completed:end',
    ],
  ] as const)('agree on %s', async (_, journey, answers, visited) => {
    const definition = compileAsl(journey);
    const script: Script = { answers, afterwards: FINE };
    const played = step(definition, INPUT, script);
    if (visited !== undefined) expect(played.visited.join(' ')).toBe(visited);
    expect(played).toEqual(await interpret(definition, INPUT, script));
  });

  it.each(journeys.map((journey) => [journey.id, journey] as const))(
    'agree on %s whatever its steps answer',
    async (_, journey) => {
      const definition = compileAsl(journey);
      const next = fc.constantFrom(...journey.steps.map((each) => each.id), 'nowhere');
      await fc.assert(
        fc.asyncProperty(fc.array(answerOf(next), { maxLength: 30 }), next, async (answers, last) => {
          const script: Script = { answers, afterwards: to(last) };
          expect(step(definition, INPUT, script)).toEqual(await interpret(definition, INPUT, script));
        }),
        { numRuns: 2000 },
      );
    },
  );

  it('agree on definitions of any shape that the subset allows', async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(anyDefinition, fc.array(anyAnswer, { maxLength: 20 }), async (definition, answers) => {
        const script: Script = { answers, afterwards: { ok: { next: 's3' } } };
        const played = step(definition, INPUT, script);
        ends.add('error' in played.end ? played.end.error : 'output');
        expect(played).toEqual(await interpret(definition, INPUT, script));
      }),
      { numRuns: 10_000 },
    );
    // Every kind of ending came up, so that none of them agreed by never being tried.
    expect([...ends].sort()).toEqual(
      expect.arrayContaining(['A', 'B', 'Broken', 'States.NoChoiceMatched', 'States.Runtime', 'output']),
    );
  });
});

function answerOf(next: fc.Arbitrary<string>): fc.Arbitrary<Answer> {
  const names = [
    'Touchline.Goal',
    'Touchline.Exit',
    'Touchline.Stop',
    'Touchline.Retry',
    'States.Timeout',
    'TypeError',
  ];
  return fc.oneof(
    { weight: 6, arbitrary: next.map(to) },
    { weight: 1, arbitrary: fc.constant(FINE) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...names), fc.string()).map(([name, cause]) => error(name, cause)),
    },
  );
}

/** Results are objects: the interpreter matches a result that fits nowhere by Retry and Catch, the stepper does not. */
const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({ next: fc.constantFrom('s0', 's1', 's2', 's3', 'x') }).map((ok): Answer => ({ ok })),
  fc
    .record({ ...Object.fromEntries(Object.keys(INPUT).map((key) => [key, fc.constant(key)])) })
    .map((ok): Answer => ({ ok })),
  fc.constantFrom('A', 'B', 'C').map((name) => error(name, 'why')),
);

const anyResultPath = fc.constantFrom(null, undefined, '$.r', '$.r.deep', '$.r.deep.er', '$.step');
const anyErrors = fc.constantFrom(['A'], ['B'], ['A', 'B'], ['States.ALL']);

/** Six states of which each leads only to later ones. */
const anyDefinition: fc.Arbitrary<AslDefinition> = fc
  .tuple(anyState(1), anyState(2), anyState(3), anyState(4))
  .map((states) => ({
    StartAt: 's0',
    States: {
      ...Object.fromEntries(states.map((state, index) => [`s${index}`, state])),
      s4: { Type: 'Fail', Error: 'Broken' },
      s5: { Type: 'Succeed' },
    },
  }));

function anyState(first: number): fc.Arbitrary<AslState> {
  const next = fc.integer({ min: first, max: 5 }).map((index) => `s${index}`);
  const retrier = fc.record(
    { ErrorEquals: anyErrors, MaxAttempts: fc.integer({ min: 0, max: 3 }) },
    { requiredKeys: ['ErrorEquals'] },
  );
  const catcher = fc
    .record({ ErrorEquals: anyErrors, ResultPath: anyResultPath, Next: next })
    .map(withoutUndefined);
  const task = fc
    .record({
      Type: fc.constant('Task' as const),
      Resource: fc.constant('r'),
      Parameters: fc.constantFrom(undefined, { 'run.$': '$.run', in: { 'token.$': '$$.Task.Token', n: 1 } }),
      Retry: fc.array(retrier, { maxLength: 2 }),
      Catch: fc.array(catcher, { maxLength: 2 }),
      ResultPath: anyResultPath,
      Next: next,
    })
    .map(withoutUndefined);
  const rule = fc.record({
    Variable: fc.constantFrom('$.run', '$.step.next', '$.next', '$.r.next'),
    StringEquals: fc.constantFrom('run-1', 'run', 's1', 's2', 'x'),
    Next: next,
  });
  const choice = fc
    .record({
      Type: fc.constant('Choice' as const),
      Choices: fc.array(rule, { minLength: 1, maxLength: 3 }),
      Default: fc.option(next, { nil: undefined }),
    })
    .map(withoutUndefined);
  return fc.oneof({ weight: 3, arbitrary: task }, { weight: 1, arbitrary: choice });
}

type Stated<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A field that is undefined is a field that is not there. */
function withoutUndefined<T extends object>(value: T): Stated<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as Stated<T>;
}
