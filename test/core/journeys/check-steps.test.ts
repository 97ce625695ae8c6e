import { describe, expect, it } from 'vitest';
import { checkSteps } from '../../../lib/core/journeys/check-steps.ts';
import { type JourneyJson, journeySchema, type StepJson } from '../../../lib/core/journeys/journey-schema.ts';
import { issuesOf, told } from '../../support/journey-issues.ts';
import { emailStep, journeyOf, journeys } from '../../support/journeys.ts';

const holds = { all: [{ fact: 'plan', operator: 'equal', value: 'paid' }] };
const done: StepJson = { id: 'done', end: 'completed' };

function branchTo(id: string, goto: string, otherwise?: string): StepJson {
  return { id, branch: [{ when: holds, goto }], ...(otherwise === undefined ? {} : { otherwise }) };
}

function refused(journey: JourneyJson): string[] {
  return told(issuesOf(journey, checkSteps));
}

describe('journeys that are right', () => {
  it.each(journeys.map((journey) => [journey.id, journey] as const))('%s passes', (_, journey) => {
    expect(journeySchema.parse(journey)).toEqual(journey);
    expect(refused(journey)).toEqual([]);
  });
});

describe('the ids of steps', () => {
  it('stand in a journey once', () => {
    expect(refused(journeyOf({ steps: [emailStep('a'), emailStep('b'), emailStep('a'), done] }))).toEqual([
      'steps.2.id duplicate-step step id "a" stands here twice (first as step 1); ids are unique in a journey',
    ]);
  });

  it('leave room for the name of the state', () => {
    const id = 'x'.repeat(75);
    const steps: StepJson[] = [emailStep('a'), { id, at: 'P1D', end: 'late' }];
    expect(refused(journeyOf({ steps }))).toEqual([
      `steps.1.id long-state-name "${id}:ended" has 81 characters, a state's name has at most 80; shorten the id`,
    ]);
    expect(
      refused(journeyOf({ steps: [emailStep('a'), { id: 'x'.repeat(74), at: 'P1D', end: 'late' }] })),
    ).toEqual([]);
    expect(refused(journeyOf({ steps: [branchTo('y'.repeat(80), 'done'), done] }))).toEqual([
      `steps.0.id long-state-name "${'y'.repeat(80)}?" has 81 characters, a state's name has at most 80; shorten the id`,
    ]);
  });
});

describe('names of steps', () => {
  const offer: StepJson = emailStep('offer');
  const waitFor = { signal: 's', within: 'P1D' };
  const approval = { title: 't', by: 'manager', within: 'P1D', onDecline: 'done' };

  it.each<[string, StepJson, string]>([
    ['a goto', branchTo('a', 'offr'), 'steps.1.branch.0.goto'],
    ['otherwise', branchTo('a', 'offer', 'offr'), 'steps.1.otherwise'],
    ['a timeout', { id: 'a', waitFor: { ...waitFor, onTimeout: 'offr' } }, 'steps.1.waitFor.onTimeout'],
    ['a decline', { id: 'a', approval: { ...approval, onDecline: 'offr' } }, 'steps.1.approval.onDecline'],
    [
      'an approval that runs out',
      { id: 'a', approval: { ...approval, onTimeout: 'offr' } },
      'steps.1.approval.onTimeout',
    ],
    [
      'an arm of a split',
      {
        id: 'a',
        split: [
          { weight: 1, goto: 'done' },
          { weight: 1, goto: 'offr' },
        ],
      },
      'steps.1.split.1.goto',
    ],
  ])('are refused in %s when there is no such step', (_, step, path) => {
    expect(refused(journeyOf({ steps: [emailStep('first'), step, offer, done] }))).toEqual([
      `${path} unknown-step unknown step "offr", did you mean "offer"?`,
    ]);
  });

  it('that are unknown and like no other are answered with what is allowed there', () => {
    expect(
      refused(journeyOf({ steps: [emailStep('first'), branchTo('a', 'elsewhere'), offer, done] })),
    ).toEqual(['steps.1.branch.0.goto unknown-step unknown step "elsewhere" (allowed: offer, done)']);
  });

  it('lead forward only', () => {
    expect(refused(journeyOf({ steps: [emailStep('first'), branchTo('a', 'first'), offer, done] }))).toEqual([
      'steps.1.branch.0.goto not-later "first" is not later in the file: a run only goes forward, so that it ends (later steps: offer, done)',
    ]);
    expect(refused(journeyOf({ steps: [branchTo('a', 'a'), done] }))).toEqual([
      'steps.0.branch.0.goto not-later "a" leads to itself: a run only goes forward, so that it ends (later steps: done)',
    ]);
    expect(refused(journeyOf({ steps: [emailStep('first'), branchTo('a', 'first')] }))).toEqual([
      'steps.1.branch.0.goto not-later "first" is not later in the file: a run only goes forward, so that it ends',
    ]);
  });

  it('are all reported at once, in each place', () => {
    const steps = [branchTo('a', 'x1', 'x2'), branchTo('b', 'a', 'x3'), done];
    expect(issuesOf(journeyOf({ steps }), checkSteps).map(({ path, code }) => `${path} ${code}`)).toEqual([
      'steps.0.branch.0.goto unknown-step',
      'steps.0.otherwise unknown-step',
      'steps.1.branch.0.goto not-later',
      'steps.1.otherwise unknown-step',
    ]);
  });
});

