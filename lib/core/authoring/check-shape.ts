import type * as z from 'zod';
import { expectedOf, sizeProblem, thingAt } from './describe-mismatch.ts';
import type { Reporter } from './reporter.ts';
import { ALLOWED, type Alternatives, ONE_OF } from './schema.ts';
import { describeValue, hint, nearest, numberHint } from './suggest.ts';
import { branchesOf, likeliestBranch, valueAt, type ZodIssue } from './union-branches.ts';

type Path = readonly (string | number)[];

/**
 * Checks a document against its zod schema and reports every mismatch in the author's words, each at the innermost
 * place. Returns the parsed value (defaults filled in), or undefined when there was a mismatch.
 */
export function checkShape<T>(schema: z.ZodType<T>, value: unknown, report: Reporter): T | undefined {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  reportAll(result.error.issues, [], { report, root: value });
  return undefined;
}

interface Target {
  readonly report: Reporter;
  /** The whole document: paths of issues start here. */
  readonly root: unknown;
}

/** Issues of one object that come from one slip (a misspelt key is also a missing one) are told once. */
function reportAll(issues: readonly ZodIssue[], base: Path, target: Target): void {
  const explained = new Set<string>();
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const path = pathOf(issue, base);
    explained.add(placeOf(path));
    for (const slip of slipsOf(issue, path, target.root).values()) explained.add(placeOf([...path, slip]));
  }
  for (const issue of issues) {
    const path = pathOf(issue, base);
    if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue, path, target);
    else if (issue.code === 'custom' && explained.has(placeOf(path))) continue;
    else if (isMissing(path, target.root)) {
      if (!explained.has(placeOf(path))) reportMissing(issue, path, target.report);
    } else reportIssue(issue, path, target);
  }
}

function reportUnknownKeys(issue: Unrecognized, path: Path, { report, root }: Target): void {
  const slips = slipsOf(issue, path, root);
  let named = false;
  for (const key of issue.keys) {
    const slip = slips.get(key);
    // What is allowed is told once: a file of another kind has many such keys.
    const rest = slip === undefined ? (named ? '' : hint(key, allowedKeys(issue))) : `, did you mean "${slip}"?`;
    named ||= slip === undefined;
    report.error('unknown-key', `unknown key "${key}"${rest}`, [...path, key], 'key');
  }
}

type Unrecognized = Extract<ZodIssue, { code: 'unrecognized_keys' }>;

/** Unknown keys by the allowed key that they look like, where the object does not have that one already. */
function slipsOf(issue: Unrecognized, path: Path, root: unknown): Map<string, string> {
  const object = valueAt(root, path) as object;
  const open = new Set(allowedKeys(issue).filter((key) => !Object.hasOwn(object, key)));
  const slips = new Map<string, string>();
  for (const key of issue.keys) {
    const near = nearest(key, open);
    if (near === undefined) continue;
    slips.set(key, near);
    open.delete(near);
  }
  return slips;
}

/** zod does not say which keys a strict object takes: schemas made with `strict()` carry them in the message. */
function allowedKeys(issue: Unrecognized): string[] {
  return issue.message.startsWith(ALLOWED) ? issue.message.slice(ALLOWED.length).split(' ') : [];
}

function reportMissing(issue: ZodIssue, path: Path, report: Reporter): void {
  const message = `"${path.at(-1)}" is missing (expected ${expectedOf(issue)})`;
  report.error('missing-key', message, path.slice(0, -1));
}

function isMissing(path: Path, root: unknown): boolean {
  return typeof path.at(-1) === 'string' && valueAt(root, path) === undefined;
}

