import type { Reporter } from '../authoring/reporter.ts';
import { ignoringCase } from './ignore-case.ts';
import { isInRange, readAddress, readCidr } from './ip-address.ts';
import type { AffixJson, AnythingButJson, MatcherJson } from './pattern-schema.ts';
import { readNumeric } from './read-numeric.ts';
import { matchesWildcard, readWildcard } from './wildcard.ts';

/** A value that is no list and no object: what an event comes down to. */
export type Leaf = string | number | boolean | null;

export type Matches = (leaf: Leaf) => boolean;

type OfText = (text: string) => boolean;

/** Compiles the matchers of one field, of which one is enough. `{"exists": false}` is no matcher of a value. */
export function compileMatchers(list: readonly MatcherJson[], report: Reporter): Matches {
  const values = new Set<Leaf>();
  const others: Matches[] = [];
  for (const [i, json] of list.entries()) {
    if (typeof json === 'object' && json !== null) {
      const matches = compileMatcher(json, report.at(i));
      if (matches !== undefined) others.push(matches);
    } else if (typeof json === 'string' && readAddress(json) !== undefined)
      others.push(ofText(sameAddress(json)));
    else values.add(json);
  }
  return (leaf) => values.has(leaf) || others.some((matches) => matches(leaf));
}

function compileMatcher(json: MatcherJson & object, report: Reporter): Matches | undefined {
  if ('exists' in json) return json.exists ? () => true : undefined;
  if ('anything-but' in json) return compileAnythingBut(json['anything-but'], report.at('anything-but'));
  if ('numeric' in json) {
    const read = readNumeric(json.numeric);
    if (!('problem' in read))
      return (leaf) => typeof leaf === 'number' && read.every(({ compare, limit }) => compare(leaf, limit));
    report.error('wrong-numeric', read.problem, ['numeric']);
    return undefined;
  }
  return ofText(compileText(json, report));
}

type TextMatcher = Exclude<
  MatcherJson & object,
  { exists: boolean } | { 'anything-but': unknown } | { numeric: unknown }
>;

function compileText(json: TextMatcher, report: Reporter): OfText {
  if ('prefix' in json) return begins(json.prefix);
  if ('suffix' in json) return ends(json.suffix);
  if ('equals-ignore-case' in json) return ignoringCase(json['equals-ignore-case']).equals;
  if ('wildcard' in json) return compileWildcard(json.wildcard, report.at('wildcard'));
  if ('exactly' in json) return (text) => text === json.exactly;
  const range = readCidr(json.cidr);
  if ('problem' in range) {
    report.error('wrong-cidr', `${range.problem}, got "${json.cidr.slice(0, 60)}"`, ['cidr']);
    return () => false;
  }
  return (text) => {
    const address = readAddress(text);
    return address !== undefined && isInRange(address, range);
  };
}

/** One text names an address in many ways: `::1` is `0:0:0:0:0:0:0:1`. Lengths compare as in ranges. */
function sameAddress(wanted: string): OfText {
  const digits = readAddress(wanted) ?? wanted;
  return (text) => readAddress(text)?.startsWith(digits) === true;
}

/** EventBridge compares a text together with the quotes around it: `abc"` begins the text abc, and ends none. */
function begins(json: AffixJson): OfText {
  if (typeof json === 'string') return (text) => `${text}"`.startsWith(json);
  const wanted = ignoringCase(json['equals-ignore-case']);
  return (text) => wanted.begins(`${text}"`);
}

function ends(json: AffixJson): OfText {
  if (typeof json === 'string') return (text) => `"${text}`.endsWith(json);
  const wanted = ignoringCase(json['equals-ignore-case']);
  return (text) => wanted.ends(`"${text}`);
}

function compileWildcard(json: string, report: Reporter): OfText {
  const read = readWildcard(json);
  if (!('problem' in read)) return (text) => matchesWildcard(read.parts, text);
  report.error('wrong-wildcard', `${read.problem}, got "${json.slice(0, 60)}"`);
  return () => false;
}

/** Any value but these. What is of another type is another value: a number is anything but a text. */
function compileAnythingBut(json: AnythingButJson, report: Reporter): Matches {
  if (typeof json !== 'object') return (leaf) => leaf !== json;
  if (isList(json)) {
    if (new Set(json.map((one) => typeof one)).size > 1)
      report.error(
        'mixed-types',
        '"anything-but" takes a list of texts, or one of numbers, and no mixed one',
      );
    const refused = new Set<Leaf>(json);
    return (leaf) => !refused.has(leaf);
  }
  const refused = compileRefused(json, report);
  return (leaf) => typeof leaf !== 'string' || !refused.some((matches) => matches(leaf));
}

type RefusedJson = Exclude<AnythingButJson & object, readonly unknown[]>;

function compileRefused(json: RefusedJson, report: Reporter): readonly OfText[] {
  if ('prefix' in json) return notEmpty(json.prefix, report.at('prefix')).map(begins);
  if ('suffix' in json) return notEmpty(json.suffix, report.at('suffix')).map(ends);
  if ('wildcard' in json)
    return textsOf(json.wildcard).map((one) => compileWildcard(one, report.at('wildcard')));
  return textsOf(json['equals-ignore-case']).map((one) => ignoringCase(one).equals);
}

/** Every text begins and ends with the empty one: nothing would be left that matches. */
function notEmpty(json: string | readonly string[], report: Reporter): readonly string[] {
  const texts = textsOf(json);
  if (texts.includes('')) report.error('wrong-value', 'every text begins and ends with "": nothing is left');
  return texts;
}

function textsOf(json: string | readonly string[]): readonly string[] {
  return typeof json === 'string' ? [json] : json;
}

function ofText(matches: OfText): Matches {
  return (leaf) => typeof leaf === 'string' && matches(leaf);
}

function isList(json: AnythingButJson & object): json is readonly (string | number)[] {
  return Array.isArray(json);
}
