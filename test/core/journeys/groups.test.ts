import { describe, expect, it } from 'vitest';
import { contact, mail, RUN, start, way, worldOf } from '../../support/journey-worlds.ts';
import { type RulebookParts, when } from '../../support/rulebook.ts';

/** `way` of the given priority in a group, and `rival` of priority 50, which begins when `other` becomes true. */
function rivals(
  priority: number,
  rival: Readonly<Record<string, unknown>> = {},
  journey: Readonly<Record<string, unknown>> = {},
): RulebookParts {
  const steps = [mail('later', { at: 'P5D' })];
  return way(
    { group: 'lifecycle', priority, steps, ...journey },
    {
      journeys: {
        rival: {
          group: 'lifecycle',
          priority: 50,
          enter: { when: when('other', 'equal', true) },
          steps,
          ...rival,
        },
      },
    },
  );
}

describe('an exclusive group', () => {
  it('the higher priority ends the other, whose steps are over', async () => {
    const world = await worldOf(rivals(10));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { other: true });
    await world.pass('2026-06-30');
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-started way',
      '06-02 09:00 run-ended way displaced',
      '06-02 09:00 run-started rival',
      '06-07 09:00 touch-delayed later ann quiet-hours',
      '06-08 09:00 touch later ann',
      '06-08 09:00 run-ended rival completed',
    ]);
    expect(world.entries('run-ended')[0]?.detail).toBe('rival');
  });

  it.each([50, 90])('equal or lower is refused and recorded: %i holds against 50', async (priority) => {
    const world = await worldOf(rivals(priority));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { other: true });
    expect(world.said(...RUN)).toEqual([
      '06-01 09:00 run-started way',
      '06-02 09:00 run-refused rival group-held',
    ]);
    expect(world.entries('run-refused')[0]?.detail).toBe('way');
  });

  it('is free again when its run is over', async () => {
    const world = await worldOf(rivals(90));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-20');
    await world.know('2026-06-20 09:00', { other: true });
    expect(world.said('run-refused')).toEqual([]);
    expect(world.world.account.runs.map((run) => run.journey)).toEqual(['rival']);
  });

  it('is not for journeys of other groups or of none', async () => {
    const world = await worldOf(rivals(90, { group: 'billing' }));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { other: true });
    expect(world.world.account.runs.map((run) => run.journey)).toEqual(['way', 'rival']);
  });

  it('is not held by a run in shadow, which displaces nobody either', async () => {
    const world = await worldOf(rivals(90, {}, { status: 'shadow' }));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { other: true });
    expect(world.said('run-refused', 'run-ended')).toEqual([]);
    const shadow = await worldOf(rivals(10, { status: 'shadow' }));
    await start(shadow, '2026-06-01 09:00');
    await shadow.know('2026-06-02 09:00', { other: true });
    expect(shadow.world.account.runs.map((run) => [run.journey, run.status])).toEqual([
      ['way', 'live'],
      ['rival', 'shadow'],
    ]);
  });

  it('a refused start changes nothing: not even whom the journey may start for later', async () => {
    const world = await worldOf(rivals(90, { reentry: 'never' }));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { other: true });
    await world.know('2026-06-19 09:00', { other: false });
    await world.know('2026-06-20 09:00', { other: true });
    expect(world.said('run-started', 'run-refused')).toEqual([
      '06-01 09:00 run-started way',
      '06-02 09:00 run-refused rival group-held',
      '06-20 09:00 run-started rival',
    ]);
  });
});

describe('a journey that is off or in shadow', () => {
  it('off is refused on record', async () => {
    const world = await worldOf(
      way(
        { steps: [mail('one')] },
        {
          rules: {
            go: {
              conditions: when('other', 'equal', true),
              event: { type: 'go', params: { effects: [{ startJourney: 'asleep' }] } },
            },
          },
          journeys: { asleep: { status: 'off', steps: [mail('one')] } },
        },
      ),
    );
    await world.know('2026-06-01 09:00', { other: true });
    expect(world.said(...RUN)).toEqual(['06-01 09:00 run-refused asleep off']);
  });

  it('shadow steps along and records what it would send, as shadow', async () => {
    const world = await worldOf(way({ status: 'shadow', steps: [mail('one'), mail('two', { at: 'P1D' })] }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.entries('touch').map((entry) => [entry.step, entry.status])).toEqual([
      ['one', 'shadow'],
      ['two', 'shadow'],
    ]);
  });

  it('a live journey that a shadow rule starts runs in shadow', async () => {
    const rule = {
      status: 'shadow',
      conditions: when('other', 'equal', true),
      event: { type: 'go', params: { effects: [{ startJourney: 'second' }] } },
    };
    const world = await worldOf({ rules: { go: rule }, journeys: { second: { steps: [mail('one')] } } });
    await world.know('2026-06-01 09:00', { other: true });
    await world.pass('2026-06-02');
    expect(world.entries('run-started', 'touch').map((entry) => entry.status)).toEqual(['shadow', 'shadow']);
  });
});

describe('mutes', () => {
  const muting = (journey: Readonly<Record<string, unknown>>): RulebookParts => ({
    journeys: {
      news: { enter: { on: 'flag.set' }, steps: [mail('news')] },
      bill: { enter: { on: 'flag.set' }, steps: [mail('bill', {}, { topic: 'billing' })] },
      recovery: {
        enter: { when: when('other', 'equal', true) },
        mutes: ['marketing'],
        steps: [{ id: 'wait', wait: 'P2D' }],
        ...journey,
      },
    },
  });

  it('hold the topics that they name while the run is open, and no others', async () => {
    const world = await worldOf(muting({}));
    await world.know('2026-06-01 08:30', { other: true });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.said('touch', 'touch-delayed')).toEqual([
      '06-01 09:00 touch bill ann',
      '06-01 09:00 touch-delayed news ann muted',
      '06-02 09:00 touch-delayed news ann muted',
      '06-03 09:00 touch news ann',
    ]);
  });

  it('do not silence the run itself, and a shadow run silences nobody', async () => {
    const own = await worldOf(muting({ steps: [mail('own')] }));
    await own.know('2026-06-01 08:30', { other: true });
    await own.pass('2026-06-02');
    expect(own.said('touch')).toEqual(['06-01 08:30 touch own ann']);
    const shadow = await worldOf(muting({ status: 'shadow' }));
    await shadow.know('2026-06-01 08:30', { other: true });
    await start(shadow, '2026-06-01 09:00');
    await shadow.pass('2026-06-02');
    expect(shadow.said('touch').sort()).toEqual(['06-01 09:00 touch bill ann', '06-01 09:00 touch news ann']);
  });

  it('give up after the days that a touch may be held', async () => {
    const world = await worldOf(muting({ steps: [{ id: 'wait', wait: 'P20D' }] }));
    await world.know('2026-06-01 08:30', { other: true });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.said('touch-suppressed')).toEqual(['06-03 09:00 touch-suppressed news ann expired:muted']);
  });
});

