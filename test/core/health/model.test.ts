import { describe, expect, it } from 'vitest';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld, UNHEARD } from '../../support/world.ts';

type Json = Readonly<Record<string, unknown>>;
const measure = (id: string, weight: number, play: string, green: Json, red: Json) => ({
  id,
  weight,
  play,
  green,
  red,
});
const facts = (world: TestWorld) =>
  ['health.score', 'health.band', 'health.trust'].map((name) => world.levelOf(name));

describe('the model that applies', () => {
  const one = (green: Json, more: Json = {}) => ({
    bands: { green: 80, yellow: 50, red: 0 },
    trust: 0.5,
    measures: [measure('one', 100, 'a', green, when('limit', 'lessThan', 0))],
    ...more,
  });
  const lifecycle = [
    {
      id: 'start',
      enter: when('startsOn', 'isKnown', true),
      done: when('flag', 'equal', true),
      owner: 'csm',
    },
    { id: 'later', owner: 'csm' },
  ];
  const people = { csm: 'a:b', manager: 'a:c' };
  const segments = {
    segments: [
      { id: 'big', when: when('arr', 'greaterThan', 10), people, targets: {} },
      { id: 'small', when: when('arr', 'lessThanInclusive', 10), people, targets: {} },
    ],
    otherwise: 'unassigned',
  };

  it('is the one that names most, and switches with segment and stage', async () => {
    const health = {
      default: one(when('limit', 'greaterThan', 1)),
      big: one(when('limit', 'greaterThan', 2), { for: { segments: ['big'] } }),
      start: one(when('limit', 'greaterThan', 3), { for: { stages: ['start'] } }),
      both: one(when('limit', 'greaterThan', 4), { for: { segments: ['big'], stages: ['start'] } }),
    };
    const world = new TestWorld(rulebookOf({ health, lifecycle, segments }), '2026-06-01');
    await world.know('2026-06-01 09:00', { limit: 4, arr: 5 });
    await world.know('2026-06-02 09:00', { arr: 50, limit: 2 });
    await world.know('2026-06-03 09:00', { startsOn: '2026-06-01', limit: 4 });
    await world.know('2026-06-04 09:00', { arr: 5 });
    await world.know('2026-06-05 09:00', { flag: true, limit: 1 });
    expect(world.entries('health').map((entry) => [entry.at, entry.reason, entry.to])).toEqual([
      [at('2026-06-01 09:00'), 'default', 'green'],
      [at('2026-06-02 09:00'), 'big', 'yellow'],
      [at('2026-06-04 09:00'), 'start', 'green'],
      [at('2026-06-05 09:00'), 'default', 'yellow'],
    ]);
  });

  it('where none applies any more there is no health, and nothing waits for it', async () => {
    const health = {
      big: one(when('daysSince', 'lessThan', 10, { of: 'startsOn' }), { for: { segments: ['big'] } }),
    };
    const world = new TestWorld(rulebookOf({ health, segments }), '2026-06-01', { watermarks: UNHEARD });
    await world.know('2026-06-01 09:00', { startsOn: '2026-06-01', limit: 4, arr: 50 });
    expect(world.levelOf('health.band')).toBe('green');
    await world.know('2026-06-02 09:00', { arr: 5 });
    await world.pass('2026-07-01');
    expect(facts(world)).toEqual([undefined, undefined, undefined]);
    expect(world.entries('health').map((entry) => entry.to)).toEqual(['green', 'unknown']);
  });
});
