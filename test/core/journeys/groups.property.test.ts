import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const FLAGS = ['one', 'two', 'three', 'four'] as const;
const PRIORITIES = [10, 20, 20, 30];

/** Four journeys of one group; each begins whenever its flag becomes true, and lasts two days. */
const rulebook = rulebookOf({
  facts: Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean', meaning: 'A flag' }])),
  journeys: Object.fromEntries(
    FLAGS.map((name, i) => [
      name,
      {
        group: 'lifecycle',
        priority: PRIORITIES[i],
        enter: { when: when(name, 'equal', true) },
        steps: [{ id: 'pause', wait: 'P2D' }],
      },
    ]),
  ),
});

const flips = fc.array(
  fc.record({
    hours: fc.integer({ min: 0, max: 30 }),
    flags: fc.dictionary(fc.constantFrom(...FLAGS), fc.boolean(), { minKeys: 1 }),
  }),
  { minLength: 2, maxLength: 10 },
);

describe('an exclusive group', () => {
  it('has at most one run at any time, the one of highest priority of those that began at once: 500 random sequences', async () => {
    const seen = { displaced: 0, refused: 0 };
    const property = fc.asyncProperty(flips, async (list) => {
      const world = new TestWorld(rulebook, '2026-06-01');
      let at = Date.UTC(2026, 5, 1, 9);
      for (const { hours, flags } of list) {
        at += hours * 3_600_000;
        await world.know(at, flags);
        const { runs } = world.world.account;
        expect(runs.length).toBeLessThanOrEqual(1);
        const open = new Set(world.entries('run-started').map((entry) => entry.run));
        for (const entry of world.entries('run-ended')) open.delete(entry.run);
        expect([...open]).toEqual(runs.map((run) => run.id));
        const started = world.entries('run-started', 'run-refused').filter((entry) => entry.at === at);
        const most = Math.max(...started.map((entry) => priorityOf(entry.journey)), 0);
        if (started.length > 0) expect(priorityOf(runs[0]?.journey)).toBeGreaterThanOrEqual(most);
      }
      seen.displaced += world.entries('run-ended').filter((entry) => entry.reason === 'displaced').length;
      seen.refused += world.entries('run-refused').filter((entry) => entry.reason === 'group-held').length;
    });
    await fc.assert(property, { numRuns: 500 });
    expect(Math.min(seen.displaced, seen.refused)).toBeGreaterThan(100);
  });
});

function priorityOf(journey: string | undefined): number {
  return PRIORITIES[FLAGS.indexOf(journey as (typeof FLAGS)[number])] ?? 0;
}
