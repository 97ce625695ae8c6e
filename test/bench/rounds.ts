/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('there is no median of nothing');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** One thing to be timed: does its work of the round, and says how much that was, or in which unit it counts. */
export interface Timed {
  readonly name: string;
  /** Units of work done, for a rate; `round` starts at 0, and is -1 while warming up. */
  run(round: number): number | Promise<number>;
}

/**
 * Units a second of each, by round. All take turns within a round, and every round starts with another one, so that
 * what else the machine does meets them alike. One round before the first warms up and does not count.
 */
export async function alternate(
  timed: readonly Timed[],
  rounds: number,
  onRound: (round: number) => void,
): Promise<Map<string, number[]>> {
  const rates = new Map<string, number[]>(timed.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    onRound(round);
    for (let i = 0; i < timed.length; i += 1) {
      const one = timed[(i + Math.max(round, 0)) % timed.length] as Timed;
      const started = performance.now();
      const units = await one.run(round);
      if (round >= 0) rates.get(one.name)?.push((units * 1000) / (performance.now() - started));
    }
  }
  return rates;
}

/** How many times as fast, by round: the median of the ratios, since two of one round ran under the same conditions. */
export function timesAsFast(rates: ReadonlyMap<string, readonly number[]>, one: string, other: string): number {
  const slow = rates.get(other) ?? [];
  return median((rates.get(one) ?? []).map((rate, round) => rate / (slow[round] ?? Number.NaN)));
}
