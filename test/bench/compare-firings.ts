import type { BenchRule } from './bench-rules.ts';
import type { Firings } from './contender.ts';

/** What several engines said of the same rules and accounts. */
export interface Comparison {
  readonly identical: boolean;
  /** Pairs of rule and account that fire, by the first engine. */
  readonly firings: number;
  /** The first few differences from the first engine, in words. */
  readonly differences: readonly string[];
}

const SHOWN = 5;

/** Compares what fired, pair by pair. Throws if nothing or everything fires, which would prove nothing. */
export function compareFirings(
  rules: readonly BenchRule[],
  results: ReadonlyMap<string, Firings>,
): Comparison {
  const [first, ...others] = results;
  if (first === undefined || others.length === 0) throw new Error('there is nothing to compare with');
  const [name, expected] = first;
  const differences: string[] = [];
  for (const [other, got] of others) {
    for (let i = 0; i < expected.length; i += 1) {
      if (got[i] === expected[i]) continue;
      const rule = rules[i % rules.length]?.id;
      const account = Math.floor(i / rules.length);
      differences.push(`${rule}, account ${account}: ${name} says ${expected[i]}, ${other} says ${got[i]}`);
    }
  }
  const firings = expected.reduce((sum, one) => sum + one, 0);
  if (firings === 0 || firings === expected.length)
    throw new Error(`${firings} of ${expected.length} pairs fire`);
  return { identical: differences.length === 0, firings, differences: differences.slice(0, SHOWN) };
}