function reportIssue(issue: ZodIssue, path: Path, target: Target): void {
  const { report } = target;
  const value = valueAt(target.root, path);
  const thing = thingAt(path);
  const got = describeValue(value);
  switch (issue.code) {
    case 'invalid_union':
      return reportUnion(issue, path, target);
    case 'invalid_type': {
      const rest = issue.expected === 'number' ? numberHint(value) : '';
      const isOwn = !issue.message.startsWith('Invalid input');
      return report.error('wrong-type', isOwn ? issue.message : `${thing} takes ${expectedOf(issue)}, got ${got}${rest}`, path);
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const rest = typeof value === 'string' ? hint(value, allowed) : ` (allowed: ${allowed.join(', ')})`;
      const shown = typeof value === 'string' ? got.slice('string '.length) : got;
      return report.error('wrong-value', `${thing} cannot be ${shown}${rest}`, path);
    }
    case 'invalid_key': {
      const why = issue.issues[0]?.message ?? 'this key is not allowed';
      return report.error('wrong-key', withGot(why, describeValue(path.at(-1))), path, 'key');
    }
    case 'too_small':
    case 'too_big':
      return report.error(issue.code === 'too_small' ? 'too-small' : 'too-big', sizeProblem(issue, thing, value), path);
    case 'custom': {
      const part = issue.params?.part === 'key' ? 'key' : 'value';
      const message = typeof value === 'object' ? issue.message : withGot(issue.message, got);
      return report.error('wrong-value', message, path, part);
    }
    default:
      report.error('wrong-value', withGot(issue.message, got), path);
  }
}

/** Messages that give a hint tell what was got themselves, before it. */
function withGot(message: string, got: string): string {
  return message.includes(', got ') ? message : `${message}, got ${got}`;
}

function reportUnion(issue: Extract<ZodIssue, { code: 'invalid_union' }>, path: Path, target: Target): void {
  const value = valueAt(target.root, path);
  const alternatives = alternativesOf(issue);
  const branches = branchesOf(issue);
  if (alternatives !== undefined) {
    const key = keyMeant(alternatives, value, path, target.report);
    if (key === undefined) return;
    const own = branches.filter((branch) => !branch.some((one) => isUnknown(one, key)));
    return reportAll(likeliestBranch(own, value) ?? [], path, target);
  }
  const branch = likeliestBranch(branches, value);
  if (branch !== undefined) return reportAll(branch, path, target);
  const isOwn = branches.length === 0 && !issue.message.startsWith('Invalid input');
  const message = isOwn ? withGot(issue.message, describeValue(value)) : `${thingAt(path)} takes ${expectedOf(issue)}, got ${describeValue(value)}`;
  target.report.error('wrong-type', message, path);
}

function alternativesOf(issue: ZodIssue): Alternatives | undefined {
  return issue.message.startsWith(ONE_OF) ? (JSON.parse(issue.message.slice(ONE_OF.length)) as Alternatives) : undefined;
}

function isUnknown(issue: ZodIssue, key: string): boolean {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0 && issue.keys.includes(key);
}

/** Which of the kinds the author meant, by its key; undefined after reporting that it is none of them, or two. */
function keyMeant(alternatives: Alternatives, value: unknown, path: Path, report: Reporter): string | undefined {
  const { what, keys, misplaced } = alternatives;
  const choice = `${what} has one of ${keys.join(', ')}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report.error('wrong-type', `expected an object, got ${describeValue(value)} (${choice})`, path);
    return undefined;
  }
  const present = Object.keys(value).filter((key) => keys.includes(key));
  const [first, second] = present;
  if (second !== undefined) {
    report.error('two-kinds', `"${second}" does not go with "${first}": ${choice}, and only one`, [...path, second], 'key');
    return undefined;
  }
  if (first !== undefined) return first;
  const others = Object.keys(value);
  const known = others.find((key) => Object.hasOwn(misplaced, key));
  if (known !== undefined) {
    report.error('misplaced-key', misplaced[known] ?? '', [...path, known], 'key');
    return undefined;
  }
  const slip = others.find((key) => nearest(key, keys) !== undefined);
  if (slip !== undefined) report.error('unknown-key', `unknown key "${slip}"${hint(slip, keys)}`, [...path, slip], 'key');
  else report.error('missing-key', `${choice}, here is none`, path);
  return undefined;
}

function pathOf(issue: ZodIssue, base: Path): Path {
  return [...base, ...(issue.path as Path)];
}

function placeOf(path: Path): string {
  return JSON.stringify(path);
}
