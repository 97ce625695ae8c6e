import type { Catalog } from '../../lib/core/accounts/catalog.ts';
import { compileCatalog } from '../../lib/core/accounts/compile-catalog.ts';
import type { FactJson, FactsJson } from '../../lib/core/accounts/facts-schema.ts';
import type { Reporter } from '../../lib/core/authoring/reporter.ts';

/** A fact that rules of the benchmark read, and what its values are like. */
export interface BenchFact {
  readonly name: string;
  readonly kind: 'count' | 'share' | 'money' | 'flag' | 'word' | 'words';
  /** What a word, or the words of a list, may be. */
  readonly words: readonly string[];
}

/** Counts and shares have few different values, so that values meet thresholds exactly. */
export const HIGHEST_COUNT = 40;
export const SHARE_STEPS = 20;
/** Whole steps of 500.00. */
export const MONEY_STEPS = 40;
export const MONEY_STEP_MINOR = 50_000;

const NAMES: Readonly<Record<BenchFact['kind'], readonly string[]>> = {
  count: [
    'usage.logins',
    'usage.projects',
    'usage.exports',
    'usage.invites',
    'usage.idleDays',
    'seats.used',
    'seats.limit',
    'support.tickets',
    'support.critical',
    'survey.nps',
    'contract.months',
    'renewal.days',
  ],
  share: ['adoption.share', 'adoption.coreShare', 'usage.dauShare', 'renewal.probability'],
  money: ['arr.current', 'arr.previous', 'billing.overdue', 'expansion.amount'],
  flag: ['billing.onTime', 'billing.expanding', 'engagement.trained', 'engagement.responsive', 'usage.api'],
  word: ['account.plan', 'account.status', 'account.region', 'stage.name', 'survey.mood'],
  words: ['account.tags', 'adoption.features', 'support.topics'],
};
const WORDS: readonly string[] = ['alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot'];

export const BENCH_FACTS: readonly BenchFact[] = Object.entries(NAMES).flatMap(([kind, names]) =>
  names.map((name) => ({
    name,
    kind: kind as BenchFact['kind'],
    words: kind === 'word' || kind === 'words' ? WORDS : [],
  })),
);

/** Every other fact goes stale one day, as in a real catalog; none does within the benchmark. */
export function benchCatalog(): Catalog {
  const facts: Record<string, FactJson> = {
    contacts: { type: 'set', item: 'contact', max: 10, fields: {}, source: 'crm', meaning: 'People' },
  };
  for (const [i, { name, kind, words }] of BENCH_FACTS.entries()) {
    const maxAge = i % 2 === 0 ? { maxAge: 'P400D' } : {};
    facts[name] = { ...typeOf(kind, words), ...maxAge, meaning: name };
  }
  const doc: FactsJson = {
    $schema: '',
    id: 'facts',
    owner: 'bench',
    description: 'Facts of the benchmark',
    currency: 'USD',
    zone: 'UTC',
    sources: { crm: {} },
    facts,
  };
  return compileCatalog(doc, THROWING);
}

function typeOf(kind: BenchFact['kind'], words: readonly string[]) {
  switch (kind) {
    case 'count':
    case 'share':
      return { type: 'number' as const };
    case 'money':
      return { type: 'money' as const };
    case 'flag':
      return { type: 'boolean' as const };
    case 'word':
      return { type: 'string' as const, in: [...words] };
    case 'words':
      return { type: 'list' as const, in: [...words] };
  }
}

/** What the benchmark generates is right, so a report is a mistake in the benchmark. */
export const THROWING: Reporter = {
  error: (code, message) => {
    throw new Error(`${code}: ${message}`);
  },
  warn: () => undefined,
  at: () => THROWING,
  failed: () => false,
};
