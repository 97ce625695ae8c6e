import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { readJson } from '../../../lib/core/authoring/read-json.ts';

function read(text: string) {
  const issues: Issue[] = [];
  const document = readJson('x.json', text, issues);
  return { document, value: document?.value, told: issues.map(formatIssue) };
}

describe('the position of a part', () => {
  const text = '{\n  "a": [1, { "b": "x" }],\n  "c.d": { "e": null }\n}\n';
  const at = (path: (string | number)[], part?: 'key' | 'value') => {
    const { line, column } = read(text).document?.positionOf(path, part) ?? {};
    return `${line}:${column}`;
  };

  it('is that of its value, or of its key, counted from 1', () => {
    expect([at([]), at(['a']), at(['a'], 'key')]).toEqual(['1:1', '2:8', '2:3']);
    expect([at(['a', 0]), at(['a', 1, 'b']), at(['a', 1, 'b'], 'key')]).toEqual(['2:9', '2:19', '2:14']);
    expect([at(['c.d']), at(['c.d', 'e'])]).toEqual(['3:10', '3:17']);
  });

  it('is that of the nearest parent where the part is not there', () => {
    expect([at(['z']), at(['a', 7]), at(['a', 1, 'z', 'y']), at(['c', 'd'])]).toEqual([
      '1:1',
      '2:8',
      '2:12',
      '1:1',
    ]);
  });

  it('counts columns as editors do, in UTF-16 units, and lines behind CR LF', () => {
    const { document } = read('{ "😀é": 1,\r\n  "b": 2 }');
    expect(document?.positionOf(['😀é'])).toEqual({ line: 1, column: 10 });
    expect(document?.positionOf(['b'])).toEqual({ line: 2, column: 8 });
  });

  it('leaves out a byte order mark', () => {
    const { document, told } = read('\ufeff{ "a": 1 }');
    expect(told).toEqual([]);
    expect(document?.positionOf(['a'])).toEqual({ line: 1, column: 8 });
  });
});

describe('text that cannot be used', () => {
  it.each([
    ['nothing', '', 'x.json:1:1 error this file is empty, a JSON object is expected'],
    ['blanks', ' \n\n\t', 'x.json:1:1 error this file is empty, a JSON object is expected'],
    ['a comment alone', '// later\n', 'x.json:1:1 error JSON has no comments: say it in "description"'],
    [
      'an object that is not closed',
      '{\n  "a": [1',
      'x.json:2:10 error the file ends here, and the "[" of line 2 is not closed',
    ],
    [
      'two objects',
      '{}\n{}',
      'x.json:2:1 error expected the end of the file, got "{": a file holds one object',
    ],
    [
      'a bracket too many',
      '{}}',
      'x.json:1:3 error expected the end of the file, got "}": a file holds one object',
    ],
    ['a null character', '{ \0"a": 1 }', 'x.json:1:3 error the character U+0000 cannot stand here'],
    [
      'quotes of a word processor',
      '{ "a": “x” }',
      'x.json:1:8 error text stands in double quotes ("), got “x”',
    ],
    ['a semicolon', '{ "a": 1; "b": 2 }', 'x.json:1:9 error ";" cannot stand here'],
    [
      'half an escape',
      '{ "a": "\\u12" }',
      'x.json:1:9 error "\\u" takes four hexadecimal digits, as in "\\u00e9"',
    ],
    [
      'a point without digits',
      '{ "a": 1. }',
      'x.json:1:8 error a number is written as in -3, 0.4 or 1e6: digits before the point, no sign "+", no zero in front',
    ],
    [
      'a plus',
      '{ "a": +1 }',
      'x.json:1:8 error a number is written as in -3, 0.4 or 1e6: digits before the point, no sign "+", no zero in front',
    ],
    ['a value that is missing', '{ "a": , "b": 1 }', 'x.json:1:8 error expected a value, got ","'],
  ])('is told once, where it stands: %s', (_name, text, told) => {
    expect(read(text)).toEqual({ document: undefined, value: undefined, told: [told] });
  });

  it('is nested deeper than 64 levels, wherever', () => {
    const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(read(deep(64)).told).toEqual([]);
    expect(read(deep(65)).told).toEqual([
      'x.json:1:65 error brackets nest deeper than 64 levels here, at most 64 are read',
    ]);
    expect(read(`{\n"a": ${deep(300)}}`).told).toEqual([
      'x.json:2:69 error brackets nest deeper than 64 levels here, at most 64 are read',
    ]);
    expect(read(`"${'['.repeat(300)}"`).told).toEqual([]);
  });

  it('is longer than a million characters', () => {
    expect(read(`"${'x'.repeat(999_998)}"`).told).toEqual([]);
    const { document, told } = read(`"${'x'.repeat(999_999)}"`);
    expect(document).toBeUndefined();
    expect(told).toEqual(['x.json:1:1 error this file has 1000001 characters, at most 1000000 are read']);
  });
});

describe('text that is understood all the same', () => {
  it.each([
    ['a comma that is missing', '{ "a": 1 "b": 2 }', { a: 1, b: 2 }],
    ['a comma too many', '{ "a": 1, "b": 2, }', { a: 1, b: 2 }],
    ['two commas', '{ "a": 1,, "b": 2 }', { a: 1, b: 2 }],
    ['a comment', '{ "a": 1, /* one */ "b": 2 }', { a: 1, b: 2 }],
    ['a key that stands there twice', '{ "a": 1, "b": 2, "a": 3 }', { a: 1, b: 2 }],
  ])('has failed, and can be checked further: %s', (_name, text, value) => {
    const { document, told } = read(text);
    expect(told).toHaveLength(1);
    expect(document).toMatchObject({ failed: true, value });
  });

  it.each(['__proto__', 'constructor', 'prototype'])('never has a key "%s", at any depth', (key) => {
    const { value, told } = read(`{ "a": [{ "${key}": { "polluted": true }, "b": 1 }] }`);
    expect(told).toEqual([`x.json:1:11 error the key "${key}" is reserved, choose another name`]);
    expect(value).toEqual({ a: [{ b: 1 }] });
    expect(Object.getPrototypeOf((value as { a: object[] }).a[0])).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('any text', () => {
  it('is read as JSON.parse reads it, where it is JSON', async () => {
    const keys = fc.string().filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(keys, tie('value'), { noNullPrototype: true }),
      ),
    })).value;
    await fc.assert(
      fc.property(json, fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(read(text)).toMatchObject({ told: [], value: JSON.parse(text) });
      }),
    );
  });

  it('is refused with a place inside of it where it is not JSON, and never throws', async () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '.',
      'x',
      ' ',
      '\n',
      '\\',
      '//',
      '\0',
      'true',
      '\ufeff',
    );
    await fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const issues: Issue[] = [];
        readJson('x.json', text, issues);
        const lines = text.split('\n');
        for (const { line, column } of issues) {
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
        expect(issues.length === 0).toBe(isStrictJson(text.replace(/^\ufeff/, '')));
      }),
      { numRuns: 3_000 },
    );
  });
});

/** JSON.parse, but for keys that stand there twice. */
function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
  } catch {
    return false;
  }
  return !/"a"\s*:.*"a"\s*:/s.test(text);
}
