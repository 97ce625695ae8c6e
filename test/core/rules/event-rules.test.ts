import { describe, expect, it } from 'vitest';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld } from '../../support/world.ts';

/** One rule on `nps.responded`. */
function detractor(siblings: Readonly<Record<string, unknown>> = {}, parts: RulebookParts = {}) {
  const conditions = when('signal.score', 'lessThanInclusive', 6);
  return rulebookOf({ ...parts, rules: { detractor: { on: ['nps.responded'], conditions, ...siblings } } });
}

function answer(world: TestWorld, received: string, score: number, contact?: string, time?: string) {
  const envelope = {
    ...(contact === undefined ? {} : { contact }),
    ...(time === undefined ? {} : { time: at(time) }),
  };
  return world.tell(received, 'nps.responded', { score }, envelope);
}

describe('an event rule', () => {
  it('fires once for each signal of its type for which its condition holds, and never resolves', async () => {
    const world = new TestWorld(detractor(), '2026-06-01');
    await answer(world, '2026-06-01 09:00', 3, 'ann');
    await answer(world, '2026-06-02 09:00', 9, 'ann');
    await answer(world, '2026-06-03 09:00', 6, 'ann');
    await world.pass('2026-07-01');
    expect(world.said('fired', 'resolved')).toEqual([
      '06-01 09:00 fired detractor ann detractor',
      '06-03 09:00 fired detractor ann detractor',
    ]);
  });

  it('is about the contact of the signal, and about the account where it has none', async () => {
    const world = new TestWorld(detractor({ atMostOncePer: 'ever' }), '2026-06-01');
    await answer(world, '2026-06-01 09:00', 3, 'ann');
    await answer(world, '2026-06-01 10:00', 3, 'bob');
    await answer(world, '2026-06-01 11:00', 3);
    await answer(world, '2026-06-01 12:00', 3, 'ann');
    expect(world.said('fired', 'limited')).toEqual([
      '06-01 09:00 fired detractor ann detractor',
      '06-01 10:00 fired detractor bob detractor',
      '06-01 11:00 fired detractor detractor',
      '06-01 12:00 limited detractor ann at-most-once-per',
    ]);
  });

  it('reads the fields of the contact of the signal, as they are after it', async () => {
    const conditions = {
      all: [leaf('contact.nps', 'equal', 2), leaf('contact.roles', 'contains', 'sponsor')],
    };
    const world = new TestWorld(detractor({ conditions }), '2026-06-01');
    await world.tell('2026-06-01 08:00', 'contact.identified', { roles: ['sponsor'] }, { contact: 'ann' });
    await answer(world, '2026-06-01 09:00', 2, 'bob');
    await answer(world, '2026-06-01 10:00', 2, 'ann');
    expect(world.said('fired')).toEqual(['06-01 10:00 fired detractor ann detractor']);
  });

  it.each([
    ['P7D by default: a week old to the millisecond still counts', {}, '2026-06-08 09:00', 1],
    ['P7D by default: a millisecond more does not', {}, '2026-06-08T09:00:00.001Z', 0],
    ['as the author says: an hour', { ignoreOlderThan: 'PT1H' }, '2026-06-01 10:00', 1],
    ['as the author says: more than an hour', { ignoreOlderThan: 'PT1H' }, '2026-06-01 10:00:01', 0],
  ])('ignores signals that are old by event time (%s)', async (_title, siblings, received, times) => {
    const world = new TestWorld(detractor(siblings), '2026-06-01');
    await answer(world, received, 3, 'ann', '2026-06-01 09:00');
    expect(world.entries('fired')).toHaveLength(times);
  });

  it('does not fire for a condition that is unknown', async () => {
    const conditions = {
      all: [leaf('signal.score', 'lessThanInclusive', 6), leaf('contact.persona', 'notEqual', 'buyer')],
    };
    const world = new TestWorld(detractor({ conditions }), '2026-06-01');
    await answer(world, '2026-06-01 09:00', 3, 'ann');
    expect(world.said('fired')).toEqual([]);
  });

  it('says why it did not fire where that is asked for, with the value and the threshold', async () => {
    const world = new TestWorld(detractor(), '2026-06-01', { recordMisses: true });
    await answer(world, '2026-06-01 09:00', 8, 'ann');
    const [miss] = world.entries('not-fired');
    expect(miss).toMatchObject({
      rule: 'detractor',
      subject: 'ann',
      trace: { all: [{ got: 8, value: 6, result: 'false' }] },
    });
  });

  it('fires for a derived signal in the same decision', async () => {
    const segments = {
      segments: [
        {
          id: 'big',
          when: when('arr', 'greaterThanInclusive', 1000),
          people: { csm: 'a:b', manager: 'a:c' },
          targets: {},
        },
        {
          id: 'small',
          when: when('arr', 'lessThan', 1000),
          people: { csm: 'a:b', manager: 'a:c' },
          targets: {},
        },
      ],
      otherwise: 'unassigned',
    };
    const rulebook = rulebookOf({
      segments,
      rules: { moved: { on: ['segment.changed'], conditions: when('signal.to', 'equal', 'big') } },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.know('2026-06-01 09:00', { arr: 10 });
    await world.know('2026-06-02 09:00', { arr: 2000 });
    expect(world.said('fired')).toEqual(['06-02 09:00 fired moved moved']);
  });

  it('keeps to "atMostOncePer" when one decision brings two of its signals', async () => {
    // Entering both tracks at once derives two stage.changed for the account.
    const rulebook = rulebookOf({
      lifecycle: [{ id: 'start', enter: when('flag', 'equal', true), owner: 'csm' }],
      renewal: [{ id: 'renew', enter: when('flag', 'equal', true), owner: 'csm' }],
      rules: {
        staged: {
          on: ['stage.changed'],
          conditions: when('signal.from', 'equal', 'none'),
          atMostOncePer: 'P1D',
        },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.know('2026-06-01 09:00', { flag: true });
    expect(world.entries('stage')).toHaveLength(2);
    expect(world.said('fired', 'limited')).toEqual([
      '06-01 09:00 fired staged staged',
      '06-01 09:00 limited staged at-most-once-per',
    ]);
  });
});

describe('"previous"', () => {
  const dropped = (of: string) =>
    detractor({
      conditions: {
        all: [{ fact: 'signal.score', operator: 'lessThan', value: { fact: 'previous', params: { of } } }],
      },
    });

  it('is the value of the fact before the signal that changes it', async () => {
    const world = new TestWorld(dropped('contact.nps'), '2026-06-01');
    await answer(world, '2026-06-01 09:00', 9, 'ann');
    await answer(world, '2026-06-02 09:00', 7, 'ann');
    await answer(world, '2026-06-03 09:00', 8, 'ann');
    expect(world.said('fired')).toEqual(['06-02 09:00 fired detractor ann detractor']);
  });

  it('is the present value of a fact that the signal does not set', async () => {
    const world = new TestWorld(dropped('limit'), '2026-06-01');
    await world.know('2026-06-01 08:00', { limit: 5 });
    await answer(world, '2026-06-01 09:00', 4, 'ann');
    await answer(world, '2026-06-01 10:00', 6, 'ann');
    expect(world.said('fired')).toEqual(['06-01 09:00 fired detractor ann detractor']);
  });

  it('is unknown for the first word on a fact', async () => {
    const world = new TestWorld(dropped('contact.nps'), '2026-06-01');
    await answer(world, '2026-06-01 09:00', 0, 'ann');
    expect(world.said('fired')).toEqual([]);
  });

  it.each([
    ['one newer word is known', ['2026-06-03 09:00']],
    ['two newer words are known, of which the account keeps both', ['2026-06-03 09:00', '2026-06-04 09:00']],
    ['many newer words are known', ['2026-06-02 10:00', '2026-06-03 09:00', '2026-06-04 09:00']],
  ])('is unknown for a signal that comes late: %s', async (_title, before) => {
    const world = new TestWorld(dropped('contact.nps'), '2026-06-01');
    for (const instant of before) await answer(world, instant, 10, 'ann');
    await answer(world, '2026-06-05 09:00', 1, 'ann', '2026-06-02 09:00');
    expect(world.said('fired')).toEqual([]);
  });
});
