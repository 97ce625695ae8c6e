import type { Reporter } from '../authoring/reporter.ts';
import { type Alternative, type Field, readAlternatives } from './alternatives.ts';
import { type FoundLeaf, findLeaves, pathTree } from './event-leaves.ts';
import { type Candidate, matchTogether } from './match-together.ts';
import { type Mismatch, mismatchOf } from './mismatch.ts';
import type { PatternJson } from './pattern-schema.ts';

/** A pattern as closures over events. An event that is no JSON object is of no pattern. */
export interface Pattern {
  /** Every field that it looks at, in the order of the file. */
  readonly fields: readonly Field[];
  takes(event: unknown): boolean;
  /** Why it does not take an event: the first field that does not match. Undefined where it takes it. */
  mismatch(event: unknown): Mismatch | undefined;
}

/**
 * Compiles an event pattern as AWS's event-ruler understands it. What is wrong with it is reported; the pattern that is
 * returned then takes what it can, and is not to be used. `json` has passed `patternSchema`.
 */
export function compilePattern(json: PatternJson, report: Reporter): Pattern {
  const alternatives = readAlternatives(json, report);
  const fields = [...new Set(alternatives.flatMap((alternative) => [...alternative.values()]))];
  const tree = pathTree(fields.map(({ path }) => path));
  const [only] = alternatives.length === 1 ? alternatives : [];
  const onlyFields = only && [...only.values()];
  return {
    fields,
    takes(event) {
      if (!isObject(event)) return false;
      const leaves = findLeaves(event, tree);
      // Most events are of no pattern, by their first field.
      if (onlyFields?.some((field) => isOut(field, leaves.get(field.path)))) return false;
      return candidatesIn(leaves, alternatives).some(matchTogether);
    },
    mismatch(event) {
      if (!isObject(event)) return undefined;
      return mismatchOf(candidatesIn(findLeaves(event, tree), alternatives), event);
    },
  };
}

function isOut(field: Field, found: readonly FoundLeaf[] = []): boolean {
  return !field.mayBeAbsent && !found.some(({ value }) => field.matches(value));
}

function candidatesIn(
  leaves: ReadonlyMap<string, readonly FoundLeaf[]>,
  alternatives: readonly Alternative[],
): Candidate[][] {
  const known = new Map<Field, Candidate>();
  const candidateOf = (field: Field): Candidate => {
    const before = known.get(field);
    if (before !== undefined) return before;
    const found = leaves.get(field.path) ?? [];
    const candidate = { field, found, matching: found.filter(({ value }) => field.matches(value)) };
    known.set(field, candidate);
    return candidate;
  };
  return alternatives.map((alternative) => [...alternative.values()].map(candidateOf));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
