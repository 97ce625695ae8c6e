import { DERIVED_FACTS } from '../accounts/derived-facts.ts';
import type { FactsJson } from '../accounts/facts-schema.ts';
import type { JsonPath } from '../authoring/read-json.ts';
import { numberHint } from '../authoring/suggest.ts';
import type { LeafJson, OperandJson } from '../conditions/condition-schema.ts';
import type { DocumentKind, Documents } from './read-documents.ts';

/** The unit by which facts.json says of a fact that 1 is the whole of it. */
const FRACTION = 'fraction';

/** Kinds of files that conditions stand in. */
const CONDITIONAL: readonly DocumentKind[] = ['segments', 'stages', 'health', 'condition', 'rule', 'journey'];

/**
 * From where on a number must be meant as a percentage. Half as much again as everything (1.5) is a fraction of
 * something still, and ten times as much a growth or a ratio that does occur, so each kind has a border of its own.
 */
const BORDERS = { share: 2, change: 10, ratio: 10 } as const;
type Kind = keyof typeof BORDERS;

/** A fall by more than everything does not occur: `change` is never below this. */
const LEAST_CHANGE = -1;

/** Warns where a share, a change or a ratio is compared with what looks like a percentage: 20 where 0.2 was meant. */
export function checkShares(documents: Documents, facts: FactsJson): void {
  const shares = sharesOf(facts);
  for (const kind of CONDITIONAL) {
    for (const { json, report } of documents[kind]) {
      for (const { leaf, path, of } of leavesIn(json, [], undefined)) {
        const found = kindOf(leaf, of, shares, facts);
        const { value } = leaf;
        if (found === undefined || typeof value !== 'number' || !isPercentage(found, value)) continue;
        const message = `"${leaf.fact}" is compared as a fraction, where 1 is everything: got ${value}${numberHint(`${value}%`)}`;
        report.warn('percentage', message, [...path, 'value']);
      }
    }
  }
}

function isPercentage(kind: Kind, value: number): boolean {
  return Math.abs(value) >= BORDERS[kind] || (kind === 'change' && value < LEAST_CHANGE);
}

interface Found {
  readonly leaf: LeafJson;
  readonly path: JsonPath;
  /** Of a comparison in the `where` of a streak, the series that it is about. */
  readonly of: string | undefined;
}

function leavesIn(value: unknown, path: JsonPath, of: string | undefined): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  const own: Found[] = 'operator' in value && 'fact' in value ? [{ leaf: value as LeafJson, path, of }] : [];
  const streak = 'fact' in value && value.fact === 'streak' ? (value as OperandJson).params?.of : undefined;
  const inside = typeof streak === 'string' ? streak : of;
  const inner = Object.entries(value).flatMap(([key, one]) =>
    leavesIn(one, [...path, Array.isArray(value) ? Number(key) : key], inside),
  );
  return [...own, ...inner];
}

/** Every name that facts.json, or Touchline itself, declares to be a fraction: facts and the fields of items. */
function sharesOf({ facts }: FactsJson): ReadonlySet<string> {
  const shares = new Set<string>();
  for (const [name, fact] of [...Object.entries(DERIVED_FACTS), ...Object.entries(facts)]) {
    if ('unit' in fact && fact.unit === FRACTION) shares.add(name);
    if (!('fields' in fact)) continue;
    for (const [field, json] of Object.entries(fact.fields))
      if ('unit' in json && json.unit === FRACTION) shares.add(`${fact.item}.${field}`);
  }
  return shares;
}

/** Undefined where nothing tells that it is a fraction. */
function kindOf(
  { fact, params }: OperandJson,
  streakOf: string | undefined,
  shares: ReadonlySet<string>,
  facts: FactsJson,
): Kind | undefined {
  if (fact === 'change') return 'change';
  if (fact === 'ratio') return isRatioOfLikes(params, facts) ? 'ratio' : undefined;
  const isShare =
    fact === 'topShare' ||
    shares.has(fact) ||
    (fact === 'value' && streakOf !== undefined && shares.has(streakOf)) ||
    ((fact === 'average' || fact === 'previous') && shares.has(averaged(params, facts)));
  return isShare ? 'share' : undefined;
}

/** What an average or a value before is of: a series, a level, or a field of items. */
function averaged(params: OperandJson['params'], { facts }: FactsJson): string {
  const of = typeof params?.of === 'string' ? params.of : '';
  const fact = facts[of];
  return params?.field !== undefined && fact !== undefined && 'item' in fact
    ? `${fact.item}.${params.field}`
    : of;
}

/**
 * Whether a ratio is of things of one kind, so that it says how much of the one is the other: two facts of one type
 * (seats taken to seats bought), or two counts of one set. Events for each seat may be any number.
 */
function isRatioOfLikes(params: OperandJson['params'], { facts }: FactsJson): boolean {
  const { of, to } = params ?? {};
  const [part, whole] = [plainOf(of), plainOf(to)];
  if (part !== undefined && whole !== undefined) {
    const type = facts[part]?.type;
    return type !== undefined && type === facts[whole]?.type;
  }
  const [some, all] = [countedIn(of), countedIn(to)];
  return some !== undefined && some === all;
}

function plainOf(side: string | number | OperandJson | undefined): string | undefined {
  if (typeof side === 'string') return side;
  return typeof side === 'object' && side.params === undefined ? side.fact : undefined;
}

function countedIn(side: string | number | OperandJson | undefined): string | undefined {
  if (typeof side !== 'object' || side.fact !== 'count') return undefined;
  return typeof side.params?.of === 'string' ? side.params.of : undefined;
}
