import type * as z from 'zod';
import { expectedOf, otherwise, sizeProblem, thingAt } from './describe-mismatch.ts';
import type { Reporter } from './reporter.ts';
import { ALLOWED, type Alternatives, ONE_OF } from './schema.ts';
import { describeValue, hint, listOf, nearest, numberHint, quoted } from './suggest.ts';
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
    const missing = missingAt(path, issues, base, target.root);
    explained.add(placeOf(path));
    for (const key of reportUnknownKeys(issue, path, missing, target)) explained.add(placeOf([...path, key]));
  }
  for (const issue of issues) {
    const path = pathOf(issue, base);
    if (issue.code === 'unrecognized_keys') continue;
    if (explained.has(placeOf(path)) && (issue.code === 'custom' || isMissing(path, target.root))) continue;
    if (isMissing(path, target.root)) reportMissing(issue, path, target.report);
    else reportIssue(issue, path, target);
  }
}

type Unrecognized = Extract<ZodIssue, { code: 'unrecognized_keys' }>;

/** Reports them, and returns the missing keys that they were meant for. */
function reportUnknownKeys(
  issue: Unrecognized,
  path: Path,
  missing: string[],
  { report, root }: Target,
): string[] {
  const allowed = allowedKeys(issue);
  const object = valueAt(root, path) as object;
  const open = new Set(allowed.filter((key) => !Object.hasOwn(object, key)));
  const tell = (key: string, rest: string) =>
    report.error('unknown-key', `unknown key "${key}"${rest}`, [...path, key], 'key');
  const meant: string[] = [];
  const strange: string[] = [];
  for (const key of issue.keys) {
    const near = nearest(key, open);
    if (near === undefined) strange.push(key);
    else {
      open.delete(near);
      meant.push(near);
      tell(key, `, did you mean "${near}"?`);
    }
  }
  const lacking = missing.filter((key) => !meant.includes(key));
  for (const [i, key] of strange.entries()) {
    // What is allowed is told once: a file of another kind has many such keys.
    if (strange.length > 1 || lacking.length !== 1) tell(key, i === 0 ? listOf(allowed) : '');
    else tell(key, `, and "${lacking[0]}" is missing${listOf(allowed)}`);
  }
  return strange.length === 1 && lacking.length === 1 ? missing : meant;
}

/** zod does not say which keys a strict object takes: schemas made with `strict()` carry them in the message. */
function allowedKeys(issue: Unrecognized): string[] {
  return issue.message.startsWith(ALLOWED) ? issue.message.slice(ALLOWED.length).split(' ') : [];
}

function missingAt(path: Path, issues: readonly ZodIssue[], base: Path, root: unknown): string[] {
  const parent = placeOf(path);
  const missing = issues.map((issue) => pathOf(issue, base)).filter((each) => isMissing(each, root));
  return missing.filter((each) => placeOf(each.slice(0, -1)) === parent).map((each) => String(each.at(-1)));
}

function isMissing(path: Path, root: unknown): boolean {
  return typeof path.at(-1) === 'string' && valueAt(root, path) === undefined;
}

function reportMissing(issue: ZodIssue, path: Path, report: Reporter): void {
  const message = `"${path.at(-1)}" is missing (expected ${expectedOf(issue)})`;
  report.error('missing-key', message, path.slice(0, -1));
}

function reportIssue(issue: ZodIssue, path: Path, target: Target): void {
  const { report } = target;
  const value = valueAt(target.root, path);
  const thing = thingAt(path);
  const got = describeValue(value);
  switch (issue.code) {
    case 'invalid_union':
      reportUnion(issue, path, target);
      break;
    case 'invalid_type': {
      const rest = issue.expected === 'number' ? numberHint(value) : '';
      const isOwn = !issue.message.startsWith('Invalid input');
      const message = isOwn ? issue.message : `${thing} takes ${expectedOf(issue)}, got ${got}${rest}`;
      report.error('wrong-type', message, path);
      break;
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const rest = typeof value === 'string' ? hint(value, allowed) : listOf(allowed);
      report.error('wrong-value', `${thing} cannot be ${quoted(value)}${rest}`, path);
      break;
    }
    case 'invalid_key': {
      report.error('wrong-key', keyProblem(issue.issues, quoted(path.at(-1))), path, 'key');
      break;
    }
    case 'too_small':
    case 'too_big':
      report.error(issue.code.replace('_', '-'), sizeProblem(issue, thing, value), path);
      break;
    case 'custom': {
      const part = issue.params?.part === 'key' ? 'key' : 'value';
      const isWhole = part === 'key' || typeof value === 'object';
      report.error('wrong-value', isWhole ? issue.message : withGot(issue.message, got), path, part);
      break;
    }
    default:
      report.error('wrong-value', withGot(issue.message, got), path);
  }
}

