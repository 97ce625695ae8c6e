import { describe, expect, it } from 'vitest';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { AccountWorld } from '../../../lib/replay/account-world.ts';
import { newSharedSends } from '../../../lib/replay/shared-sends.ts';
import { start, way, worldOf } from '../../support/journey-worlds.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { ALIVE, at, signalOf } from '../../support/world.ts';

const steps = [
  {
    id: 'draw',
    split: [
      { weight: 45, goto: 'a' },
      { weight: 45, goto: 'b' },
      { weight: 10, goto: 'held', holdout: true },
    ],
  },
  { id: 'a', end: 'a' },
  { id: 'b', end: 'b' },
  { id: 'held', end: 'holdout' },
];

const rulebook = rulebookOf(way({ steps }));
const OUTSIDE = {
  watermarks: ALIVE,
  pausedRules: new Set<string>(),
  confirmer: new Confirmer(),
  recordMisses: false,
};

/** How the run of an account ended. */
async function shareOf(account: string, started: number): Promise<string> {
  let ended = '';
  const world = new AccountWorld(account, started, rulebook, OUTSIDE, newSharedSends(), (entry) => {
    if (entry.kind === 'run-ended') ended = entry.reason ?? '';
  });
  await world.take(signalOf(rulebook, started, 'flag.set', { flag: true }, { account }));
  await world.passTo(started);
  return ended;
}

describe('a split', () => {
  it('shares 10,000 accounts out close to its weights', async () => {
    const counts: Record<string, number> = { a: 0, b: 0, holdout: 0 };
    for (let i = 0; i < 10_000; i += 1) {
      const share = await shareOf(`account-${i}`, at('2026-06-01 09:00'));
      counts[share] = (counts[share] ?? 0) + 1;
    }
    // Four standard deviations: 4 × √(10,000 × 0.45 × 0.55) = 199, and 4 × √(10,000 × 0.1 × 0.9) = 120.
    expect(Math.abs((counts.a ?? 0) - 4500)).toBeLessThan(199);
    expect(Math.abs((counts.b ?? 0) - 4500)).toBeLessThan(199);
    expect(Math.abs((counts.holdout ?? 0) - 1000)).toBeLessThan(120);
  });

  it('gives an account the same share whenever it comes', async () => {
    for (const account of ['acme', 'beta', 'gamma', 'delta']) {
      const first = await shareOf(account, at('2026-06-01 09:00'));
      expect(await shareOf(account, at('2027-03-04 11:22'))).toBe(first);
    }
  });

  it('is drawn anew for another step and for another subject', async () => {
    const twice = [
      {
        id: 'one',
        split: [
          { weight: 1, goto: 'two' },
          { weight: 1, goto: 'other' },
        ],
      },
      {
        id: 'two',
        split: [
          { weight: 1, goto: 'x' },
          { weight: 1, goto: 'y' },
        ],
      },
      {
        id: 'other',
        split: [
          { weight: 1, goto: 'x' },
          { weight: 1, goto: 'y' },
        ],
      },
      { id: 'x', end: 'x' },
      { id: 'y', end: 'y' },
    ];
    const perContact = { enter: { on: 'nps.responded' }, per: 'contact', to: 'subject', steps: twice };
    const world = await worldOf({ journeys: { way: perContact } });
    for (let i = 0; i < 40; i += 1) {
      await world.tell('2026-06-01 08:00', 'contact.identified', {}, { contact: `c${i}` });
      await world.tell('2026-06-01 09:00', 'nps.responded', { score: 3 }, { contact: `c${i}` });
    }
    await world.pass('2026-06-02');
    const ways = new Set(world.entries('step-done').map((entry) => `${entry.step} ${entry.to}`));
    expect([...ways].sort()).toEqual(['one other', 'one two', 'other x', 'other y', 'two x', 'two y']);
  });

  it('takes all where one weight is nearly all', async () => {
    const world = await worldOf(
      way({
        steps: [
          {
            id: 'draw',
            split: [
              { weight: 1e-9, goto: 'a' },
              { weight: 1, goto: 'b' },
            ],
          },
          ...steps.slice(1, 3),
        ],
      }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('run-ended')).toEqual(['06-01 09:00 run-ended way b']);
  });
});