describe('the steps of the goal', () => {
  const goal = { when: holds, goto: 'thanks' };

  it('are known', () => {
    expect(
      refused(journeyOf({ goal: { when: holds, goto: 'thank' }, steps: [done, emailStep('thanks')] })),
    ).toEqual(['goal.goto unknown-step unknown step "thank", did you mean "thanks"?']);
  });

  it('stand behind everything that a run does before the goal', () => {
    const steps = [branchTo('a', 'thanks', 'later'), emailStep('thanks'), done, emailStep('later')];
    expect(refused(journeyOf({ goal, steps }))).toEqual([
      'goal.goto goal-leads-back the goal leads to "thanks", which is not later in the file than "later", where the goal is still watched: a run only goes forward; put the steps for the goal last in the file, behind an "end" step',
    ]);
  });

  it('are not shared with the way without the goal', () => {
    expect(refused(journeyOf({ goal, steps: [emailStep('a'), emailStep('thanks')] }))).toEqual([
      'goal.goto goal-leads-back the goal leads to "thanks", which a run also reaches without it: a run only goes forward; put the steps for the goal last in the file, behind an "end" step',
    ]);
  });

  it('may be an end that the way without the goal comes to as well', () => {
    expect(
      refused(journeyOf({ goal: { when: holds, goto: 'done' }, steps: [emailStep('a'), done] })),
    ).toEqual([]);
  });
});

describe('steps that nothing reaches', () => {
  it('are reported behind an end, once for the stretch', () => {
    const steps = [emailStep('a'), done, emailStep('b'), emailStep('c')];
    expect(refused(journeyOf({ steps }))).toEqual([
      'steps.2.id unreachable-step nothing leads to step "b": "done" before it ends the run; name "b" in a "goto" or delete it',
    ]);
  });

  it('are reported behind a branch or a split that always leads elsewhere', () => {
    expect(
      refused(journeyOf({ steps: [branchTo('a', 'c', 'done'), emailStep('b'), emailStep('c'), done] })),
    ).toEqual([
      'steps.1.id unreachable-step nothing leads to step "b": "a" before it always leads elsewhere; name "b" in a "goto" or delete it',
    ]);
    const split: StepJson = {
      id: 'a',
      split: [
        { weight: 1, goto: 'c' },
        { weight: 1, goto: 'done' },
      ],
    };
    expect(
      issuesOf(journeyOf({ steps: [split, emailStep('b'), emailStep('c'), done] }), checkSteps),
    ).toMatchObject([{ code: 'unreachable-step', path: 'steps.1.id' }]);
  });

  it('are not told of when the goal leads there, or when a skipped branch goes on', () => {
    const skippable: StepJson = {
      id: 'a',
      if: holds,
      branch: [{ when: holds, goto: 'c' }],
      otherwise: 'done',
    };
    const goal = { when: holds, goto: 'thanks' };
    const steps = [skippable, emailStep('b'), emailStep('c'), done, emailStep('thanks')];
    expect(refused(journeyOf({ goal, steps }))).toEqual([]);
  });

  it('are not told of when a misspelt name explains them', () => {
    const steps = [branchTo('a', 'offr', 'done'), emailStep('offer'), done];
    expect(issuesOf(journeyOf({ steps }), checkSteps).map((issue) => issue.code)).toEqual(['unknown-step']);
    const goal = { when: holds, goto: 'thank' };
    const withGoal = journeyOf({ goal, steps: [emailStep('a'), done, emailStep('thanks')] });
    expect(issuesOf(withGoal, checkSteps).map((issue) => issue.code)).toEqual(['unknown-step']);
  });
});

