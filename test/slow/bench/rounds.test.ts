import { describe, expect, it } from 'vitest';
import { alternate, median, rateOf, type Timed, timesAsFast } from '../../bench/rounds.ts';

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[1, 10, 2, 4], 3],
    [[10, 9, 100], 10],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow('there is no median of nothing');
  });
});

describe('alternate', () => {
  it('runs everyone once a round in turning order, after one round that does not count', async () => {
    const ran: string[] = [];
    const timed = ['a', 'b', 'c'].map(
      (name): Timed => ({ name, run: (round) => ran.push(`${name}${round}`) && 1 }),
    );
    const rounds = await alternate(timed, 3, () => undefined);
    expect(ran.join(' ')).toBe('a-1 b-1 c-1 a0 b0 c0 b1 c1 a1 c2 a2 b2');
    expect([...rounds].map(([name, times]) => [name, times.length])).toEqual([
      ['a', 3],
      ['b', 3],
      ['c', 3],
    ]);
  });

  it('does not count the time of preparing, and counts that of a promise', async () => {
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const timed: Timed = {
      name: 'a',
      prepare: () => wait(250).then(() => undefined),
      run: () => wait(10).then(() => 1),
    };
    const [time = 0] = (await alternate([timed], 1, () => undefined)).get('a') ?? [];
    expect(time).toBeGreaterThan(8);
    expect(time).toBeLessThan(200);
  });
});

describe('a ratio', () => {
  const rounds = new Map([
    ['ours', [1, 1, 10]],
    ['theirs', [100, 80, 900]],
  ]);

  it('is the median of what the rounds say, so that a slow moment of the machine does not tell', () => {
    expect(timesAsFast(rounds, 'ours', 'theirs')).toBe(90);
    expect(timesAsFast(rounds, 'theirs', 'ours')).toBeCloseTo(1 / 90, 10);
  });

  it('of somebody who did not run is no number that could pass for one', () => {
    expect(timesAsFast(rounds, 'ours', 'nobody')).toBeNaN();
    expect(() => rateOf(rounds, 'nobody')).toThrow('there is no median of nothing');
  });

  it('comes with rates in units a second', () => {
    expect(rateOf(rounds, 'theirs')).toBe(10);
  });
});
