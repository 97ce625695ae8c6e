import { describe, expect, it } from 'vitest';
import { mail, start, way, worldOf } from '../../support/journey-worlds.ts';

describe('re-entry', () => {
  const started = async (reentry: unknown, again: readonly string[], steps = [mail('one')]) => {
    const world = await worldOf(way({ reentry, steps }));
    for (const instant of ['2026-06-01 09:00', ...again]) await start(world, instant);
    return world.said('run-started', 'run-refused');
  };

  it('"never" lets a journey run once for an account', async () => {
    expect(await started('never', ['2027-06-01 09:00'])).toEqual([
      '06-01 09:00 run-started way',
      '06-01 09:00 run-refused way reentry',
    ]);
  });

  it('"afterEnd" lets it run again once it is over, and not before', async () => {
    expect(
      await started('afterEnd', ['2026-06-02 09:00', '2026-06-05 09:00'], [mail('one', { at: 'P2D' })]),
    ).toEqual([
      '06-01 09:00 run-started way',
      '06-02 09:00 run-refused way already-running',
      '06-05 09:00 run-started way',
    ]);
  });

  it('"after" counts from the start of the run before, to the millisecond', async () => {
    expect(await started({ after: 'P30D' }, ['2026-07-01T08:59:59.999Z', '2026-07-01 09:00'])).toEqual([
      '06-01 09:00 run-started way',
      '07-01 08:59:59.999 run-refused way reentry',
      '07-01 09:00 run-started way',
    ]);
  });

  it('"perAnchor" lets it run once for each date that it counts from', async () => {
    const anchor = { fact: 'renewsOn', late: 'catchUp', moved: 'replan' };
    const world = await worldOf(way({ anchor, reentry: 'perAnchor', steps: [mail('one', { at: 'P0D' })] }));
    await world.know('2026-06-01 08:00', { renewsOn: '2026-06-01' });
    await start(world, '2026-06-01 09:00');
    await start(world, '2026-06-02 09:00');
    await world.know('2026-06-03 08:00', { renewsOn: '2026-06-03' });
    await start(world, '2026-06-03 09:00');
    expect(world.said('run-started', 'run-refused')).toEqual([
      '06-01 09:00 run-started way',
      '06-02 09:00 run-refused way reentry',
      '06-03 09:00 run-started way',
    ]);
  });

  it('"perAnchor" counts the date that a run was moved to as taken', async () => {
    const anchor = { fact: 'renewsOn', late: 'catchUp', moved: 'replan' };
    const world = await worldOf(way({ anchor, reentry: 'perAnchor', steps: [mail('one', { at: 'P0D' })] }));
    await world.know('2026-06-01 08:00', { renewsOn: '2026-06-09' });
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { renewsOn: '2026-06-10' });
    await world.pass('2026-06-11');
    await start(world, '2026-06-12 09:00');
    expect(world.said('run-started', 'run-refused', 'run-ended')).toEqual([
      '06-01 09:00 run-started way',
      '06-10 09:00 run-ended way completed',
      '06-12 09:00 run-refused way reentry',
    ]);
  });

  it('counts each subject for itself', async () => {
    const world = await worldOf({
      journeys: {
        way: {
          enter: { on: 'nps.responded' },
          per: 'contact',
          to: 'subject',
          reentry: 'never',
          steps: [mail('one')],
        },
      },
    });
    await world.tell(
      '2026-06-01 08:00',
      'contact.identified',
      { email: 'bob@example.com' },
      { contact: 'bob' },
    );
    for (const [instant, contact] of [
      ['09:00', 'ann'],
      ['10:00', 'bob'],
      ['11:00', 'ann'],
    ] as const) {
      await world.tell(`2026-06-01 ${instant}`, 'nps.responded', { score: 5 }, { contact });
    }
    expect(world.said('run-started', 'run-refused')).toEqual([
      '06-01 09:00 run-started way ann',
      '06-01 10:00 run-started way bob',
      '06-01 11:00 run-refused way ann reentry',
    ]);
  });
});
