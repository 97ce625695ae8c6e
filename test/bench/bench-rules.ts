import type { ConditionJson, LeafJson } from '../../lib/core/conditions/condition-schema.ts';
import {
  BENCH_FACTS,
  type BenchFact,
  HIGHEST_COUNT,
  MONEY_STEP_MINOR,
  MONEY_STEPS,
  SHARE_STEPS,
} from './bench-facts.ts';
import { Random } from './random.ts';

/** A rule of the benchmark: what every engine is asked, in json-rules-engine's own JSON. */
export interface BenchRule {
  readonly id: string;
  readonly conditions: ConditionJson;
}

/** 3 to 5 conditions a rule: 252 in 60 rules. */
const SIZES = [3, 4, 5, 4, 5];

/** Rules over `BENCH_FACTS`: nested lists and negations, every operator that all engines share. */
export function benchRules(count: number, seed: number): BenchRule[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => ({
    id: `rule-${i}`,
    conditions: group(SIZES[i % SIZES.length] ?? 4, i % 6 === 5 ? 'any' : 'all', 0, new Source(random)),
  }));
}

/** How many comparisons there are in a condition. */
export function countLeaves(condition: ConditionJson): number {
  if ('all' in condition) return condition.all.reduce((sum, part) => sum + countLeaves(part), 0);
  if ('any' in condition) return condition.any.reduce((sum, part) => sum + countLeaves(part), 0);
  if ('not' in condition) return countLeaves(condition.not);
  return 1;
}

/** Gives every fact of a rule once, so that no rule contradicts itself. */
class Source {
  readonly random: Random;
  readonly #used = new Set<BenchFact>();

  constructor(random: Random) {
    this.random = random;
  }

  fact(): BenchFact {
    const fact = this.random.pick(BENCH_FACTS.filter((one) => !this.#used.has(one)));
    this.#used.add(fact);
    return fact;
  }
}

function group(size: number, kind: 'all' | 'any', depth: number, source: Source): ConditionJson {
  const { random } = source;
  const parts: ConditionJson[] = [];
  for (let left = size; left > 0; ) {
    const nested = depth < 2 && left >= 2 && left < size && random.chance(0.4) ? random.whole(2, left) : 1;
    const part =
      nested === 1 ? leaf(source) : group(nested, kind === 'all' ? 'any' : 'all', depth + 1, source);
    parts.push(random.chance(0.12) ? { not: part } : part);
    left -= nested;
  }
  return kind === 'all' ? { all: parts } : { any: parts };
}

const ORDERINGS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];

function leaf(source: Source): LeafJson {
  const { random } = source;
  const fact = source.fact();
  const { name } = fact;
  switch (fact.kind) {
    case 'count':
    case 'share':
    case 'money':
      return { fact: name, operator: random.pick(ORDERINGS), value: threshold(fact.kind, random) };
    case 'flag':
      return { fact: name, operator: random.pick(['equal', 'notEqual']), value: random.chance(0.5) };
    case 'word':
      return wordLeaf(fact, random);
    case 'words':
      return {
        fact: name,
        operator: random.pick(['contains', 'doesNotContain']),
        value: random.pick(fact.words),
      };
  }
}

function wordLeaf({ name, words }: BenchFact, random: Random): LeafJson {
  const operator = random.pick(['equal', 'notEqual', 'in', 'notIn']);
  if (operator === 'equal' || operator === 'notEqual')
    return { fact: name, operator, value: random.pick(words) };
  const some = random.some(words, 0.4);
  return { fact: name, operator, value: some.length === 0 ? [random.pick(words)] : some };
}

/** Between a fifth and four fifths of the range, on a value that accounts have. */
function threshold(kind: 'count' | 'share' | 'money', random: Random): number {
  const steps = kind === 'count' ? HIGHEST_COUNT : kind === 'share' ? SHARE_STEPS : MONEY_STEPS;
  const step = random.whole(Math.ceil(steps / 5), Math.floor((4 * steps) / 5));
  if (kind === 'count') return step;
  return kind === 'share' ? step / SHARE_STEPS : (step * MONEY_STEP_MINOR) / 100;
}
