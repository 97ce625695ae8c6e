import * as z from 'zod';
import { strict } from '../authoring/schema.ts';

const COMPARISONS = ['<', '<=', '=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** One way for a value to match, as EventBridge writes it. */
export type MatcherJson =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly exists: boolean }
  | { readonly 'anything-but': AnythingBut }
  | { readonly numeric: readonly (Comparison | number)[] };

export type AnythingBut = string | number | readonly (string | number)[] | { readonly prefix: string };

/** A field matches if one of its list does; all named fields must. Objects go one level down. */
export interface PatternJson {
  readonly [field: string]: PatternJson | readonly MatcherJson[];
}

const text = z.string().max(1000);

const numericSchema = z
  .array(z.union([z.enum(COMPARISONS), z.number()]))
  .refine(isNumericRange, 'numeric is a comparison and a number, once or twice, such as [">=", 5, "<", 10]');

const anythingBut = z.union([
  text,
  z.number(),
  z.array(z.union([text, z.number()])).min(1),
  strict({ prefix: text.min(1).describe('What it must not begin with') }),
]);

const matcherSchema: z.ZodType<MatcherJson> = z.union([
  text,
  z.number(),
  z.boolean(),
  z.null(),
  strict({ prefix: text.min(1).describe('What the text begins with') }),
  strict({ exists: z.boolean().describe('Whether the field is there at all') }),
  strict({ 'anything-but': anythingBut.describe('Matches any value but this one, or these') }),
  strict({ numeric: numericSchema.describe('Comparisons and numbers in turn, such as [">", 0, "<=", 5]') }),
]);

/** The part of EventBridge's pattern language that connectors match with. */
export const patternSchema: z.ZodType<PatternJson> = z.lazy(() =>
  z.record(
    z.string().min(1),
    z.union([z.array(matcherSchema).min(1, 'a field that may have no value never matches'), patternSchema]),
  ),
);

function isNumericRange(parts: readonly (Comparison | number)[]): boolean {
  const kinds = parts.map((part) => typeof part).join(' ');
  return kinds === 'string number' || kinds === 'string number string number';
}
