import { describe, expect, it } from 'vitest';
import { checkStepTimes } from '../../../lib/core/journeys/check-step-times.ts';
import type { JourneyJson, StepJson } from '../../../lib/core/journeys/journey-schema.ts';
import { planSteps } from '../../../lib/core/journeys/plan-steps.ts';
import { issuesOf, told } from '../../support/journey-issues.ts';
import { emailStep, journeyOf } from '../../support/journeys.ts';

const holds = { all: [{ fact: 'plan', operator: 'equal', value: 'paid' }] };
const done: StepJson = { id: 'done', end: 'completed' };
const anchor = { fact: 'contract.endsOn', late: 'skip', moved: 'restart' } as const;
const task = { reason: 'r', title: 't', assign: 'csm', dueIn: 'P1D' };

function refused(part: Partial<JourneyJson> & { steps: StepJson[] }): string[] {
  return told(
    issuesOf(journeyOf(part), (journey, report) => checkStepTimes(journey, planSteps(journey), report)),
  );
}

describe('"at" and "after"', () => {
  it('do not stand together', () => {
    expect(refused({ steps: [emailStep('a', { at: 'P1D', after: 'P1D' }), done] })).toEqual([
      'steps.0.after at-and-after "at" and "after" cannot stand together: "at" counts from the anchor, "after" from the previous step; keep one',
    ]);
  });

  it('count from "now" forwards only, and from a fact both ways', () => {
    expect(refused({ steps: [emailStep('a', { at: '-P3D' }), done] })).toEqual([
      'steps.0.at negative-at "at" is "-P3D", but the anchor is "now" and no step lies before it; write a span of zero or more, or anchor the journey on a fact',
    ]);
    expect(refused({ anchor, steps: [emailStep('a', { at: '-P3D' }), done] })).toEqual([]);
    expect(refused({ anchor, steps: [emailStep('a', { at: '-5 business days' }), done] })).toEqual([]);
  });
});

describe('a span that counts backwards', () => {
  it.each<[string, StepJson, string]>([
    ['after', emailStep('a', { after: '-P1D' }), 'after'],
    ['wait', { id: 'a', wait: '-P1D' }, 'wait'],
    ['within', { id: 'a', waitFor: { signal: 's', within: '-P1D' } }, 'waitFor.within'],
    [
      'within',
      { id: 'a', approval: { title: 't', by: 'm', within: '-P1D', onDecline: 'done' } },
      'approval.within',
    ],
    ['wait', { id: 'a', task: { ...task, wait: '-P1D' } }, 'task.wait'],
  ])('is refused as "%s"', (name, step, path) => {
    expect(refused({ steps: [step, done] })).toEqual([
      `steps.0.${path} negative-span "${name}" is "-P1D", which counts backwards, did you mean "P1D"?`,
    ]);
  });
});

describe('the order of times', () => {
  it('goes forward from step to step', () => {
    const steps = [emailStep('a', { at: 'P7D' }), emailStep('b'), emailStep('c', { at: 'P3D' }), done];
    expect(refused({ steps })).toEqual([
      'steps.2.at at-goes-back "at" is "P3D", but a run comes here from "a", which is at "P7D"; write "P7D" or later, or use "after"',
    ]);
  });

  it('is told against the nearest step that contradicts it', () => {
    const steps = [
      emailStep('a', { at: 'P9D' }),
      emailStep('b', { at: 'P7D' }),
      emailStep('c', { at: 'P3D' }),
    ];
    expect(refused({ steps }).map((message) => message.split(';')[0])).toEqual([
      'steps.1.at at-goes-back "at" is "P7D", but a run comes here from "a", which is at "P9D"',
      'steps.2.at at-goes-back "at" is "P3D", but a run comes here from "b", which is at "P7D"',
    ]);
  });

  it('is looked at along every way, and only along ways', () => {
    const fork: StepJson = { id: 'fork', branch: [{ when: holds, goto: 'late' }], otherwise: 'early' };
    const late: StepJson[] = [emailStep('late', { at: 'P20D' }), { id: 'over', end: 'over' }];
    expect(refused({ steps: [fork, ...late, emailStep('early', { at: 'P5D' })] })).toEqual([]);
    const joined: StepJson[] = [fork, emailStep('late', { at: 'P20D' }), emailStep('early', { at: 'P5D' })];
    expect(refused({ steps: joined })).toHaveLength(1);
  });

  it('holds for the way of the goal, which may be taken late', () => {
    const goal = { when: holds, goto: 'thanks' };
    const steps = (at: string) => [emailStep('a', { at: 'P14D' }), done, emailStep('thanks', { at })];
    expect(refused({ goal, steps: steps('P10D') })).toEqual([
      'steps.2.at at-goes-back "at" is "P10D", but a run comes here from "a", which is at "P14D"; write "P14D" or later, or use "after"',
    ]);
    expect(refused({ goal, steps: steps('P14D') })).toEqual([]);
  });

  it.each([
    ['the same time twice', 'P7D', 'P7D'],
    ['a month and thirty days, which no calendar settles', 'P1M', 'P30D'],
    ['business days and days, which no calendar settles', '5 business days', 'P6D'],
  ])('lets %s pass', (_, first, second) => {
    expect(refused({ steps: [emailStep('a', { at: first }), emailStep('b', { at: second }), done] })).toEqual(
      [],
    );
  });

  it('compares business days with each other', () => {
    const steps = [
      emailStep('a', { at: '3 business days' }),
      emailStep('b', { at: '2 business days' }),
      done,
    ];
    expect(refused({ steps })).toHaveLength(1);
  });
});

