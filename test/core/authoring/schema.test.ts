import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkShape } from '../../../lib/core/authoring/check-shape.ts';
import { elapsedAt } from '../../../lib/core/authoring/elapsed.ts';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { readJson } from '../../../lib/core/authoring/read-json.ts';
import { type Reporter, reporterOf, withoutCodes } from '../../../lib/core/authoring/reporter.ts';
import { idSchema, oneOf, spanSchema, strict } from '../../../lib/core/authoring/schema.ts';

/** What is told of a value by `check`, without the file. */
function told(value: unknown, check: (report: Reporter) => unknown): string[] {
  const issues: Issue[] = [];
  const document = readJson('x.json', JSON.stringify(value), issues);
  if (document === undefined) throw new Error('not JSON');
  check(reporterOf(document, issues));
  return issues.map((issue) => formatIssue(issue).replace('x.json:', ''));
}

const toldBy = (schema: z.ZodType, value: unknown) =>
  told(value, (report) => checkShape(schema, value, report));

describe('a span that is none', () => {
  it.each([
    ['30d', 'P30D'],
    ['7 days', 'P7D'],
    ['1 day', 'P1D'],
    ['2 weeks', 'P2W'],
    ['3 months', 'P3M'],
    ['1 year', 'P1Y'],
    ['4 hours', 'PT4H'],
    ['P4H', 'PT4H'],
    ['15 min', 'PT15M'],
    ['90D', 'P90D'],
    ['p7d', 'P7D'],
    ['-7 days', '-P7D'],
    ['2 bussiness days', '2 business days'],
    ['2 working days', '2 business days'],
  ])('is told what it was meant to be: %s is %s', (got, meant) => {
    expect(toldBy(spanSchema, got)).toEqual([
      `1:1 error a span is ISO 8601 such as "P7D" or "PT4H", or "2 business days", got string "${got}", did you mean "${meant}"?`,
    ]);
  });

  it.each(['soon', '7', '7 M', 'P', '7 days 4 hours', '1.5 days'])(
    'is told without a guess where none is near: %s',
    (got) => {
      expect(toldBy(spanSchema, got)).toEqual([
        `1:1 error a span is ISO 8601 such as "P7D" or "PT4H", or "2 business days", got string "${got}"`,
      ]);
    },
  );
});

describe('an id that is none', () => {
  it.each([
    ['Login Drop', ', did you mean "login-drop"?'],
    ['login_drop', ', did you mean "login-drop"?'],
    ['-login-', ', did you mean "login"?'],
    ['Kündigung', ', did you mean "k-ndigung"?'],
    ['???', ''],
  ])('is told what it may be: %s', (got, rest) => {
    expect(toldBy(idSchema, got)).toEqual([
      `1:1 error an id is lower-case words joined by "-", "." or "/", got string "${got}"${rest}`,
    ]);
  });

  it('may be too long', () => {
    expect(toldBy(idSchema, 'x'.repeat(65))).toEqual([
      '1:1 error this file has 65 characters, at most 64 are allowed',
    ]);
  });
});

