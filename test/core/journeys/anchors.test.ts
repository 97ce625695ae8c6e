import { describe, expect, it } from 'vitest';
import { call, mail, RUN, start, way, worldOf } from '../../support/journey-worlds.ts';
import { when } from '../../support/rulebook.ts';

/** Steps before and on a renewal date; tasks, which no quiet hours hold. */
const steps = [
  call('assess', { at: '-P90D' }),
  call('remind', { at: '-P30D' }),
  call('last', { at: '-P7D' }),
  { id: 'term', at: 'P0D', end: 'lapsed' },
];

function renewal(anchor: Readonly<Record<string, unknown>>, journey: Readonly<Record<string, unknown>> = {}) {
  return worldOf(
    way({
      anchor: { fact: 'renewsOn', late: 'skip', moved: 'replan', ...anchor },
      reentry: 'perAnchor',
      steps,
      ...journey,
    }),
  );
}

describe('an anchor that is a date', () => {
  it('is the start of its local day, in the zone of the account', async () => {
    const world = await renewal({});
    await world.know('2026-06-01 08:00', { renewsOn: '2026-09-30', 'account.zone': 'America/New_York' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-10-30');
    expect(world.said('task-created', 'run-ended')).toEqual([
      '07-02 04:00 task-created assess assess',
      '08-31 04:00 task-created remind remind',
      '09-23 04:00 task-created last last',
      '09-30 04:00 run-ended way lapsed',
    ]);
  });

  it('is needed: without a known one the run is refused', async () => {
    const world = await renewal({});
    await start(world, '2026-06-01 09:00');
    expect(world.said(...RUN)).toEqual(['06-01 09:00 run-refused way no-anchor']);
  });

  it('further away than an execution may live is refused', async () => {
    const world = await renewal({});
    await world.know('2026-06-01 08:00', { renewsOn: '2027-09-30' });
    await start(world, '2026-06-01 09:00');
    expect(world.said(...RUN)).toEqual(['06-01 09:00 run-refused way anchor-too-far']);
  });

  it('late: "skip" passes over steps whose day had gone before the run began, and not over that of today', async () => {
    const world = await renewal({ late: 'skip' });
    await world.know('2026-06-01 08:00', { renewsOn: '2026-07-01' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-07-02');
    expect(world.said('task-created', 'step-skipped')).toEqual([
      '06-01 09:00 step-skipped assess late',
      '06-01 09:00 task-created remind remind',
      '06-24 00:00 task-created last last',
    ]);
  });

  it('late: "catchUp" takes them at once, one after the other', async () => {
    const world = await renewal({ late: 'catchUp' });
    await world.know('2026-06-01 08:00', { renewsOn: '2026-06-20' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-21');
    expect(world.said('task-created', 'step-skipped')).toEqual([
      '06-01 09:00 task-created assess assess',
      '06-01 09:00 task-created remind remind',
      '06-13 00:00 task-created last last',
    ]);
  });

  it('moved: "replan" re-times what remains, earlier or later, and repeats nothing', async () => {
    const world = await renewal({ moved: 'replan' });
    await world.know('2026-06-01 08:00', { renewsOn: '2026-08-01' });
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-10 08:00', { renewsOn: '2026-07-20' });
    await world.know('2026-06-25 08:00', { renewsOn: '2026-09-01' });
    await world.pass('2026-09-02');
    expect(world.said('task-created', 'step-skipped', 'run-replanned', 'run-ended')).toEqual([
      '06-01 09:00 step-skipped assess late',
      '06-10 08:00 run-replanned remind',
      '06-20 00:00 task-created remind remind',
      '06-25 08:00 run-replanned last',
      '08-25 00:00 task-created last last',
      '09-01 00:00 run-ended way lapsed',
    ]);
  });

  it('moved into the past, what remains happens now, not before', async () => {
    const world = await renewal({ moved: 'replan', late: 'catchUp' });
    await world.know('2026-06-01 08:00', { renewsOn: '2026-08-20' });
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-10 08:00', { renewsOn: '2026-06-05' });
    await world.pass('2026-09-02');
    expect(world.said('task-created', 'run-ended')).toEqual([
      '06-01 09:00 task-created assess assess',
      '06-10 08:00 task-created remind remind',
      '06-10 08:00 task-created last last',
      '06-10 08:00 run-ended way lapsed',
    ]);
  });

  it('moved: "restart" ends the run and begins it anew on the new date, with its values', async () => {
    const world = await renewal(
      { moved: 'restart' },
      { needs: { base: 'number' }, enter: { on: 'flag.set', with: { base: { fact: 'limit' } } } },
    );
    await world.know('2026-06-01 08:00', { renewsOn: '2026-07-20', limit: 4 });
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-25 08:00', { renewsOn: '2026-09-30', limit: 8 });
    await world.pass('2026-10-02');
    expect(world.said(...RUN, 'task-created', 'task-exists')).toEqual([
      '06-01 09:00 run-started way',
      '06-01 09:00 step-skipped assess late',
      '06-20 00:00 task-created remind remind',
      '06-25 08:00 run-ended way restarted',
      '06-25 08:00 run-started way',
      '07-02 00:00 task-created assess assess',
      '08-31 00:00 task-exists remind remind',
      '09-23 00:00 task-created last last',
      '09-30 00:00 run-ended way lapsed',
    ]);
    expect(world.entries('run-started').map((entry) => entry.values)).toEqual([{ base: 4 }, { base: 4 }]);
  });

  it('that is said again and is the same date moves nothing', async () => {
    const world = await renewal({ moved: 'restart' });
    await world.know('2026-06-01 08:00', { renewsOn: '2026-07-20' });
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { renewsOn: '2026-07-20' });
    expect(world.said('run-ended', 'run-replanned')).toEqual([]);
  });

  it('moved after a touch was held keeps what has begun, and re-times what comes after it', async () => {
    const world = await renewal(
      { moved: 'replan' },
      { steps: [mail('note', { at: '-P10D' }), call('after', { at: '-P5D' })] },
    );
    await world.know('2026-06-01 08:00', { renewsOn: '2026-06-23' });
    await start(world, '2026-06-01 09:00');
    // Saturday 13 June: held until Monday; the date moves while it is held.
    await world.know('2026-06-14 08:00', { renewsOn: '2026-06-30' });
    await world.pass('2026-07-02');
    expect(world.said('touch', 'touch-delayed', 'task-created')).toEqual([
      '06-13 00:00 touch-delayed note ann quiet-hours',
      '06-15 09:00 touch note ann',
      '06-25 00:00 task-created after after',
    ]);
  });
});

describe('an anchor that Touchline derives', () => {
  it('moves by passing time alone, and restarts the run at that instant', async () => {
    const lifecycle = [
      {
        id: 'first',
        enter: when('flag', 'equal', true),
        done: when('daysSince', 'greaterThanInclusive', 10, { of: 'startsOn' }),
        owner: 'csm',
        due: { from: 'entered', in: 'P20D' },
      },
      { id: 'second', owner: 'csm', due: { from: 'entered', in: 'P30D' } },
    ];
    const journey = {
      anchor: { fact: 'stage.dueAt', late: 'skip', moved: 'restart' },
      reentry: 'perAnchor',
      steps: [call('due', { at: 'P0D' })],
    };
    const world = await worldOf(way(journey, { lifecycle }));
    await world.know('2026-06-01 08:00', { startsOn: '2026-06-01' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-08-01');
    expect(world.said(...RUN, 'task-created')).toEqual([
      '06-01 09:00 run-started way',
      '06-11 00:00 run-ended way restarted',
      '06-11 00:00 run-started way',
      '07-11 00:00 task-created due due',
      '07-11 00:00 run-ended way completed',
    ]);
  });
});

describe('an anchor that is an instant', () => {
  it('is late to the millisecond', async () => {
    const journey = {
      anchor: { fact: 'openedAt', late: 'skip', moved: 'replan' },
      reentry: 'afterEnd',
      steps: [call('one', { at: 'PT1H' }), call('two', { at: 'PT2H' })],
    };
    const world = await worldOf(way(journey));
    await world.know('2026-06-01 08:00', { openedAt: '2026-06-01T08:00:00Z' });
    await start(world, '2026-06-01T09:00:00.001Z');
    await world.pass('2026-06-02');
    expect(world.said('task-created', 'step-skipped')).toEqual([
      '06-01 09:00:00.001 step-skipped one late',
      '06-01 10:00 task-created two two',
    ]);
  });
});