describe('a touch', () => {
  it('has recipients of its own or of the journey', () => {
    const { to: _, ...nobody } = journeyOf({ steps: [emailStep('a'), done] });
    expect(refused(nobody)).toEqual([
      'steps.0.touch missing-recipient this touch has no "to", and neither has the journey; write "to" here, or once for all touches beside "steps"',
    ]);
    const own: StepJson = { id: 'a', touch: { channel: 'email', template: 't', topic: 'news', to: 'admin' } };
    expect(refused({ ...nobody, steps: [own, done] })).toEqual([]);
  });
});

describe('a split', () => {
  const split = (weights: [number, number], holdout: string): StepJson => ({
    id: 'a',
    split: [
      { weight: weights[0], goto: 'offer' },
      { weight: weights[1], goto: holdout, holdout: true },
    ],
  });
  const steps: StepJson[] = [
    emailStep('offer'),
    { id: 'note', set: { seen: true } },
    done,
    { id: 'control', end: 'control' },
  ];

  it('leads its holdout to an end', () => {
    expect(refused(journeyOf({ steps: [split([9, 1], 'note'), ...steps.slice(0, 3)] }))).toEqual([
      'steps.0.split.1.goto holdout-goes-on a holdout leads to an "end" step, "note" is a set (end steps: done)',
    ]);
    expect(refused(journeyOf({ steps: [split([9, 1], 'control'), ...steps] }))).toEqual([]);
  });

  it.each<[[number, number], number]>([
    [[0, 0], 0],
    [[1, -2], -1],
  ])('with the weights %j is refused', (weights, total) => {
    expect(refused(journeyOf({ steps: [split(weights, 'control'), ...steps] }))).toEqual([
      `steps.0.split split-weight the weights add up to ${total}, more than 0 is needed to share runs out`,
    ]);
  });
});

describe('an end', () => {
  it.each<[string, Partial<StepJson>, string]>([
    [
      'if',
      { if: holds },
      'an "end" step takes no "if": every run that comes here ends; put a "branch" before it',
    ],
    [
      'unless',
      { unless: holds },
      'an "end" step takes no "unless": every run that comes here ends; put a "branch" before it',
    ],
    [
      'after',
      { after: 'P3D' },
      'an "end" step takes no "after"; use "at", or put a "wait" of "P3D" before it',
    ],
  ])('takes no "%s"', (key, timing, message) => {
    const end = { id: 'done', end: 'completed', ...timing } as StepJson;
    expect(refused(journeyOf({ steps: [emailStep('a'), end] }))).toEqual([
      `steps.1.${key} end-timing ${message}`,
    ]);
  });

  it('may wait for its day', () => {
    expect(refused(journeyOf({ steps: [emailStep('a'), { id: 'b', at: 'P9D', end: 'late' }] }))).toEqual([]);
  });
});

describe('where a mistake stands', () => {
  it('is the line and column of the name in the file', () => {
    const [issue] = issuesOf(journeyOf({ steps: [branchTo('a', 'dne', 'done'), done] }), checkSteps);
    expect(issue).toMatchObject({
      severity: 'error',
      file: 'rules/journeys/sample.json',
      line: 25,
      column: 14,
    });
  });
});
