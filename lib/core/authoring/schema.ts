import * as z from 'zod';
import { parseSpan } from '../time/span.ts';
import { describeValue } from './suggest.ts';

/** zod does not say in an issue which keys a strict object takes: it stands in the message, behind this. */
export const ALLOWED = 'allowed keys: ';

/** What tells the branches of a union apart stands in the message, behind this, as JSON of `Alternatives`. */
export const ONE_OF = 'one of: ';

/** The kinds of one thing: each has exactly one of `keys`. */
export interface Alternatives {
  /** With its article: `a step`. */
  readonly what: string;
  readonly keys: readonly string[];
  /** Keys that authors put here by mistake, with what to do about it. */
  readonly misplaced: Readonly<Record<string, string>>;
}

/** A strict object whose refusal of an unknown key names the keys that it takes. */
export function strict<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const allowed = ALLOWED + Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? allowed : undefined),
  });
}

/**
 * A thing of one of several kinds (`what`, with its article), told apart by which of `keys` it has. The options are
 * strict objects; which one an author meant follows from the key and not from where the fewest mismatches are. (An
 * ordinary union tells nothing but the unknown keys of a branch that has no other mismatch.)
 */
export function oneOf<const T extends readonly z.ZodType[]>(
  what: string,
  keys: readonly string[],
  options: T,
  misplaced: Alternatives['misplaced'] = {},
): z.ZodXor<T> {
  const message = ONE_OF + JSON.stringify({ what, keys, misplaced } satisfies Alternatives);
  return z.xor(options, { error: () => message });
}

/** Lower-case words joined by hyphens, dots or slashes: file names, construct ids and execution names stay valid. */
export const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(?:[-./][a-z0-9]+)*$/, {
    error: (issue) =>
      `an id is lower-case words joined by "-", "." or "/", got ${describeValue(issue.input)}${likelyId(issue.input)}`,
  })
  .max(64);

const SPAN = 'a span is ISO 8601 such as "P7D" or "PT4H", or "2 business days"';

/** `P30D`, `PT4H`, `-P7D` or `2 business days`. */
export const spanSchema = z
  .string({
    error: (issue) => (issue.input === undefined ? undefined : `${SPAN}, got ${describeValue(issue.input)}`),
  })
  .refine((text) => parseSpan(text) !== undefined, {
    error: (issue) => `${SPAN}, got ${describeValue(issue.input)}${likelySpan(issue.input)}`,
  });

/** What every author's file starts with. `id` equals the file's name. */
export const headerShape = {
  $schema: z.string(),
  id: idSchema,
  owner: z.string().min(1),
  description: z.string().min(1),
};

function likelyId(got: unknown): string {
  const words = String(got)
    .slice(0, 64)
    .toLowerCase()
    .split(/[^a-z0-9./]+/);
  const id = words.filter((word) => word !== '').join('-');
  return /^[a-z0-9]+(?:[-./][a-z0-9]+)*$/.test(id) ? `, did you mean "${id}"?` : '';
}

const UNITS = [
  [/^(?:d|days?)$/i, (n: string) => `P${n}D`],
  [/^(?:w|weeks?)$/i, (n: string) => `P${n}W`],
  [/^(?:months?)$/i, (n: string) => `P${n}M`],
  [/^(?:y|years?)$/i, (n: string) => `P${n}Y`],
  [/^(?:h|hours?)$/i, (n: string) => `PT${n}H`],
  [/^(?:min|minutes?)$/i, (n: string) => `PT${n}M`],
  [/^(?:working|work|week|bus\w*) ?days?$/i, (n: string) => `${n} business days`],
] as const;

/** What `7 days`, `30d`, `P4H` or `2 bussiness days` was meant to be. */
function likelySpan(got: unknown): string {
  const [, sign = '', letters = '', count, unit = ''] =
    /^(-?)(p?t?)(\d{1,4})\s*([a-z ]{1,20})$/i.exec(String(got).trim()) ?? [];
  if (count === undefined) return '';
  const isIso = letters !== '';
  // Behind a "P" an M is a month, behind "PT" a minute; a lone "M" may be either.
  if (/^m$/i.test(unit)) return isIso ? `, did you mean "${sign}${letters.toUpperCase()}${count}M"?` : '';
  const write = UNITS.find(([pattern]) => pattern.test(unit.trim()))?.[1];
  return write === undefined ? '' : `, did you mean "${sign}${write(count)}"?`;
}
