import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('there is no median of nothing');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** One thing to be timed. Rounds count from 0; the round -1 warms up. */
export interface Timed {
  readonly name: string;
  /** What has to be there before, outside of the time taken. */
  prepare?(round: number): Promise<void>;
  /** Does the round's work and returns how much that was, in units of its own. */
  run(round: number): number | Promise<number>;
}

/** What each did: milliseconds for one unit, by round. */
export type Rounds = ReadonlyMap<string, readonly number[]>;

/**
 * Times all of them in turns: a round has each once and starts with another one than the round before, so that
 * whatever else the machine does meets them alike. The round -1 is not counted.
 */
export async function alternate(
  timed: readonly Timed[],
  rounds: number,
  onRound: (round: number) => void,
): Promise<Rounds> {
  const times = new Map<string, number[]>(timed.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    onRound(round);
    for (let i = 0; i < timed.length; i += 1) {
      const one = timed[(i + Math.max(round, 0)) % timed.length] as Timed;
      await one.prepare?.(round);
      collectGarbage();
      const started = performance.now();
      const units = await one.run(round);
      if (round >= 0) times.get(one.name)?.push((performance.now() - started) / units);
    }
  }
  return times;
}

/** The median of its milliseconds a unit. Throws for what was not timed. */
export function millisecondsOf(rounds: Rounds, name: string): number {
  return median(rounds.get(name) ?? []);
}

/** The median of its units a second. */
export function rateOf(rounds: Rounds, name: string): number {
  return 1000 / millisecondsOf(rounds, name);
}

/** How many times as fast as the other: the median over the rounds, whose two times were taken side by side. */
export function timesAsFast(rounds: Rounds, name: string, other: string): number {
  const slower = rounds.get(other) ?? [];
  return median((rounds.get(name) ?? []).map((time, round) => (slower[round] ?? Number.NaN) / time));
}

/** Nobody pays for what another one left behind. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
}
