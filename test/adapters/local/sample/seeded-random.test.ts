import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../../../lib/adapters/local/sample/seeded-random.ts';

const draw = (...seed: number[]) => {
  const random = new SeededRandom(...seed);
  return Array.from({ length: 6 }, () => random.whole(0, 999));
};

describe('a seeded generator', () => {
  it('gives the same numbers for the same seed, and others for another, 0 and negative ones included', () => {
    expect(draw(7, 3)).toEqual(draw(7, 3));
    const seeds = [[0], [1], [-1], [7, 3], [3, 7], [7, 4]].map((seed) => draw(...seed).join());
    expect(new Set(seeds).size).toBe(6);
  });

  it('spreads whole numbers evenly, both ends included', () => {
    const random = new SeededRandom(11);
    const counts = new Map<number, number>();
    for (let i = 0; i < 6_000; i += 1) {
      const n = random.whole(1, 6);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120);
  });

  it('picks as often as weights say, and never what weighs nothing', () => {
    const random = new SeededRandom(5);
    const picked = Array.from({ length: 4_000 }, () =>
      random.weighted([
        [3, 'often'],
        [0, 'never'],
        [1, 'seldom'],
      ]),
    );
    expect(picked).not.toContain('never');
    expect(Math.abs(picked.filter((one) => one === 'often').length - 3_000)).toBeLessThan(150);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new SeededRandom(1).pick([])).toThrow('there is nothing to pick from');
    expect(() => new SeededRandom(1).weighted([])).toThrow('there is nothing to pick from');
  });
});
