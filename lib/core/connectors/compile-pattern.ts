import type { AnythingBut, Comparison, MatcherJson, PatternJson } from './pattern-schema.ts';

/** Whether an event is of a pattern. */
export type Matches = (event: unknown) => boolean;

type Matcher = (value: unknown) => boolean;

const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/**
 * Compiles a pattern: every field that it names must match, by own properties only. Of a list in the event, one item
 * that matches is enough. Values are compared with their types: the text "1" is not the number 1.
 */
export function compilePattern(pattern: PatternJson): Matches {
  const fields = Object.entries(pattern).map(([name, inner]) => ({ name, matches: compileField(inner) }));
  const matchesObject = (event: object) =>
    fields.every(({ name, matches }) =>
      matches(Object.hasOwn(event, name) ? (event as Record<string, unknown>)[name] : undefined),
    );
  return (event) => {
    if (Array.isArray(event)) return event.some((item) => isObject(item) && matchesObject(item));
    // A field that must not exist does not exist in what is no object either.
    return matchesObject(isObject(event) ? event : {});
  };
}

function compileField(inner: PatternJson | readonly MatcherJson[]): Matcher {
  if (!isList(inner)) return compilePattern(inner);
  const matchers = inner.map(compileMatcher);
  return (value) => matchers.some((matches) => matches(value));
}

function compileMatcher(json: MatcherJson): Matcher {
  if (typeof json !== 'object' || json === null) return anyOf((value) => value === json);
  if ('exists' in json) return (value) => (value !== undefined) === json.exists;
  if ('prefix' in json) return anyOf((value) => typeof value === 'string' && value.startsWith(json.prefix));
  if ('numeric' in json) return compileNumeric(json.numeric);
  return compileAnythingBut(json['anything-but']);
}

function compileNumeric(parts: readonly (Comparison | number)[]): Matcher {
  const tests = parts.flatMap((part, i) => {
    const limit = parts[i + 1];
    return typeof part === 'string' && typeof limit === 'number' ? [{ compare: COMPARE[part], limit }] : [];
  });
  return anyOf(
    (value) => typeof value === 'number' && tests.every(({ compare, limit }) => compare(value, limit)),
  );
}

/** Only what is there can be something else: a missing field is not matched. */
function compileAnythingBut(json: AnythingBut): Matcher {
  if (typeof json === 'object' && 'prefix' in json)
    return anyOf((value) => typeof value === 'string' && !value.startsWith(json.prefix));
  const refused = new Set<unknown>(typeof json === 'object' ? json : [json]);
  return anyOf((value) => value !== undefined && !isObject(value) && !refused.has(value));
}

function anyOf(matches: Matcher): Matcher {
  return (value) => (Array.isArray(value) ? value.some(matches) : matches(value));
}

function isList(value: PatternJson | readonly MatcherJson[]): value is readonly MatcherJson[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
