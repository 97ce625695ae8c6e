import { describe, expect, it } from 'vitest';
import type { StepJson } from '../../../lib/core/journeys/journey-schema.ts';
import { kindOf, planSteps, stepsWatchingGoal } from '../../../lib/core/journeys/plan-steps.ts';
import {
  contractEnd,
  emailStep,
  gettingStarted,
  journeyOf,
  newContact,
  surveyReply,
  trial,
  unpaidInvoice,
} from '../../support/journeys.ts';

const holds = { all: [{ fact: 'plan', operator: 'equal', value: 'paid' }] };

/** `id kind > next / gotos`, with `?` behind a step that chooses. */
function written(steps: StepJson[]): string[] {
  return planSteps(journeyOf({ steps })).map(
    ({ id, kind, next, gotos, chooses }) =>
      `${id}${chooses ? '?' : ''} ${kind} > ${next ?? '-'} / ${gotos.join(' ') || '-'}`,
  );
}

describe('the plan of a journey', () => {
  it('goes from step to step in the order of the file, and adds an end where the file just stops', () => {
    expect(
      written([
        emailStep('mail'),
        { id: 'rest', wait: 'P1D' },
        { id: 'note', set: { a: 1 } },
        { id: 'work', task: { reason: 'r', title: 't', assign: 'csm', dueIn: 'P1D' } },
        { id: 'start', do: [{ startJourney: 'other' }] },
      ]),
    ).toEqual([
      'mail touch > rest / -',
      'rest wait > note / -',
      'note set > work / -',
      'work task > start / -',
      'start do > completed:end / -',
      'completed:end end > - / -',
    ]);
  });

  it('adds no end behind an end', () => {
    expect(written([emailStep('mail'), { id: 'done', end: 'completed' }])).toEqual([
      'mail touch > done / -',
      'done end > - / -',
    ]);
  });

  it('lets a branch go to "otherwise", and to the next step where there is none', () => {
    const arms = [
      { when: holds, goto: 'b' },
      { when: holds, goto: 'c' },
      { when: holds, goto: 'b' },
    ];
    const rest: StepJson[] = [emailStep('b'), emailStep('c'), { id: 'd', end: 'completed' }];
    expect(written([{ id: 'a', branch: arms, otherwise: 'd' }, ...rest])[0]).toBe('a? branch > d / b c');
    expect(written([{ id: 'a', branch: arms }, ...rest])[0]).toBe('a? branch > b / b c');
  });

  it.each(['if', 'unless'])(
    'lets a branch that "%s" skips go to the next step, not to "otherwise"',
    (key) => {
      const branch: StepJson = {
        id: 'a',
        [key]: holds,
        branch: [{ when: holds, goto: 'c' }],
        otherwise: 'd',
      };
      expect(written([branch, emailStep('b'), emailStep('c'), { id: 'd', end: 'x' }])[0]).toBe(
        'a? branch > b / c d',
      );
    },
  );

  it('leaves a split no way on but its arms, unless it may be skipped', () => {
    const split = [
      { weight: 1, goto: 'b' },
      { weight: 1, goto: 'c' },
    ];
    const rest: StepJson[] = [emailStep('b'), { id: 'c', end: 'x' }];
    expect(written([{ id: 'a', split }, ...rest])[0]).toBe('a? split > - / b c');
    expect(written([{ id: 'a', if: holds, split }, ...rest])[0]).toBe('a? split > b / b c');
  });

  it('lets a wait for a signal choose only if it says where a timeout leads', () => {
    const waitFor = { signal: 's', within: 'P1D' };
    const rest: StepJson[] = [emailStep('b'), { id: 'c', end: 'x' }];
    expect(written([{ id: 'a', waitFor }, ...rest])[0]).toBe('a waitFor > b / -');
    expect(written([{ id: 'a', waitFor: { ...waitFor, onTimeout: 'c' } }, ...rest])[0]).toBe(
      'a? waitFor > b / c',
    );
  });

  it('lets an approval choose between going on, a decline and a timeout', () => {
    const approval = { title: 't', by: 'manager', within: 'P1D', onDecline: 'c', onTimeout: 'd' };
    const rest: StepJson[] = [emailStep('b'), { id: 'c', end: 'x' }, { id: 'd', end: 'y' }];
    expect(written([{ id: 'a', approval }, ...rest])[0]).toBe('a? approval > b / c d');
  });

  it('carries the step as it was written', () => {
    const steps = planSteps(gettingStarted).map((planned) => planned.step);
    expect(steps).toEqual(gettingStarted.steps);
  });

  it('refuses a step of no kind', () => {
    const nothing = { id: 'a' } as unknown as StepJson;
    expect(() => kindOf(nothing)).toThrow(new Error('step "a" is of no known kind'));
  });
});

describe('the steps that watch the goal', () => {
  it.each([
    [
      'all before the goal, and neither its own steps nor plain ends',
      gettingStarted,
      'hello tour project class halfway review call',
    ],
    ['an end that waits for its day', unpaidInvoice, 'notice again phone written-off'],
    [
      'every arm, and not an end that the goal shares with nobody',
      contractEnd,
      'outlook discount offer remind term',
    ],
    ['the steps behind a split', trial, 'draw short pause skim long seen mark finish'],
    ['none without a goal', surveyReply, ''],
    ['none without a goal, whatever the exits', newContact, ''],
  ])('are %s', (_, journey, ids) => {
    expect([...stepsWatchingGoal(journey, planSteps(journey))].join(' ')).toBe(ids);
  });

  it('are those that a run can come to without the goal, even past the place where the goal leads', () => {
    const journey = journeyOf({
      goal: { when: holds, goto: 'done' },
      steps: [emailStep('a'), { id: 'done', end: 'completed' }, emailStep('lost')],
    });
    expect([...stepsWatchingGoal(journey, planSteps(journey))]).toEqual(['a']);
  });
});
