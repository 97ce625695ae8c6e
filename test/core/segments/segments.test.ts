import { describe, expect, it } from 'vitest';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const people = { csm: 'queue:a', manager: 'team:b' };
const segment = (id: string, condition: unknown) => ({ id, when: condition, people, targets: {} });

/** `big` from 100,000 a year, `mid` from 25,000 or from 10,000 with a flag, `small` above 0. */
function book(more: Readonly<Record<string, unknown>> = {}, parts: RulebookParts = {}) {
  return rulebookOf({
    ...parts,
    segments: {
      ...more,
      segments: [
        segment('big', when('arr', 'greaterThanInclusive', 100_000)),
        segment('mid', {
          any: [
            leaf('arr', 'greaterThanInclusive', 25_000),
            { all: [leaf('arr', 'greaterThan', 10_000), leaf('flag', 'equal', true)] },
          ],
        }),
        segment('small', when('arr', 'greaterThan', 0)),
      ],
      otherwise: 'unassigned',
    },
  });
}

const moves = (world: TestWorld) =>
  world
    .entries('segment')
    .map((entry) => `${new Date(entry.at).toISOString().slice(5, 16)} ${entry.from || '-'} > ${entry.to}`);

async function play(
  rulebook: ReturnType<typeof book>,
  arr: readonly (readonly [string, number])[],
  until: string,
) {
  const world = new TestWorld(rulebook, '2026-06-01');
  for (const [instant, amount] of arr) await world.know(instant, { arr: amount });
  await world.pass(until);
  return moves(world);
}

describe('a segment', () => {
  it('is the first in file order whose condition is true', async () => {
    expect(await play(book(), [['2026-06-01 09:00', 100_000]], '2026-06-02')).toEqual([
      '06-01T09:00 - > big',
    ]);
    expect(await play(book(), [['2026-06-01 09:00', 99_999.99]], '2026-06-02')).toEqual([
      '06-01T09:00 - > mid',
    ]);
  });

  it('is not given for what is unknown: an account without revenue is unassigned', async () => {
    const world = new TestWorld(book(), '2026-06-01');
    await world.know('2026-06-01 09:00', { flag: true });
    expect(moves(world)).toEqual(['06-01T09:00 - > unassigned']);
    await world.know('2026-06-02 09:00', { arr: 20_000 });
    expect(moves(world).at(-1)).toBe('06-02T09:00 unassigned > mid');
  });

  it('tells of a change by a signal with from and to, and not of the first assignment', async () => {
    const rules = { moved: { on: ['segment.changed'], conditions: when('signal.from', 'equal', 'small') } };
    const world = new TestWorld(book({}, { rules }), '2026-06-01');
    await world.know('2026-06-01 09:00', { arr: 5_000 });
    await world.know('2026-06-02 09:00', { arr: 30_000 });
    expect(world.said('fired')).toEqual(['06-02 09:00 fired moved moved']);
  });
});

describe('"holds"', () => {
  const holding = book({ holds: 'P7D' });

  it('lets a change come only when it has held that long, to the millisecond and with no signal then', async () => {
    expect(
      await play(
        holding,
        [
          ['2026-06-01 09:00', 20_000],
          ['2026-06-02 10:00', 30_000],
        ],
        '2026-06-20',
      ),
    ).toEqual(['06-01T09:00 - > small', '06-09T10:00 small > mid']);
  });

  it('counts anew when the account was back in between', async () => {
    const wavering = [
      ['2026-06-01 09:00', 20_000],
      ['2026-06-02 09:00', 30_000],
      ['2026-06-08 09:00', 20_000],
      ['2026-06-08 10:00', 30_000],
    ] as const;
    expect(await play(holding, wavering, '2026-06-20')).toEqual([
      '06-01T09:00 - > small',
      '06-15T10:00 small > mid',
    ]);
  });

  it('counts for one new segment at a time', async () => {
    const further = [
      ['2026-06-01 09:00', 20_000],
      ['2026-06-02 09:00', 30_000],
      ['2026-06-06 09:00', 200_000],
    ] as const;
    expect(await play(holding, further, '2026-06-20')).toEqual([
      '06-01T09:00 - > small',
      '06-13T09:00 small > big',
    ]);
  });

  it('does not delay the first assignment, nor leaving "unassigned"', async () => {
    const world = new TestWorld(holding, '2026-06-01');
    await world.know('2026-06-01 09:00', { flag: true });
    await world.know('2026-06-02 09:00', { arr: 5_000 });
    expect(moves(world)).toEqual(['06-01T09:00 - > unassigned', '06-02T09:00 unassigned > small']);
  });
});