describe('a thing of several kinds', () => {
  const shape = strict({
    things: z.array(
      oneOf(
        'a thing',
        ['walk', 'swim'],
        [
          strict({ walk: strict({ to: z.string() }), slowly: z.boolean().optional() }),
          strict({ swim: z.number(), slowly: z.boolean().optional() }),
        ],
        { fly: 'nothing flies here: let it walk' },
      ),
    ),
  });
  const toldOf = (thing: unknown) => toldBy(shape, { things: [thing] });

  it('is right in either kind', () => {
    expect(toldBy(shape, { things: [{ walk: { to: 'x' } }, { swim: 1, slowly: true }] })).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a mistake inside of the kind that is meant',
      { walk: { too: 'x' } },
      '1:21 error unknown key "too", did you mean "to"?',
    ],
    ['a wrong value inside of it', { walk: { to: 3 } }, '1:26 error "to" takes a string, got number 3'],
    [
      'a key that the kind does not have',
      { swim: 1, faster: true },
      '1:22 error unknown key "faster" (allowed: swim, slowly)',
    ],
    [
      'two kinds at once',
      { walk: { to: 'x' }, swim: 1 },
      '1:31 error "swim" does not go with "walk": a thing has one of walk, swim, and only one',
    ],
    ['a misspelt kind', { swmi: 1 }, '1:13 error unknown key "swmi", did you mean "swim"?'],
    [
      'a kind that is none',
      { slowly: true, crawl: 1 },
      '1:27 error unknown key "crawl": a thing has one of walk, swim',
    ],
    ['no kind', { slowly: true }, '1:12 error a thing has one of walk, swim, here is none'],
    ['a key that stands here by mistake', { fly: 1 }, '1:13 error nothing flies here: let it walk'],
    ['no object', 'walk', '1:12 error expected an object, got string "walk" (a thing has one of walk, swim)'],
  ])('is told by the key that tells it apart: %s', (_name, thing, message) => {
    expect(toldOf(thing)).toEqual([message]);
  });
});

describe('a union of types', () => {
  const value = z.union([
    z.string(),
    z.array(z.string()).min(1),
    strict({ from: z.string() }),
    z.enum(['now', 'later']),
  ]);
  const shape = strict({ value, when: z.union([z.literal('now'), strict({ at: z.string() })]) });

  it.each<[string, unknown, string[]]>([
    [
      'a type that is none of them',
      { value: 5, when: 'now' },
      ['1:10 error "value" takes a string, a list, an object or one of now, later, got number 5'],
    ],
    [
      'an item of the list',
      { value: ['a', 5], when: 'now' },
      ['1:15 error item 2 of "value" takes a string, got number 5'],
    ],
    [
      'a key of the object',
      { value: { form: 'a' }, when: 'now' },
      ['1:11 error unknown key "form", did you mean "from"?'],
    ],
    [
      'a word, where an object may stand too',
      { value: 'a', when: 'soon' },
      ['1:21 error "when" cannot be "soon" (allowed: now, or an object)'],
    ],
    [
      'a value that is missing',
      { when: 'now' },
      ['1:1 error "value" is missing (expected a string, a list, an object or one of now, later)'],
    ],
  ])('is told by the type that was meant: %s', (_name, got, messages) => {
    expect(toldBy(shape, got)).toEqual(messages);
  });
});

describe('an elapsed time', () => {
  it.each([
    ['P7D', 604_800_000],
    ['PT4H', 14_400_000],
    ['P1M', 2_592_000_000],
  ])('is a plain length: %s', (text, ms) => {
    const issues = told(text, (report) => expect(elapsedAt(text, report)).toBe(ms));
    expect(issues).toEqual([]);
  });

  it.each([
    [
      '3 business days',
      '"3 business days" depends on a calendar; an elapsed time is needed here, such as "P3D"',
    ],
    ['P0D', '"P0D" is no time at all; an elapsed time is needed here, such as "P7D" or "PT4H"'],
    ['-PT4H', '"-PT4H" counts backwards, did you mean "PT4H"?'],
  ])('is told where there is none: %s', (text, message) => {
    expect(told(text, (report) => expect(elapsedAt(text, report)).toBeUndefined())).toEqual([
      `1:1 error ${message}`,
    ]);
  });
});

describe('a reporter that leaves codes out', () => {
  it('tells all others, below it too, and knows of failures as before', () => {
    const issues = told({ a: { b: 1 } }, (report) => {
      const quiet = withoutCodes(report, new Set(['noise'])).at('a');
      quiet.error('noise', 'not told');
      expect(quiet.failed()).toBe(false);
      quiet.error('loud', 'told', ['b'], 'key');
      quiet.warn('noise', 'a warning is not an error');
      expect([quiet.failed(), report.failed()]).toEqual([true, true]);
    });
    expect(issues).toEqual(['1:7 error told', '1:6 warning a warning is not an error']);
  });
});
