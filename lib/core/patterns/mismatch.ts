import type { Leaf } from './compile-matcher.ts';
import { type Candidate, isPossible, matchTogether } from './match-together.ts';
import type { MatcherJson } from './pattern-schema.ts';

/** A field of a pattern that an event does not match. */
export interface Mismatch {
  readonly path: string;
  readonly wanted: readonly MatcherJson[];
  /** What the event has there: nothing where it is empty. At most 5. */
  readonly got: readonly Leaf[];
  /**
   * `value`: none of the values matches. `object`: there is an object, and a pattern matches values alone. `apart`: each
   * field matches, in different items of a list.
   */
  readonly why: 'value' | 'object' | 'apart';
}

const MOST_VALUES = 5;

/** Of alternatives that do not match, the one with the fewest fields that do not, and the first of these. */
export function mismatchOf(
  alternatives: readonly (readonly Candidate[])[],
  event: object,
): Mismatch | undefined {
  if (alternatives.some(matchTogether)) return undefined;
  const failing = alternatives.map((candidates) => candidates.filter((one) => !isPossible(one)));
  const least = Math.min(...failing.map((fields) => fields.length));
  const nearest = failing.findIndex((fields) => fields.length === least);
  const [first] = failing[nearest] ?? [];
  // Each field matches by itself: the last one that is in a list is where they part.
  const apart = alternatives[nearest]?.findLast(({ found }) =>
    found.some((leaf) => leaf.membership !== undefined),
  );
  const candidate = first ?? apart;
  if (candidate === undefined) return undefined;
  const { field, found } = candidate;
  const got = found.slice(0, MOST_VALUES).map(({ value }) => value);
  const isEmpty = found.length === 0 && isObjectAt(event, field.path);
  return {
    path: field.path,
    wanted: field.wanted,
    got,
    why: first === undefined ? 'apart' : isEmpty ? 'object' : 'value',
  };
}

function isObjectAt(event: object, path: string): boolean {
  let value: unknown = event;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'object' && value !== null;
}