describe('"margin"', () => {
  const wide = book({ holds: 'P7D', margin: { fact: 'arr', share: 0.05 } });

  it.each([
    ['4% past the border must hold', 26_000, '06-09T09:00 small > mid'],
    ['5.3% past it is clear at once: 5% less would still be past', 26_320, '06-02T09:00 small > mid'],
  ])('%s', async (_title, amount, move) => {
    expect(
      await play(
        wide,
        [
          ['2026-06-01 09:00', 20_000],
          ['2026-06-02 09:00', amount],
        ],
        '2026-06-20',
      ),
    ).toEqual(['06-01T09:00 - > small', move]);
  });

  it('is clear downwards only where 5% more would not go back', async () => {
    const down = (amount: number) =>
      play(
        wide,
        [
          ['2026-06-01 09:00', 30_000],
          ['2026-06-02 09:00', amount],
        ],
        '2026-06-03',
      );
    expect(await down(24_000)).toEqual(['06-01T09:00 - > mid']);
    expect(await down(23_000)).toEqual(['06-01T09:00 - > mid', '06-02T09:00 mid > small']);
  });

  it('a revenue that wavers round the border every day never flips the segment', async () => {
    const wavering = Array.from({ length: 30 }, (_, day): [string, number] => [
      `2026-06-${String(day + 1).padStart(2, '0')} 09:00`,
      day % 2 === 0 ? 24_500 : 25_500,
    ]);
    expect(await play(wide, wavering, '2026-06-30 10:00')).toEqual(['06-01T09:00 - > small']);
  });

  it('leaves what conditions read elsewhere unscaled', async () => {
    const rules = { exact: { conditions: when('arr', 'equal', 26_000) } };
    const world = new TestWorld(
      book({ holds: 'P7D', margin: { fact: 'arr', share: 0.05 } }, { rules }),
      '2026-06-01',
    );
    await world.know('2026-06-01 09:00', { arr: 20_000 });
    await world.know('2026-06-02 09:00', { arr: 26_000 });
    expect(world.said('fired')).toEqual(['06-02 09:00 fired exact exact']);
  });
});

describe('what a segment carries', () => {
  it("targets are numbers of the account's own segment, unknown where it has none", async () => {
    const segments = {
      segments: [
        { id: 'big', when: when('arr', 'greaterThan', 1000), people, targets: { days: 30, drop: -0.2 } },
        { id: 'small', when: when('arr', 'lessThanInclusive', 1000), people, targets: { days: 14 } },
      ],
      otherwise: 'unassigned',
    };
    const rules = {
      late: { conditions: when('limit', 'greaterThan', { fact: 'target.days' }) },
      drop: { conditions: when('target.drop', 'lessThan', 0) },
      none: { conditions: when('target.drop', 'isKnown', false) },
    };
    const world = new TestWorld(rulebookOf({ segments, rules }), '2026-06-01');
    await world.know('2026-06-01 09:00', { arr: 2000, limit: 20 });
    expect(world.entries('fired').map((entry) => entry.rule)).toEqual(['drop']);
    await world.know('2026-06-02 09:00', { arr: 500 });
    expect(world.entries('fired').map((entry) => entry.rule)).toEqual(['drop', 'late', 'none']);
  });

  it('people are words or facts, and where the fact is unknown the queue of nobody in particular', async () => {
    const segments = {
      segments: [
        {
          id: 'all',
          when: { any: [leaf('arr', 'isKnown', true), leaf('arr', 'isKnown', false)] },
          people: { csm: { fact: 'csm' }, manager: 'team:b' },
          targets: {},
        },
      ],
      otherwise: 'unassigned',
    };
    const effects = [{ createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P1D' } }];
    const rules = {
      low: { conditions: when('limit', 'lessThan', 5), event: { type: 'low', params: { effects } } },
    };
    const assignees = async (facts: Readonly<Record<string, string | number>>) => {
      const world = new TestWorld(rulebookOf({ segments, rules }), '2026-06-01');
      await world.know('2026-06-01 09:00', { limit: 3, ...facts });
      return world.entries('task-created').map((entry) => entry.to);
    };
    expect(await assignees({ csm: 'eve' })).toEqual(['eve']);
    expect(await assignees({})).toEqual(['queue:unassigned']);
  });
});
