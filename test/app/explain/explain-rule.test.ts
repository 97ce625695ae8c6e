import { describe, expect, it } from 'vitest';
import { explainRule } from '../../../lib/app/explain/explain-rule.ts';
import { ALWAYS, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const SEGMENTS = {
  segments: [
    {
      id: 'large',
      when: when('arr', 'greaterThan', 50_000),
      people: { csm: 'queue:a', manager: 'team:b' },
      targets: {},
    },
    {
      id: 'small',
      when: when('arr', 'lessThanInclusive', 50_000),
      people: { csm: 'queue:a', manager: 'team:b' },
      targets: {},
    },
  ],
  otherwise: 'unassigned',
};

const RULES: RulebookParts = {
  rules: {
    few: { conditions: when('seats', 'lessThan', 3), for: 'P3D', event: { type: 'few' } },
    unhappy: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 5) },
    answered: { on: ['nps.responded'], status: 'shadow', conditions: when('signal.score', 'lessThan', 5) },
  },
};

function explain(world: TestWorld, id: string) {
  const rule = world.rulebook.rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return explainRule(world.world.work, rule, world.ledger);
}

describe('a rule, explained for an account', () => {
  it('follows its firing from waiting to firing to resolved', async () => {
    const world = new TestWorld(rulebookOf(RULES), '2026-06-01');
    expect(explain(world, 'few').subjects).toMatchObject([
      { subject: '', state: 'inactive', count: 0, holds: 'unknown' },
    ]);
    await world.know('2026-06-01 08:00', { seats: 2 });
    expect(explain(world, 'few').subjects).toMatchObject([
      { state: 'pending', since: '2026-06-01T08:00:00Z', count: 0, holds: 'true' },
    ]);
    await world.pass('2026-06-05');
    const firing = explain(world, 'few').subjects[0];
    expect(firing).toMatchObject({
      state: 'firing',
      firedAt: '2026-06-04T08:00:00Z',
      count: 1,
      holds: 'true',
    });
    await world.know('2026-06-06', { seats: 9 });
    expect(explain(world, 'few').subjects).toMatchObject([
      { state: 'inactive', firedAt: '2026-06-04T08:00:00Z', count: 1, holds: 'false' },
    ]);
    expect(explain(world, 'few').history.map(({ kind }) => kind)).toEqual(['fired', 'resolved']);
  });

  it('gives the trace with value, threshold and when it was learnt', async () => {
    const world = new TestWorld(rulebookOf(RULES), '2026-06-01');
    await world.know('2026-06-01 08:00', { seats: 2 });
    expect(explain(world, 'few').subjects[0]?.trace).toEqual({
      all: [
        {
          fact: 'seats',
          operator: 'lessThan',
          value: 3,
          got: 2,
          asOf: Date.UTC(2026, 5, 1, 8),
          result: 'true',
        },
      ],
      result: 'true',
    });
  });

  it('asks as of now: what has gone stale since is unknown', async () => {
    const world = new TestWorld(rulebookOf(RULES), '2026-06-01');
    await world.know('2026-06-01 08:00', { seats: 2 });
    await world.pass('2026-06-20');
    expect(explain(world, 'few').subjects[0]).toMatchObject({
      holds: 'unknown',
      trace: { all: [{ why: 'stale', got: null, result: 'unknown' }] },
    });
  });

  it('asks about every subject that is there, and not about those that were removed', async () => {
    const world = new TestWorld(rulebookOf(RULES), '2026-06-01');
    expect(explain(world, 'unhappy').subjects).toEqual([]);
    for (const [contact, score] of [
      ['ann', 2],
      ['bob', 9],
      ['cem', 1],
    ] as const)
      await world.tell('2026-06-01 09:00', 'nps.responded', { score }, { contact });
    await world.tell('2026-06-01 10:00', 'contact.deleted', {}, { contact: 'cem' });
    expect(
      explain(world, 'unhappy').subjects.map(({ subject, state, holds }) => [subject, state, holds]),
    ).toEqual([
      ['ann', 'firing', 'true'],
      ['bob', 'inactive', 'false'],
    ]);
  });

  it('says of an event rule what it is, and what it did, and asks nothing', async () => {
    const world = new TestWorld(rulebookOf(RULES), '2026-06-01', { recordMisses: true });
    await world.tell('2026-06-01 09:00', 'nps.responded', { score: 2 }, { contact: 'ann' });
    await world.tell('2026-06-01 10:00', 'nps.responded', { score: 9 }, { contact: 'ann' });
    const explained = explain(world, 'answered');
    expect(explained).toMatchObject({ kind: 'event', status: 'shadow', subjects: [] });
    expect(explained.history.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['fired', 'ann'],
      ['not-fired', 'ann'],
    ]);
  });

  it('keeps the history of other rules out', async () => {
    const world = new TestWorld(rulebookOf(RULES), '2026-06-01');
    await world.tell('2026-06-01 09:00', 'nps.responded', { score: 2 }, { contact: 'ann' });
    expect(world.ledger.length).toBeGreaterThan(2);
    expect(explain(world, 'few').history).toEqual([]);
    expect(explain(world, 'unhappy').history.map(({ rule }) => rule)).toEqual(['unhappy']);
  });

  it('says when the segment keeps it from being asked, and what would be so if it did not', async () => {
    const only = { ...RULES.rules?.few, segments: ['large'] };
    const rules = { rules: { few: only, all: { conditions: ALWAYS } }, segments: SEGMENTS };
    const world = new TestWorld(rulebookOf(rules), '2026-06-01');
    await world.know('2026-06-01', { seats: 2 });
    expect(explain(world, 'few').gate).toBe('the account is in no segment, and nothing fires there');
    expect(explain(world, 'all').gate).toBe('the account is in no segment, and nothing fires there');
    await world.know('2026-06-02', { arr: 10 });
    expect(explain(world, 'few')).toMatchObject({
      gate: 'the account is in segment "small", the rule is for large',
      subjects: [{ holds: 'false', trace: { all: [{ got: 2, result: 'true' }] } }],
    });
    expect(Object.keys(explain(world, 'all'))).not.toContain('gate');
    await world.know('2026-06-03', { arr: 60_000 });
    expect(Object.keys(explain(world, 'few'))).not.toContain('gate');
  });
});
