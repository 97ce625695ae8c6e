import { describe, expect, it } from 'vitest';
import { call, contact, start, way, worldOf } from '../../support/journey-worlds.ts';
import { leaf } from '../../support/rulebook.ts';

describe('"wait"', () => {
  it('lasts from entering, on the calendar of the account', async () => {
    const world = await worldOf(
      way({ steps: [call('one', { at: 'P1D' }), { id: 'pause', wait: 'P2D' }, call('two')] }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.said('task-created')).toEqual([
      '06-02 09:00 task-created one one',
      '06-04 09:00 task-created two two',
    ]);
  });

  it('keeps the local time over a change of clocks', async () => {
    const world = await worldOf(way({ steps: [{ id: 'pause', wait: 'P2D' }, call('two')] }));
    await world.know('2026-10-24 08:00', { 'account.zone': 'Europe/Berlin' });
    await start(world, '2026-10-24 09:00');
    await world.pass('2026-10-30');
    expect(world.said('task-created')).toEqual(['10-26 10:00 task-created two two']);
  });
});

describe('"waitFor"', () => {
  const answered = (waitFor: Readonly<Record<string, unknown>> = {}) =>
    way({
      steps: [
        {
          id: 'answer',
          waitFor: { signal: 'nps.responded', within: 'P7D', onTimeout: 'silent', ...waitFor },
        },
        call('heard'),
        { id: 'over', end: 'completed' },
        call('silent'),
      ],
    });

  it('goes on at once when its signal comes', async () => {
    const world = await worldOf(answered());
    await start(world, '2026-06-01 09:00');
    await world.tell('2026-06-03 10:00', 'nps.responded', { score: 5 }, { contact: 'ann' });
    await world.pass('2026-06-20');
    expect(world.said('task-created', 'run-ended')).toEqual([
      '06-03 10:00 task-created heard heard',
      '06-03 10:00 run-ended way completed',
    ]);
  });

  it('goes the way of "onTimeout" when it does not come in time', async () => {
    const world = await worldOf(answered());
    await start(world, '2026-06-01 09:00');
    await world.tell('2026-06-08 09:00:01', 'nps.responded', { score: 5 }, { contact: 'ann' });
    await world.pass('2026-06-20');
    expect(world.said('task-created')).toEqual(['06-08 09:00 task-created silent silent']);
  });

  it('a signal of the very instant at which the time is over still counts', async () => {
    const world = await worldOf(answered());
    await start(world, '2026-06-01 09:00');
    await world.tell('2026-06-08 09:00', 'nps.responded', { score: 5 }, { contact: 'ann' });
    await world.pass('2026-06-20');
    expect(world.said('task-created')).toEqual(['06-08 09:00 task-created heard heard']);
  });

  it('without "onTimeout" goes on to the next step', async () => {
    const world = await worldOf(
      way({ steps: [{ id: 'answer', waitFor: { signal: 'nps.responded', within: 'P7D' } }, call('then')] }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-20');
    expect(world.said('task-created', 'step-done')).toEqual([
      '06-08 09:00 step-done answer timeout',
      '06-08 09:00 task-created then then',
      '06-08 09:00 step-done then',
    ]);
  });

  it('takes only a signal for which "where" is true, and keeps what it said', async () => {
    const world = await worldOf(
      way({
        steps: [
          {
            id: 'answer',
            waitFor: {
              signal: 'nps.responded',
              where: {
                all: [
                  leaf('signal.score', 'greaterThanInclusive', 9),
                  leaf('contact.roles', 'contains', 'champion'),
                ],
              },
              within: 'P7D',
              keep: { score: { fact: 'signal.score' }, who: { fact: 'contact.id' } },
            },
          },
          {
            id: 'thank',
            if: leaf('run.score', 'equal', 10),
            touch: { channel: 'in-app', template: 'note/card', topic: 'news', to: { fact: 'run.who' } },
          },
        ],
      }),
    );
    await contact(world, '2026-06-01 08:00', 'bob', { roles: ['admin'] });
    await start(world, '2026-06-01 09:00');
    await world.tell('2026-06-02 09:00', 'nps.responded', { score: 3 }, { contact: 'ann' });
    await world.tell('2026-06-03 09:00', 'nps.responded', { score: 10 }, { contact: 'bob' });
    await world.tell('2026-06-04 09:00', 'nps.responded', { score: 10 }, { contact: 'ann' });
    await world.pass('2026-06-20');
    expect(world.said('touch', 'run-ended')).toEqual([
      '06-04 09:00 touch thank ann',
      '06-04 09:00 run-ended way completed',
    ]);
  });

  it('does not take what came before it', async () => {
    const world = await worldOf(answered());
    await world.tell('2026-06-01 08:59', 'nps.responded', { score: 5 }, { contact: 'ann' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-20');
    expect(world.said('task-created')).toEqual(['06-08 09:00 task-created silent silent']);
  });
});