function keyProblem([inner]: readonly ZodIssue[], got: string): string {
  if (inner?.code !== 'invalid_union') return withGot(inner?.message ?? 'this key is not allowed', got);
  const messages = branchesOf(inner).flatMap((branch) => branch.map((one) => one.message));
  const meant = messages
    .map((message) => /, did you mean .*$/.exec(message)?.[0])
    .find((one) => one !== undefined);
  return `this key takes ${expectedOf(inner)}, got ${got}${meant ?? ''}`;
}

/** Messages that give a hint tell what was got themselves, before it. */
function withGot(message: string, got: string): string {
  return message.includes(', got ') ? message : `${message}, got ${got}`;
}

function reportUnion(issue: Extract<ZodIssue, { code: 'invalid_union' }>, path: Path, target: Target): void {
  const value = valueAt(target.root, path);
  const branches = branchesOf(issue);
  const alternatives = alternativesOf(issue);
  if (alternatives !== undefined) {
    const key = keyMeant(alternatives, branches, value, path, target.report);
    const own = branches.filter((branch) => key !== undefined && !branch.some((one) => isUnknown(one, key)));
    reportAll(likeliestBranch(own, value) ?? [], path, target);
    return;
  }
  if ('options' in issue) {
    const words = (issue.options as unknown[]).map(String);
    const rest = typeof value === 'string' ? hint(value, words) : listOf(words);
    target.report.error('wrong-value', `${thingAt(path)} cannot be ${quoted(value)}${rest}`, path);
    return;
  }
  const branch = likeliestBranch(branches, value);
  const [only] = branch ?? [];
  if (only?.code === 'invalid_value' && only.path.length === 0) {
    const words = only.values.map(String);
    const rest =
      nearest(String(value), words) === undefined
        ? listOf([...words, ...otherwise(branches)])
        : hint(String(value), words);
    target.report.error('wrong-value', `${thingAt(path)} cannot be ${quoted(value)}${rest}`, path);
  } else if (branch !== undefined) {
    reportAll(branch, path, target);
  } else {
    const isOwn = branches.length === 0 && !issue.message.startsWith('Invalid input');
    const why = isOwn ? issue.message : `${thingAt(path)} takes ${expectedOf(issue)}`;
    target.report.error('wrong-type', withGot(why, describeValue(value)), path);
  }
}

function alternativesOf(issue: ZodIssue): Alternatives | undefined {
  return issue.message.startsWith(ONE_OF)
    ? (JSON.parse(issue.message.slice(ONE_OF.length)) as Alternatives)
    : undefined;
}

function isUnknown(issue: ZodIssue, key: string): boolean {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0 && issue.keys.includes(key);
}

/** Which of the kinds the author meant, by its key; undefined after reporting that it is none of them, or two. */
function keyMeant(
  { what, keys, misplaced }: Alternatives,
  branches: readonly (readonly ZodIssue[])[],
  value: unknown,
  path: Path,
  report: Reporter,
): string | undefined {
  const choice = `${what} has one of ${keys.join(', ')}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report.error('wrong-type', `expected an object, got ${describeValue(value)} (${choice})`, path);
    return undefined;
  }
  const own = Object.keys(value);
  const [first, second] = own.filter((key) => keys.includes(key));
  if (second !== undefined) {
    const message = `"${second}" does not go with "${first}": ${choice}, and only one`;
    report.error('two-kinds', message, [...path, second], 'key');
    return undefined;
  }
  if (first !== undefined) return first;
  const known = own.find((key) => Object.hasOwn(misplaced, key));
  const strange = own.filter((key) => branches.every((branch) => branch.some((one) => isUnknown(one, key))));
  const wrong = known ?? strange.find((key) => nearest(key, keys) !== undefined) ?? strange[0];
  if (wrong === undefined) {
    report.error('missing-key', `${choice}, here is none`, path);
    return undefined;
  }
  const near = nearest(wrong, keys);
  const rest = near === undefined ? `: ${choice}` : `, did you mean "${near}"?`;
  const message = known === undefined ? `unknown key "${wrong}"${rest}` : (misplaced[known] ?? '');
  report.error(known === undefined ? 'unknown-key' : 'misplaced-key', message, [...path, wrong], 'key');
  return undefined;
}

function pathOf(issue: ZodIssue, base: Path): Path {
  return [...base, ...(issue.path as Path)];
}

function placeOf(path: Path): string {
  return JSON.stringify(path);
}
