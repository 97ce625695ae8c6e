import { ALLOWED, type Alternatives, ONE_OF } from './schema.ts';
import { withArticle } from './suggest.ts';
import { branchesOf, type ZodIssue } from './union-branches.ts';

type Path = readonly (string | number)[];

/** What stands at a path, in an author's words: `"owner"`, `item 2 of "on"`, `this file`. */
export function thingAt(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'this file';
  if (typeof last === 'string') return `"${last}"`;
  const list = path.findLast((part) => typeof part === 'string');
  return list === undefined ? `item ${last + 1}` : `item ${last + 1} of "${list}"`;
}

const NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  int: 'a whole number',
};

/** What would have been right: `a string`, `one of a, b`, `a number or an object`. */
export function expectedOf(issue: ZodIssue): string {
  const parts = [...new Set(expectations(issue))];
  const last = parts.pop() ?? 'something else';
  return parts.length === 0 ? last : `${parts.join(', ')} or ${last}`;
}

function expectations(issue: ZodIssue): string[] {
  switch (issue.code) {
    case 'invalid_type':
      // A message of its own, such as "a span is …", says what it is about first.
      if (!issue.message.startsWith('Invalid input')) return [issue.message.replace(/ is .*$/, '')];
      return [NAMES[issue.expected] ?? withArticle(issue.expected)];
    case 'invalid_value':
      return [
        issue.values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${issue.values.join(', ')}`,
      ];
    case 'invalid_union': {
      if (issue.message.startsWith(ONE_OF)) {
        const { what, keys } = JSON.parse(issue.message.slice(ONE_OF.length)) as Alternatives;
        return [`${what}, with one of ${keys.join(', ')}`];
      }
      if ('options' in issue) return [`one of ${(issue.options as unknown[]).join(', ')}`];
      const branches = branchesOf(issue).flatMap((branch) => branch.filter((one) => one.path.length === 0));
      const expected = branches.flatMap(expectations);
      return expected.length === 0 ? [issue.message] : expected;
    }
    case 'unrecognized_keys':
      return issue.message.startsWith(ALLOWED) ? ['an object'] : [];
    default:
      return [issue.message.replace(/ is .*$|, got .*$/, '')];
  }
}

/** What branches that take no word take instead, for a list of what is allowed: `or an object`. */
export function otherwise(branches: readonly (readonly ZodIssue[])[]): string[] {
  const roots = branches.flatMap((branch) => branch.filter((issue) => issue.path.length === 0));
  const expected = roots.filter((issue) => issue.code === 'invalid_type').flatMap(expectations);
  return [...new Set(expected)].map((one) => `or ${one}`);
}

/** What is wrong with a length or a size: the limit, what was got, and for a share the fraction that was meant. */
export function sizeProblem(
  issue: Extract<ZodIssue, { code: 'too_small' | 'too_big' }>,
  thing: string,
  value: unknown,
): string {
  const isSmall = issue.code === 'too_small';
  const limit = Number(isSmall ? issue.minimum : issue.maximum);
  const isOwn = !/^Too (?:small|big)/.test(issue.message);
  if (Array.isArray(value)) {
    if (value.length === 0)
      return `${thing} is empty${isOwn ? `: ${issue.message}` : `, at least ${limit} is needed`}`;
    return `${thing} has ${value.length}, ${isSmall ? `at least ${limit} are needed` : `at most ${limit} are allowed`}`;
  }
  if (typeof value === 'string') {
    if (value === '') return `${thing} is empty`;
    return `${thing} has ${value.length} characters, ${isSmall ? `at least ${limit} are needed` : `at most ${limit} are allowed`}`;
  }
  if (isOwn) return `${issue.message}, got ${String(value)}`;
  const bound =
    issue.inclusive === false
      ? `${isSmall ? 'more' : 'less'} than ${limit}`
      : `at ${isSmall ? 'least' : 'most'} ${limit}`;
  const share =
    !isSmall && limit === 1 && typeof value === 'number' && value >= 2 && value <= 100
      ? `, did you mean ${Number(`${value}e-2`)}?`
      : '';
  return `${thing} is ${String(value)}, ${bound} is ${isSmall ? 'needed' : 'allowed'}${share}`;
}
