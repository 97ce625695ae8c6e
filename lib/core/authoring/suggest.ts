import { distance } from 'fastest-levenshtein';

/** The nearest of `allowed` to `got` when it is near enough to be a slip of the pen (about a third of its letters). */
export function nearest(got: string, allowed: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(got.length / 3)) + 1;
  for (const candidate of allowed) {
    if (Math.abs(candidate.length - got.length) >= least) continue;
    const d = distance(got.toLowerCase(), candidate.toLowerCase());
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/** `, did you mean "x"?`, or the list of what is allowed when it is short, or nothing. */
export function hint(got: string, allowed: Iterable<string>): string {
  const names = [...allowed];
  const near = nearest(got, names);
  if (near !== undefined) return `, did you mean "${near}"?`;
  if (names.length === 0 || names.length > 16) return '';
  return ` (allowed: ${names.join(', ')})`;
}

/** How a value reads in a message: `string "abc"`, `number 5`, `a list`, `an object`, cut to 60 characters. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return `${typeof value} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
}
