import { type Account, newAccount } from '../../lib/core/accounts/account.ts';
import type { Catalog } from '../../lib/core/accounts/catalog.ts';
import type { LevelValue } from '../../lib/core/accounts/cell.ts';
import {
  BENCH_FACTS,
  type BenchFact,
  HIGHEST_COUNT,
  MONEY_STEP_MINOR,
  MONEY_STEPS,
  SHARE_STEPS,
} from './bench-facts.ts';
import { Random } from './random.ts';

type Plain = number | string | boolean | readonly string[];

/** The same account in every form that an engine takes. Every fact is known. */
export interface BenchAccount {
  /** As Touchline keeps it. */
  readonly row: Account;
  /** By fact name; money in major units, which is what a threshold is written in. */
  readonly flat: Readonly<Record<string, Plain>>;
  /** One object inside another by the dots of the names, as accounts come from an API. */
  readonly nested: Readonly<Record<string, Readonly<Record<string, Plain>>>>;
}

/** 2026-06-01T00:00:00Z, the instant of every evaluation. */
export const BENCH_NOW = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;

export function benchAccounts(count: number, seed: number, catalog: Catalog): BenchAccount[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => benchAccount(`A-${i}`, catalog, random));
}

function benchAccount(id: string, catalog: Catalog, random: Random): BenchAccount {
  const row = newAccount(id, BENCH_NOW, 0);
  const flat: Record<string, Plain> = {};
  const nested: Record<string, Record<string, Plain>> = {};
  for (const fact of BENCH_FACTS) {
    const value = generatedValue(fact, random);
    const compiled = catalog.facts.get(fact.name);
    if (compiled?.kind !== 'level') throw new Error(`"${fact.name}" is no level of the catalog`);
    const at = BENCH_NOW - random.whole(0, 30) * DAY_MS;
    row.levels[compiled.index] = { value, at, key: `crm|${id}-${compiled.index}`, before: undefined };
    const plain = plainOf(value);
    flat[fact.name] = plain;
    const [head = '', rest = ''] = fact.name.split('.');
    nested[head] ??= {};
    nested[head][rest] = plain;
  }
  return { row, flat, nested };
}

function generatedValue(fact: BenchFact, random: Random): LevelValue {
  switch (fact.kind) {
    case 'count':
      return random.whole(0, HIGHEST_COUNT);
    case 'share':
      return random.whole(0, SHARE_STEPS) / SHARE_STEPS;
    case 'money':
      return { minor: random.whole(0, MONEY_STEPS) * MONEY_STEP_MINOR, currency: 'USD' };
    case 'flag':
      return random.chance(0.5);
    case 'word':
      return random.pick(fact.words);
    case 'words':
      return random.some(fact.words, 0.35);
  }
}

function plainOf(value: LevelValue): Plain {
  return typeof value === 'object' && 'minor' in value ? value.minor / 100 : value;
}