describe('quiet hours and caps', () => {
  it('hold an email of Friday 21:00 in Berlin until Monday 09:00 there', async () => {
    const world = await worldOf(way({ to: 'admin', steps: [mail('one')] }));
    await contact(world, '2026-06-01 08:00', 'bob', { roles: ['admin'], zone: 'Europe/Berlin' });
    await start(world, '2026-06-05 19:00');
    await world.pass('2026-06-10');
    expect(world.said('touch', 'touch-delayed')).toEqual([
      '06-05 19:00 touch-delayed one bob quiet-hours',
      '06-08 07:00 touch one bob',
    ]);
  });

  const capped = {
    caps: { contact: [{ per: 'day', max: 1 }], account: [], kinds: ['marketing'], channels: ['email'] },
  };

  it('one marketing touch a day goes to a contact, the next one on the next day', async () => {
    const world = await worldOf(
      way(
        { steps: [mail('one'), mail('two'), mail('bill', {}, { topic: 'billing' })] },
        { guardrails: capped },
      ),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.said('touch', 'touch-delayed')).toEqual([
      '06-01 09:00 touch one ann',
      '06-01 09:00 touch-delayed two ann cap-contact',
      '06-02 09:00 touch two ann',
      '06-02 09:00 touch bill ann',
    ]);
  });

  it('two runs that are due at the same instant keep to the cap between them', async () => {
    const world = await worldOf({
      guardrails: capped,
      journeys: {
        first: { enter: { on: 'flag.set' }, steps: [mail('a', { at: 'P1D' })] },
        second: { enter: { on: 'flag.set' }, steps: [mail('b', { at: 'P1D' })] },
      },
    });
    await start(world, '2026-06-01 10:00');
    await world.pass('2026-06-10');
    expect(world.said('touch')).toEqual(['06-02 10:00 touch a ann', '06-03 09:00 touch b ann']);
  });

  it('a shadow run uses no cap up', async () => {
    const world = await worldOf({
      guardrails: capped,
      journeys: {
        first: { status: 'shadow', enter: { on: 'flag.set' }, steps: [mail('a')] },
        second: { enter: { on: 'flag.set' }, steps: [mail('b', { at: 'PT1H' })] },
      },
    });
    await start(world, '2026-06-01 10:00');
    await world.pass('2026-06-10');
    expect(world.said('touch')).toEqual(['06-01 10:00 touch a ann', '06-01 11:00 touch b ann']);
  });

  it('a paused account gets nothing until it is resumed', async () => {
    const world = await worldOf(way({ steps: [mail('one')] }));
    await world.tell('2026-06-01 08:00', 'account.paused', { paused: true });
    await start(world, '2026-06-01 09:00');
    await world.tell('2026-06-01 12:00', 'account.paused', { paused: false });
    await world.pass('2026-06-10');
    expect(world.said('touch', 'touch-delayed')).toEqual([
      '06-01 09:00 touch-delayed one ann paused',
      '06-02 09:00 touch one ann',
    ]);
  });

  it('a contact who withdrew gets no more of that topic, and a bounced address nothing', async () => {
    const world = await worldOf(
      way({ to: 'champion', steps: [mail('one'), mail('bill', {}, { topic: 'billing' })] }),
    );
    await world.tell('2026-06-01 08:00', 'consent.changed', { withdrawn: ['marketing'] }, { contact: 'ann' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-01 10:00');
    expect(world.said('touch', 'touch-suppressed')).toEqual([
      '06-01 09:00 touch-suppressed one ann no-consent',
      '06-01 09:00 touch bill ann',
    ]);
    await world.tell('2026-06-02 08:00', 'address.suppressed', { reason: 'bounce' }, { contact: 'ann' });
    await start(world, '2026-06-02 09:00');
    await world.pass('2026-06-02 10:00');
    expect(world.said('touch-suppressed').slice(1)).toEqual([
      '06-02 09:00 touch-suppressed one no-recipient',
      '06-02 09:00 touch-suppressed bill no-recipient',
    ]);
  });
});
