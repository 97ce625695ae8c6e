import type * as z from 'zod';
import { ALLOWED } from './schema.ts';
import { nearest } from './suggest.ts';

export type ZodIssue = z.core.$ZodIssue;
type Branch = readonly ZodIssue[];

/** What each branch of a union has against the value; a union inside a union counts as branches of the outer one. */
export function branchesOf(issue: Extract<ZodIssue, { code: 'invalid_union' }>): Branch[] {
  return issue.errors.flatMap((branch) => {
    const [only, more] = branch;
    const isUnion = only?.code === 'invalid_union' && only.path.length === 0 && more === undefined;
    return isUnion ? branchesOf(only) : [branch];
  });
}

/** A key that is too many, or one that is missing, speaks much louder against a branch than a mistake further in. */
const ALIEN = 10;
const SLIP = 2;

/**
 * Of a union's branches, the one that the author most likely meant; undefined when no branch has the value's own
 * basic type. Where several are equally likely, what they say about the same place is put together.
 */
export function likeliestBranch(branches: readonly Branch[], value: unknown): Branch | undefined {
  const open = branches.filter((branch) => !branch.some((issue) => isOtherType(issue, value)));
  const costs = open.map((branch) => costOf(branch, value));
  const least = Math.min(...costs);
  const best = open.filter((_, i) => costs[i] === least);
  return merged(best, open, value) ?? best[0];
}

function isOtherType(issue: ZodIssue, value: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_type') return true;
  return issue.code === 'invalid_value' && !issue.values.some((allowed) => typeof allowed === typeof value);
}

function costOf(branch: Branch, value: unknown): number {
  const missing = new Set<string>();
  let cost = 0;
  for (const issue of branch) {
    const [key, ...deeper] = issue.path;
    if (typeof key === 'string' && deeper.length === 0 && valueAt(value, [key]) === undefined)
      missing.add(key);
    else if (issue.code === 'invalid_value' && key !== undefined && deeper.length === 0)
      cost += wordCost(issue, value, key);
    else if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) cost += 1;
  }
  for (const issue of branch) {
    if (issue.code !== 'unrecognized_keys' || issue.path.length > 0) continue;
    const allowed = issue.message.startsWith(ALLOWED) ? issue.message.slice(ALLOWED.length).split(' ') : [];
    for (const key of issue.keys) {
      const near = nearest(key, allowed);
      cost += near === undefined ? ALIEN : SLIP;
      if (near !== undefined) missing.delete(near);
    }
  }
  return cost + ALIEN * missing.size;
}

/** A word such as `"type": "set"` tells branches apart: another word rules this one out, unless it is a slip of it. */
function wordCost(
  issue: Extract<ZodIssue, { code: 'invalid_value' }>,
  value: unknown,
  key: PropertyKey,
): number {
  const got = valueAt(value, [key]);
  const isSlip = typeof got === 'string' && nearest(got, issue.values.map(String)) !== undefined;
  return isSlip ? SLIP : ALIEN;
}

/**
 * Branches that only differ in which word, or which key, they want at one place, as one branch that wants any. A word
 * that is near to none of theirs is held against those of `all` branches, whatever else these have against the value.
 */
function merged(branches: readonly Branch[], all: readonly Branch[], value: unknown): Branch | undefined {
  const words = branches.flatMap((branch) => branch.filter((issue) => issue.code === 'invalid_value'));
  const [first] = words;
  const places = new Set(words.map((issue) => JSON.stringify(issue.path)));
  const isThere = first !== undefined && valueAt(value, first.path) !== undefined;
  if (isThere && places.size === 1 && words.length === branches.length) {
    const isSlip = wordCost(first, value, first.path[0] ?? '') === SLIP;
    const wanted = isSlip ? words : all.flatMap((branch) => branch.filter((issue) => isAt(issue, first)));
    const values = new Set(wanted.flatMap((issue) => ('values' in issue ? issue.values : [])));
    const rest = (branches[0] ?? []).filter((issue) => issue !== first);
    return [{ ...first, values: [...values] }, ...rest];
  }
  if (branches.length < 2) return undefined;
  const keys = branches.map((branch) => (branch.length === 1 ? branch[0]?.path : undefined));
  const isOneKey = keys.every((path) => path?.length === 1 && valueAt(value, path) === undefined);
  if (!isOneKey || new Set(keys.map(String)).size < 2) return undefined;
  const names = keys.map((path) => `"${String(path)}"`).join(', ');
  return [{ code: 'custom', path: [], message: `one of ${names} is missing`, input: value }];
}

function isAt(issue: ZodIssue, other: ZodIssue): boolean {
  return issue.code === 'invalid_value' && JSON.stringify(issue.path) === JSON.stringify(other.path);
}

export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
