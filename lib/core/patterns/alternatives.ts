import type { Reporter } from '../authoring/reporter.ts';
import { compileMatchers, type Leaf } from './compile-matcher.ts';
import { COMPARISONS, type MatcherJson, type PatternJson } from './pattern-schema.ts';

/** One field of a pattern with what its value may be. */
export interface Field {
  /** Names from the top of the event, joined by dots: a name with a dot in it is the same as one below the other. */
  readonly path: string;
  readonly wanted: readonly MatcherJson[];
  /** Where it stands in the pattern. */
  readonly at: readonly (string | number)[];
  /** Whether the field matches where the event has no value of it. */
  readonly mayBeAbsent: boolean;
  matches(leaf: Leaf): boolean;
}

/** Fields by path that have to match together. */
export type Alternative = ReadonlyMap<string, Field>;

/** EventBridge takes no pattern whose `$or`s make more of them. */
const MOST_ALTERNATIVES = 1000;

/** No names of fields inside `$or`, so that a list of matchers is not taken for one of patterns. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric'],
  ...['cidr', 'regex', 'not-wildcard', 'not-equals-ignore-case', ...COMPARISONS],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

interface Place {
  readonly report: Reporter;
  readonly at: readonly (string | number)[];
  readonly path: string | undefined;
  readonly isInOr: boolean;
}

/**
 * Takes a pattern apart into lists of fields without `$or`, as EventBridge does: each pattern of an `$or` goes with
 * the fields beside it. A field that stands twice (beside an `$or` and in it) is an error; the last one counts.
 */
export function readAlternatives(json: PatternJson, report: Reporter): readonly Alternative[] {
  const alternatives = [new Map<string, Field>()];
  try {
    addObject(alternatives, json, { report, at: [], path: undefined, isInOr: false });
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    const message = `this pattern means more than ${MOST_ALTERNATIVES} combinations of "$or", EventBridge takes no more`;
    report.error('too-many-combinations', message);
    return [];
  }
  return alternatives;
}

class TooMany extends Error {}

function addObject(alternatives: Map<string, Field>[], json: PatternJson, place: Place): void {
  for (const [name, inner] of Object.entries(json)) {
    const at = [...place.at, name];
    if (name === '$or') addOr(alternatives, json.$or ?? [], { ...place, at });
    else if (inner !== undefined) addNamed(alternatives, name, inner as FieldJson, { ...place, at });
  }
}

type FieldJson = PatternJson | readonly MatcherJson[];

function addNamed(alternatives: Map<string, Field>[], name: string, inner: FieldJson, place: Place): void {
  const { report, at, path: above, isInOr } = place;
  if (name === '') report.error('wrong-key', 'a field has a name', at, 'key');
  if (isInOr && RESERVED.has(name))
    report.error('reserved-name', `"${name}" cannot be the name of a field inside "$or"`, at, 'key');
  const path = above === undefined ? name : `${above}.${name}`;
  if (!isList(inner)) {
    addObject(alternatives, inner, { ...place, path });
    return;
  }
  const matches = compileMatchers(inner, report.at(...at));
  const mayBeAbsent = inner.some((one) => typeof one === 'object' && one !== null && isAbsence(one));
  const field: Field = { path, wanted: inner, at, mayBeAbsent, matches };
  if (alternatives.some((alternative) => alternative.has(path))) {
    const rest = 'put what it may be into one list, or all of it into "$or"';
    report.error('field-twice', `"${path}" stands twice in this pattern: ${rest}`, at, 'key');
  }
  for (const alternative of alternatives) alternative.set(path, field);
}

function addOr(alternatives: Map<string, Field>[], members: readonly PatternJson[], place: Place): void {
  const before = alternatives.splice(0);
  for (const [i, member] of members.entries()) {
    if (alternatives.length + before.length > MOST_ALTERNATIVES) throw new TooMany();
    const own = before.map((alternative) => new Map(alternative));
    addObject(own, member, { ...place, at: [...place.at, i], isInOr: true });
    alternatives.push(...own);
  }
  if (alternatives.length > MOST_ALTERNATIVES) throw new TooMany();
}

function isAbsence(json: MatcherJson & object): boolean {
  return 'exists' in json && !json.exists;
}

function isList(json: FieldJson): json is readonly MatcherJson[] {
  return Array.isArray(json);
}
