import { describe, expect, it } from 'vitest';
import { compareSignals } from '../../../lib/core/signals/signal.ts';
import { contact, mail, start, way, worldOf } from '../../support/journey-worlds.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, signalOf, TestWorld } from '../../support/world.ts';

describe('at one instant', () => {
  it('a review comes before a signal: what held long enough fires, though the signal ends it', async () => {
    const rulebook = rulebookOf({ rules: { low: { conditions: when('limit', 'lessThan', 5), for: 'P1D' } } });
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.know('2026-06-01 09:00', { limit: 3 });
    await world.know('2026-06-02 09:00', { limit: 9 });
    expect(world.said('fired', 'resolved')).toEqual([
      '06-02 09:00 fired low low',
      '06-02 09:00 resolved low',
    ]);
  });

  it('a signal comes before a step: a run that it ends sends nothing', async () => {
    const exit = [{ reason: 'gone', when: when('tier', 'equal', 'gone') }];
    const world = await worldOf(way({ exit, steps: [mail('one', { at: 'P1D' })] }));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { tier: 'gone' });
    await world.pass('2026-06-03');
    expect(world.said('touch', 'run-ended')).toEqual(['06-02 09:00 run-ended way gone']);
  });

  it('every signal comes before the steps, those of a run that the first one starts too', async () => {
    const world = await worldOf(way({ to: 'admin', steps: [mail('one')] }));
    await start(world, '2026-06-01 09:00');
    await contact(world, '2026-06-01 09:00', 'bob', { roles: ['admin'] });
    await world.pass('2026-06-02');
    expect(world.said('touch', 'touch-suppressed')).toEqual(['06-01 09:00 touch one bob']);
  });

  it('a review comes before a step: a goal that comes true with time keeps the touch back', async () => {
    const goal = { when: when('daysSince', 'greaterThanInclusive', 5, { of: 'startsOn' }) };
    const world = await worldOf(
      way({
        goal,
        steps: [{ id: 'one', at: 'P1D', task: { reason: 'one', title: 'One', assign: 'csm', dueIn: 'P1D' } }],
      }),
    );
    await world.know('2026-06-01 00:00', { startsOn: '2026-05-28' });
    await start(world, '2026-06-01 00:00');
    await world.pass('2026-06-03');
    expect(world.said('task-created', 'goal')).toEqual(['06-02 00:00 goal one']);
  });

  it('signals are taken in the order of their event time, source and id', () => {
    const rulebook = rulebookOf({});
    const make = (id: string, source: string, time: string) =>
      signalOf(rulebook, at('2026-06-01 09:00'), 'flag.set', { flag: true }, { id, source, time: at(time) });
    const signals = [
      make('2', 'b', '2026-06-01 08:00'),
      make('1', 'b', '2026-06-01 08:00'),
      make('9', 'a', '2026-06-01 08:00'),
      make('0', 'z', '2026-06-01 07:00'),
    ];
    expect(signals.sort(compareSignals).map((signal) => signal.key)).toEqual(['z|0', 'a|9', 'b|1', 'b|2']);
  });
});

describe('a late wake-up', () => {
  it('decides each review at its own instant, as a punctual one would have', async () => {
    const rulebook = rulebookOf({
      rules: { low: { conditions: when('limit', 'lessThan', 5), for: 'P1D', repeatAfter: 'P3D' } },
    });
    const late = new TestWorld(rulebook, '2026-06-01');
    const punctual = new TestWorld(rulebook, '2026-06-01');
    for (const world of [late, punctual]) await world.know('2026-06-01 09:00', { limit: 3 });
    for (let day = 2; day < 15; day += 1) await punctual.pass(`2026-06-${String(day).padStart(2, '0')}`);
    for (const world of [late, punctual]) await world.pass('2026-06-15');
    expect(late.said('fired')).toHaveLength(5);
    expect(late.ledger).toEqual(punctual.ledger);
  });

  it('a signal that was received before the last decision is decided at that one, never earlier', async () => {
    const world = new TestWorld(
      rulebookOf({ rules: { low: { conditions: when('limit', 'lessThan', 5) } } }),
      '2026-06-01',
    );
    await world.know('2026-06-02 09:00', { limit: 9 });
    await world.tell('2026-06-01 09:00', 'flag.set', { flag: true });
    await world.know('2026-06-01 10:00', { limit: 3 });
    expect(world.entries('fired').map((entry) => entry.at)).toEqual([Date.UTC(2026, 5, 2, 9)]);
  });
});
