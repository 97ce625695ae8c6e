import type { Comparison } from './pattern-schema.ts';

interface Bound {
  readonly compare: (value: number, limit: number) => boolean;
  readonly limit: number;
}

const COMPARE: Readonly<Record<Comparison, Bound['compare']>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

const FORMS =
  '"numeric" is a comparison and a number, such as [">", 0], or a lower and an upper bound, such as [">", 0, "<=", 5]';

/** The bounds of a numeric matcher: one, or a lower one with an upper one that lies above it. */
export function readNumeric(
  parts: readonly (Comparison | number)[],
): readonly Bound[] | { readonly problem: string } {
  const [first, low, second, high] = parts;
  if (typeof first !== 'string' || typeof low !== 'number') return { problem: FORMS };
  const bound = { compare: COMPARE[first], limit: low };
  if (parts.length === 2) return [bound];
  const isRange = first.startsWith('>') && typeof second === 'string' && second.startsWith('<');
  if (!isRange || typeof high !== 'number' || parts.length > 4) return { problem: FORMS };
  if (low >= high)
    return { problem: `the lower bound has to be less than the upper one, got ${low} and ${high}` };
  return [bound, { compare: COMPARE[second], limit: high }];
}
