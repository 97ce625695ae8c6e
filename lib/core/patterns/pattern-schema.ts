import * as z from 'zod';
import { oneOf, strict } from '../authoring/schema.ts';

export const COMPARISONS = ['<', '<=', '=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A text, or one in capital or small letters alike. */
export type AffixJson = string | { readonly 'equals-ignore-case': string };

export type AnythingButJson =
  | string
  | number
  | readonly (string | number)[]
  | { readonly prefix: string | readonly string[] }
  | { readonly suffix: string | readonly string[] }
  | { readonly 'equals-ignore-case': string | readonly string[] }
  | { readonly wildcard: string | readonly string[] };

/** One way for a value to match, as EventBridge writes it. */
export type MatcherJson =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: AffixJson }
  | { readonly suffix: AffixJson }
  | { readonly 'equals-ignore-case': string }
  | { readonly wildcard: string }
  | { readonly 'anything-but': AnythingButJson }
  | { readonly numeric: readonly (Comparison | number)[] }
  | { readonly cidr: string }
  | { readonly exists: boolean }
  | { readonly exactly: string };

/**
 * An EventBridge event pattern. A field matches if one of its list does, and all fields must; objects go one level
 * down. `$or` is a list of two patterns or more, of which one must match.
 */
export interface PatternJson {
  readonly [field: string]: PatternJson | readonly MatcherJson[] | readonly PatternJson[] | undefined;
  readonly $or?: readonly PatternJson[] | undefined;
}

const text = z.string();
const texts = z.union([text, z.array(text).min(1)]);

const affixSchema = z.union([
  text,
  strict({ 'equals-ignore-case': text.describe('The same in capital or small letters') }),
]);

const anythingButSchema: z.ZodType<AnythingButJson> = z.union([
  text,
  z.number(),
  z.array(z.union([text, z.number()])).min(1),
  oneOf(
    'a matcher of "anything-but"',
    ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'],
    [
      strict({ prefix: texts.describe('What it must not begin with') }),
      strict({ suffix: texts.describe('What it must not end with') }),
      strict({ 'equals-ignore-case': texts.describe('What it must not be, in whatever letters') }),
      strict({ wildcard: texts.describe('What it must not look like') }),
    ],
  ),
]);

const matcherSchema: z.ZodType<MatcherJson> = z.union([
  text,
  z.number(),
  z.boolean(),
  z.null(),
  oneOf(
    'a matcher',
    [
      'prefix',
      'suffix',
      'equals-ignore-case',
      'wildcard',
      'anything-but',
      'numeric',
      'cidr',
      'exists',
      'exactly',
    ],
    [
      strict({ prefix: affixSchema.describe('What the text begins with') }),
      strict({ suffix: affixSchema.describe('What the text ends with') }),
      strict({ 'equals-ignore-case': text.describe('The text, in capital or small letters') }),
      strict({ wildcard: text.describe('A text in which each * is any run of characters; \\* is a *') }),
      strict({ 'anything-but': anythingButSchema.describe('Any value but this one, or these') }),
      strict({
        numeric: z
          .array(z.union([z.enum(COMPARISONS), z.number()]))
          .describe('Comparisons and numbers in turn, such as [">", 0, "<=", 5]'),
      }),
      strict({ cidr: text.describe('A range of addresses, such as 10.0.0.0/24') }),
      strict({ exists: z.boolean().describe('Whether there is any value at all') }),
      strict({ exactly: text.describe('The text and nothing else') }),
    ],
  ),
]);

/** The whole of EventBridge's pattern language. What a schema cannot say, `compilePattern` checks. */
export const patternSchema: z.ZodType<PatternJson> = z.lazy(() =>
  z
    .object({
      $or: z
        .array(patternSchema, { error: '"$or" is a list of patterns' })
        .min(2, '"$or" has at least two patterns: one of them must match')
        .optional()
        .describe('Patterns of which one must match, beside the other fields'),
    })
    .catchall(
      z.union([z.array(matcherSchema).min(1, 'a field that may have no value never matches'), patternSchema]),
    )
    .refine((json) => Object.keys(json).length > 0, 'a pattern names at least one field'),
);
