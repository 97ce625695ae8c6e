import { describe, expect, it } from 'vitest';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const LIFE = ['fired', 'resolved', 'limited'] as const;

/** One rule on `seats < 5`, with the siblings that a test gives it. */
function low(siblings: Readonly<Record<string, unknown>> = {}, parts: RulebookParts = {}) {
  return rulebookOf({
    ...parts,
    rules: { low: { conditions: when('seats', 'lessThan', 5), ...siblings } },
  });
}

describe('segments', () => {
  const segments = {
    segments: [
      {
        id: 'big',
        when: when('arr', 'greaterThanInclusive', 1000),
        people: { csm: 'a:b', manager: 'c:d' },
        targets: {},
      },
      {
        id: 'small',
        when: when('arr', 'lessThan', 1000),
        people: { csm: 'a:b', manager: 'c:d' },
        targets: {},
      },
    ],
    otherwise: 'unassigned',
  };

  it('a rule for one segment neither fires nor stays firing in another', async () => {
    const world = new TestWorld(low({ segments: ['big'] }, { segments }), '2026-06-01');
    await world.know('2026-06-01 09:00', { arr: 500, seats: 4 });
    await world.know('2026-06-02 09:00', { arr: 1000 });
    await world.know('2026-06-03 09:00', { arr: 999 });
    expect(world.said(...LIFE)).toEqual(['06-02 09:00 fired low low', '06-03 09:00 resolved low']);
  });

  it('nothing fires in an unassigned account, and what fires there neither resolves nor repeats', async () => {
    const facts = {
      seats: { type: 'number', meaning: 'Seats' },
      arr: { type: 'money', maxAge: 'P3D', meaning: 'Revenue' },
    };
    const world = new TestWorld(low({ repeatAfter: 'P5D' }, { segments, facts }), '2026-06-01');
    await world.know('2026-06-01 09:00', { seats: 4 });
    expect(world.levelOf('segment')).toBe('unassigned');
    await world.know('2026-06-02 09:00', { arr: 500 });
    await world.know('2026-06-06 09:00', { seats: 9 });
    expect(world.levelOf('segment')).toBe('unassigned');
    await world.pass('2026-06-20');
    expect(world.said(...LIFE)).toEqual(['06-02 09:00 fired low low']);
    expect(world.stateOf('low')).toBe('firing');
  });
});

describe('a rule that is off', () => {
  it('is not evaluated, not even where it had something to wait for before', async () => {
    const world = new TestWorld(low({ status: 'off', for: 'P1D' }), '2026-06-01');
    await world.know('2026-06-01 09:00', { seats: 4 });
    await world.pass('2026-06-10');
    expect(world.said(...LIFE)).toEqual([]);
  });
});

describe('priority', () => {
  it('orders firings of one decision, higher first, then by id', async () => {
    const conditions = when('seats', 'lessThan', 5);
    const rulebook = rulebookOf({
      rules: {
        a: { conditions, priority: 5 },
        b: { conditions, priority: 900 },
        c: { conditions, priority: 5 },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.know('2026-06-01 09:00', { seats: 4 });
    expect(world.said('fired').map((line) => line.at(-1))).toEqual(['b', 'a', 'c']);
  });
});
