import { describe, expect, it } from 'vitest';
import { mail, RUN, start, way, worldOf } from '../../support/journey-worlds.ts';
import { leaf, when } from '../../support/rulebook.ts';

const GOAL = when('other', 'equal', true);
const EXIT = { reason: 'churned', when: when('tier', 'equal', 'gone') };

describe('a run', () => {
  it('takes its steps at their times, counted from its start, and ends', async () => {
    const world = await worldOf(
      way({
        steps: [mail('one', { at: 'P0D' }), mail('two', { at: 'P3D' }), mail('three', { after: 'PT2H' })],
      }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-30');
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-started way',
      '06-01 09:00 touch one ann',
      '06-04 09:00 touch two ann',
      '06-04 11:00 touch three ann',
      '06-04 11:00 run-ended way completed',
    ]);
  });

  it('of which the first step is an end is over at once', async () => {
    const world = await worldOf(way({ steps: [{ id: 'over', end: 'nothing-to-do' }] }));
    await start(world, '2026-06-01 09:00');
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-started way',
      '06-01 09:00 run-ended way nothing-to-do',
    ]);
    expect(world.world.account.runs).toEqual([]);
  });

  it('waits for an "end" with a time of its own', async () => {
    const world = await worldOf(way({ steps: [mail('one'), { id: 'unpaid', at: 'P21D', end: 'unpaid' }] }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-30');
    expect(world.said('run-ended')).toEqual(['06-22 09:00 run-ended way unpaid']);
  });

  it('skips only on true: "unless" proceeds and "if" does not while their fact is unknown', async () => {
    const world = await worldOf(
      way({
        steps: [
          mail('unless-unknown', { unless: leaf('limit', 'greaterThan', 5) }),
          mail('if-unknown', { if: leaf('limit', 'greaterThan', 5) }),
          mail('unless-true', { after: 'P1D', unless: leaf('limit', 'greaterThan', 5) }),
          mail('if-true', { if: leaf('limit', 'greaterThan', 5) }),
          mail('if-false', { if: leaf('limit', 'lessThan', 5) }),
        ],
      }),
    );
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-01 10:00', { limit: 7 });
    await world.pass('2026-06-05');
    expect(world.said('touch', 'step-skipped')).toEqual([
      '06-01 09:00 touch unless-unknown ann',
      '06-01 09:00 step-skipped if-unknown if',
      '06-02 09:00 step-skipped unless-true unless',
      '06-02 09:00 touch if-true ann',
      '06-02 09:00 step-skipped if-false if',
    ]);
  });
});

describe('goal and exits', () => {
  const steps = [
    mail('one'),
    mail('two', { at: 'P10D' }),
    { id: 'done', end: 'completed' },
    mail('congratulate'),
    { id: 'reached', end: 'goal' },
  ];
  const journey = { goal: { when: GOAL, goto: 'congratulate' }, exit: [EXIT], steps };

  it('the goal ends what was to come and takes the steps for it', async () => {
    const world = await worldOf(way(journey));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-03 10:00', { other: true });
    await world.pass('2026-06-30');
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-started way',
      '06-01 09:00 touch one ann',
      '06-03 10:00 goal two',
      '06-03 10:00 touch congratulate ann',
      '06-03 10:00 run-ended way goal',
    ]);
  });

  it('a goal without steps ends the run as "goal"', async () => {
    const world = await worldOf(
      way({ goal: { when: GOAL }, steps: [mail('one'), mail('two', { at: 'P10D' })] }),
    );
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-03 10:00', { other: true });
    await world.pass('2026-06-30');
    expect(world.said('touch', 'goal', 'run-ended')).toEqual([
      '06-01 09:00 touch one ann',
      '06-03 10:00 goal two',
      '06-03 10:00 run-ended way goal',
    ]);
  });

  it('an exit ends the run with its reason', async () => {
    const world = await worldOf(way(journey));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-03 10:00', { tier: 'gone' });
    await world.pass('2026-06-30');
    expect(world.said('touch', 'goal', 'run-ended')).toEqual([
      '06-01 09:00 touch one ann',
      '06-03 10:00 run-ended way churned',
    ]);
  });

  it('an exit is watched after the goal too', async () => {
    const slow = [
      mail('one'),
      mail('two', { at: 'P10D' }),
      { id: 'done', end: 'completed' },
      mail('congratulate', { after: 'P5D' }),
    ];
    const world = await worldOf(way({ ...journey, steps: slow }));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-03 10:00', { other: true });
    await world.know('2026-06-04 10:00', { tier: 'gone' });
    await world.pass('2026-06-30');
    expect(world.said('touch', 'goal', 'run-ended')).toEqual([
      '06-01 09:00 touch one ann',
      '06-03 10:00 goal two',
      '06-04 10:00 run-ended way churned',
    ]);
  });

  it('the goal is taken first when both become true at once, and only once', async () => {
    const world = await worldOf(way(journey));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-03 10:00', { other: true, tier: 'gone' });
    await world.know('2026-06-04 10:00', { other: true });
    await world.pass('2026-06-30');
    expect(world.said('goal', 'run-ended')).toEqual([
      '06-03 10:00 goal two',
      '06-03 10:00 run-ended way churned',
    ]);
  });

  it('a goal that is true at the start goes straight to its steps', async () => {
    const world = await worldOf(way(journey));
    await world.know('2026-06-01 08:00', { other: true });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-30');
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-started way',
      '06-01 09:00 goal one',
      '06-01 09:00 touch congratulate ann',
      '06-01 09:00 run-ended way goal',
    ]);
  });

  it('a goal that comes true by passing time alone is taken at that instant', async () => {
    const goal = {
      when: when('daysSince', 'greaterThanInclusive', 30, { of: 'startsOn' }),
      goto: 'congratulate',
    };
    const world = await worldOf(
      way({ ...journey, goal, steps: [mail('one'), mail('two', { at: 'P60D' }), ...steps.slice(2)] }),
    );
    await world.know('2026-06-01 08:00', { startsOn: '2026-05-10' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-30');
    expect(world.said('goal', 'touch', 'run-ended')).toEqual([
      '06-01 09:00 touch one ann',
      '06-09 00:00 goal two',
      '06-09 09:00 touch congratulate ann',
      '06-09 09:00 run-ended way goal',
    ]);
  });

  it('neither is taken while it is unknown', async () => {
    const world = await worldOf(
      way({
        goal: { when: when('limit', 'notEqual', 3) },
        exit: [{ reason: 'x', when: when('tier', 'notEqual', 'a') }],
        steps: [mail('two', { at: 'P5D' })],
      }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-30');
    expect(world.said('goal', 'touch', 'run-ended')).toEqual([
      '06-08 09:00 touch two ann',
      '06-08 09:00 run-ended way completed',
    ]);
  });
});

describe('a run about an item', () => {
  it('is not started without one, and ends when it is removed', async () => {
    const world = await worldOf({
      journeys: {
        way: {
          enter: { on: 'nps.responded' },
          per: 'contact',
          to: 'subject',
          steps: [mail('one', { at: 'P5D' })],
        },
      },
    });
    await world.tell('2026-06-01 09:00', 'nps.responded', { score: 5 });
    await world.tell('2026-06-01 10:00', 'nps.responded', { score: 5 }, { contact: 'ann' });
    await world.tell('2026-06-02 10:00', 'contact.deleted', {}, { contact: 'ann' });
    await world.pass('2026-06-30');
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-refused way no-subject',
      '06-01 10:00 run-started way ann',
      '06-02 10:00 run-ended way ann subject-removed',
    ]);
  });
});
