import { distance } from 'fastest-levenshtein';

/** A list of more names than this tells an author nothing. */
const MOST_NAMES = 16;

/** The nearest of `allowed` to `got` when it is near enough to be a slip of the pen (about a third of its letters). */
export function nearest(got: string, allowed: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(got.length / 3)) + 1;
  for (const candidate of allowed) {
    if (Math.abs(candidate.length - got.length) >= least) continue;
    const d = slips(got.toLowerCase(), candidate.toLowerCase());
    // Of two letters another is half of the word: "UK" is no slip of "US".
    if (d > 0 && got.length <= 2 && candidate.length === got.length) continue;
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein's distance, where two neighbours that changed places (`edn`) count as one slip and not as two. */
function slips(a: string, b: string): number {
  if (a.length === b.length) {
    let first = 0;
    while (first < a.length && a[first] === b[first]) first += 1;
    const swapped = a[first] === b[first + 1] && a[first + 1] === b[first];
    if (swapped && first + 1 < a.length && a.slice(first + 2) === b.slice(first + 2)) return 1;
  }
  return distance(a, b);
}

/** `, did you mean "x"?`, or the list of what is allowed when it is short, or nothing. */
export function hint(got: string, allowed: Iterable<string>): string {
  const names = [...allowed];
  const near = nearest(got, names);
  return near === undefined ? listOf(names) : `, did you mean "${near}"?`;
}

/** ` (allowed: a, b)`, or nothing when the list is too long to tell anything. */
export function listOf(names: readonly string[]): string {
  return names.length === 0 || names.length > MOST_NAMES ? '' : ` (allowed: ${names.join(', ')})`;
}

/** `, did you mean 0.4?` for `"40%"`, and 3 for `"3"`: text where a number should stand. */
export function numberHint(got: unknown): string {
  if (typeof got !== 'string') return '';
  const [, digits, percent] = /^(-?\d{1,15}(?:\.\d{1,15})?)\s*(%?)$/.exec(got.trim()) ?? [];
  if (digits === undefined) return '';
  // Divided as text is written, so that 7% is 0.07 and not 0.07 and a rest.
  return `, did you mean ${percent === '' ? Number(digits) : Number(`${digits}e-2`)}?`;
}

/** How a value reads in a message: `string "abc"`, `number 5`, `a list`, `an object`, cut to 60 characters. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `${typeof value} ${quoted(value)}`;
}

/** The same without its type: `"abc"`, `5`. */
export function quoted(value: unknown): string {
  if (typeof value === 'object') return describeValue(value);
  const text = typeof value === 'string' ? `"${value}"` : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `a string`, `an instant`, `true or false`: a type or a thing, with its article. */
export function withArticle(noun: string): string {
  if (noun === 'boolean') return 'true or false';
  if (noun === 'money') return noun;
  return `${/^[aeio]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