describe('the longest way', () => {
  const long = (figure: number, step: string) =>
    `too-long the longest way through this journey takes ${figure} days, and passes 360 at step "${step}": at most 360 are allowed, since an execution ends after a year`;

  it.each<[string, StepJson[], number, string]>([
    ['one "at"', [emailStep('a'), emailStep('b', { at: 'P361D' })], 361, '1.at'],
    ['an end that waits for its day', [emailStep('a'), { id: 'b', at: 'P1Y', end: 'late' }], 366, '1.at'],
    [
      '"after" upon "after"',
      [emailStep('a', { after: 'P200D' }), emailStep('b', { after: 'P200D' })],
      400,
      '1.after',
    ],
    [
      'plain waits',
      [
        { id: 'a', wait: 'P12M' },
        { id: 'b', wait: 'PT1H' },
      ],
      367,
      '0.wait',
    ],
    [
      'a wait for a signal',
      [emailStep('a'), { id: 'b', waitFor: { signal: 's', within: 'P400D' } }],
      400,
      '1.waitFor.within',
    ],
    [
      'a task that is waited for',
      [emailStep('a'), { id: 'b', task: { ...task, wait: '300 business days' } }],
      420,
      '1.task.wait',
    ],
    ['what comes after an "at"', [emailStep('a', { at: 'P300D' }), { id: 'b', wait: 'P61D' }], 361, '1.wait'],
    [
      'a wait that outlasts an "at"',
      [{ id: 'a', wait: 'P350D' }, emailStep('b', { at: 'P1D' }), { id: 'c', wait: 'P20D' }],
      370,
      '2.wait',
    ],
    ['an hour over', [{ id: 'a', wait: 'P360DT1H' }], 361, '0.wait'],
  ])('is refused for %s, with the figure, where the span stands', (_, steps, figure, place) => {
    const step = steps[Number(place.split('.')[0])];
    expect(refused({ steps })).toEqual([`steps.${place} ${long(figure, step?.id ?? '')}`]);
  });

  it('may take 360 days to the hour', () => {
    expect(refused({ steps: [emailStep('a', { at: 'P350D' }), { id: 'b', wait: 'P10D' }] })).toEqual([]);
  });

  it('counts the way that is longest, not the sum of all', () => {
    const fork: StepJson = { id: 'fork', branch: [{ when: holds, goto: 'other' }] };
    const steps: StepJson[] = [fork, { id: 'one', wait: 'P300D' }, done, { id: 'other', wait: 'P300D' }];
    expect(refused({ steps })).toEqual([]);
    const approval = { title: 't', by: 'm', within: 'P100D', onDecline: 'other' };
    expect(refused({ steps: [{ id: 'ask', approval }, ...steps.slice(1)] })).toEqual([
      `steps.1.wait ${long(400, 'one')}`,
    ]);
  });

  it('goes over the goal too', () => {
    const goal = { when: holds, goto: 'thanks' };
    const steps: StepJson[] = [{ id: 'a', wait: 'P200D' }, done, emailStep('thanks', { after: 'P200D' })];
    expect(refused({ goal, steps })).toEqual([`steps.2.after ${long(400, 'thanks')}`]);
  });

  it('counts from the earliest step where the anchor is a fact', () => {
    const steps = (before: string): StepJson[] => [
      emailStep('a', { at: before }),
      emailStep('b', { at: 'P200D' }),
      done,
    ];
    expect(refused({ anchor, steps: steps('-P160D') })).toEqual([]);
    expect(refused({ anchor, steps: steps('-P161D') })).toEqual([`steps.1.at ${long(361, 'b')}`]);
    expect(refused({ anchor, steps: steps('P150D') })).toEqual([]);
  });

  it('visits at most 2,000 steps', () => {
    const steps = Array.from({ length: 2001 }, (_, index): StepJson => ({ id: `s${index}`, set: { a: 1 } }));
    expect(refused({ steps: steps.slice(1) })).toEqual([]);
    expect(refused({ steps })).toEqual([
      'steps too-many-visits the longest way through this journey visits 2001 steps, at most 2000 are allowed',
    ]);
  });
});
