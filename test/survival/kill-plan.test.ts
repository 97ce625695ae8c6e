import { describe, expect, it } from 'vitest';
import { planKills } from './kill-plan.ts';

const CALLS = Array.from({ length: 40 }, (_, i) => ({
  'log.append': 3,
  'accounts.commit': 90,
  ...(i % 2 === 0 ? { 'channel.send': 4 } : {}),
}));

describe('the plan of kills', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planKills(1, 60, CALLS, 2)).toEqual(planKills(1, 60, CALLS, 2));
    expect(planKills(2, 60, CALLS, 2)).not.toEqual(planKills(1, 60, CALLS, 2));
  });

  it('has as many as are asked for, at least one in every tick but the first ones', () => {
    const plan = planKills(1, 60, CALLS, 2);
    expect([...plan.values()].flat()).toHaveLength(60);
    expect([...plan.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 38 }, (_, i) => i + 2));
  });

  it('names calls that are made in that tick', () => {
    for (const [tick, kills] of planKills(1, 200, CALLS, 2)) {
      for (const kill of kills) {
        if (!('point' in kill)) continue;
        const { port, method, nth } = kill.point;
        expect(nth).toBeLessThanOrEqual(
          new Map(Object.entries(CALLS[tick] ?? {})).get(`${port}.${method}`) ?? 0,
        );
      }
    }
  });
});
