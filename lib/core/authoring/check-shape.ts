import type * as z from 'zod';
import type { Reporter } from './reporter.ts';
import { describeValue, hint } from './suggest.ts';

type ZodIssue = z.core.$ZodIssue;

/**
 * Checks a document against its zod schema and reports every mismatch in the author's words.
 * Returns the parsed value (defaults filled in), or undefined when there was a mismatch.
 */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, report: Reporter): T | undefined {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of result.error.issues) reportIssue(issue, [], report, value);
  return undefined;
}

function reportIssue(issue: ZodIssue, base: readonly PropertyKey[], report: Reporter, root: unknown): void {
  const path = [...base, ...issue.path] as (string | number)[];
  const got = describeValue(valueAt(root, path));
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = allowedKeys(issue);
      for (const key of issue.keys) {
        report.error('unknown-key', `unknown key "${key}"${hint(key, allowed)}`, [...path, key], 'key');
      }
      return;
    }
    case 'invalid_union': {
      const branch = likeliestBranch(issue.errors, valueAt(root, path));
      if (branch === undefined) {
        report.error(
          'wrong-type',
          issue.message === 'Invalid input' ? `${got} is not allowed here` : issue.message,
          path,
        );
      } else {
        for (const inner of branch) reportIssue(inner, path, report, root);
      }
      return;
    }
    case 'invalid_type': {
      const last = path.at(-1);
      if (valueAt(root, path) === undefined && typeof last === 'string') {
        report.error(
          'missing-key',
          `"${last}" is missing (expected ${article(issue.expected)})`,
          path.slice(0, -1),
        );
      } else {
        report.error('wrong-type', `expected ${article(issue.expected)}, got ${got}`, path);
      }
      return;
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const text = valueAt(root, path);
      const near = typeof text === 'string' ? hint(text, allowed) : ` (allowed: ${allowed.join(', ')})`;
      report.error('wrong-value', `${got} is not allowed here${near}`, path);
      return;
    }
    default:
      report.error(
        issue.code === 'custom' ? 'wrong-value' : issue.code.replaceAll('_', '-'),
        `${issue.message}, got ${got}`,
        path,
      );
  }
}

/** zod does not say which keys a strict object takes: schemas made with `strict()` carry them in the message. */
function allowedKeys(issue: ZodIssue): string[] {
  return issue.message.startsWith(ALLOWED) ? issue.message.slice(ALLOWED.length).split(' ') : [];
}

export const ALLOWED = 'allowed keys: ';

/**
 * Of a union's branches, the one that the author most likely meant: the fewest mismatches at its own level, where a
 * wrong basic type rules a branch out. Undefined when no branch has the value's own basic type.
 */
function likeliestBranch(
  branches: readonly (readonly ZodIssue[])[],
  value: unknown,
): readonly ZodIssue[] | undefined {
  let best: readonly ZodIssue[] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const branch of branches) {
    if (branch.some((issue) => issue.path.length === 0 && issue.code === 'invalid_type')) continue;
    let cost = 0;
    for (const issue of branch) {
      if (issue.code === 'unrecognized_keys') cost += issue.path.length === 0 ? 10 * issue.keys.length : 1;
      else if (issue.code === 'invalid_type' && issue.path.length === 1 && isMissing(value, issue.path))
        cost += 12;
      else if (issue.code === 'invalid_union' && issue.path.length === 0) cost += 8;
      else cost += 1;
    }
    if (cost < least) {
      least = cost;
      best = branch;
    }
  }
  return best;
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  return valueAt(value, path) === undefined;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function article(expected: string): string {
  const names: Record<string, string> = {
    array: 'a list',
    object: 'an object',
    record: 'an object',
    int: 'a whole number',
  };
  return names[expected] ?? `a ${expected}`;
}
