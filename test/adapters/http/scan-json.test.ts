import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../lib/adapters/http/http-options.ts';
import { HttpProblem } from '../../../lib/adapters/http/problem.ts';
import { readJsonText } from '../../../lib/adapters/http/scan-json.ts';

const read = (text: string, limits = {}) => readJsonText(text, { ...DEFAULT_LIMITS, ...limits });

/** `code: detail` of the problem, or what was read. */
function told(text: string, limits = {}): unknown {
  try {
    return read(text, limits);
  } catch (error) {
    if (error instanceof HttpProblem) return `${error.code}: ${error.message}`;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('reading JSON', () => {
  it.each([
    [
      '{"a": [1, -2.5e3, true, null], "b": {"c": "\\u00e9\\n"}}',
      { a: [1, -2500, true, null], b: { c: 'é\n' } },
    ],
    [' "text" ', 'text'],
    ['[]', []],
    ['{}', {}],
    ['"\\ud83d\\ude00"', '😀'],
    ['"😀"', '😀'],
  ])('gives what %s says', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it.each([
    ['', 'malformed-json: line 1, column 1: a value is expected, got the end'],
    ['{"a": 1,\n "b": }', 'malformed-json: line 2, column 7: a value is expected, got something else'],
    ['[1,]', 'malformed-json: line 1, column 4: a value is expected, got something else'],
    ['[1 2]', 'malformed-json: line 1, column 4: a comma or ] is expected, got something else'],
    ['{"a" 1}', 'malformed-json: line 1, column 6: a colon is expected, got something else'],
    ['{"a": 1', 'malformed-json: line 1, column 8: a comma or } is expected, got the end'],
    ['{a: 1}', 'malformed-json: line 1, column 2: a key or } is expected, got something else'],
    ['{} {}', 'malformed-json: line 1, column 4: nothing more is expected, got something else'],
    ['"abc', 'malformed-json: line 1, column 5: a text has no closing quote'],
    ['"a\tb"', 'malformed-json: line 1, column 3: a control character stands in a text'],
    ['"\\q"', 'malformed-json: line 1, column 2: a backslash stands before what it cannot escape'],
    ['"\\u12g4"', 'malformed-json: line 1, column 2: four hex digits belong after \\u'],
    ['tru', 'malformed-json: line 1, column 1: a value is expected, got something else'],
    ['"\\ud83d x"', 'not-unicode: line 1, column 2: half a surrogate pair is no character'],
    ['{"a": {"__proto__": 1}}', 'reserved-key: line 1, column 8: "__proto__" is no name for a key'],
  ])('says where %j goes wrong, and nothing of what stands there', (text, problem) => {
    expect(told(text)).toBe(problem);
  });

  it('takes what is just within a limit, and refuses one more', () => {
    expect(told('[[[]]]', { depth: 3 })).toEqual([[[]]]);
    expect(told('[[[[]]]]', { depth: 3 })).toBe(
      'too-deep: line 1, column 4: brackets nest deeper than 3 levels',
    );
    expect(told('{"a":1,"b":2}', { keysPerObject: 2 })).toEqual({ a: 1, b: 2 });
    expect(told('{"a":1,"b":2,"c":3}', { keysPerObject: 2 })).toBe(
      'too-many-keys: line 1, column 14: more than 2 in one object',
    );
    expect(told('[{"a":1},{"b":2},{"c":3}]', { keys: 3 })).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect(told('[{"a":1},{"b":2},{"c":3}]', { keys: 2 })).toBe(
      'too-many-keys: line 1, column 19: more than 2 in all',
    );
    expect(told('["abc"]', { textLength: 3 })).toEqual(['abc']);
    expect(told('["abcd"]', { textLength: 3 })).toBe(
      'too-long-text: line 1, column 2: a text has more than 3 characters',
    );
  });

  it('takes reserved names as values, and names that only look like them', () => {
    const text = '{"a": "__proto__", "_proto_": 1, "constructors": 2}';
    expect(read(text)).toEqual({ a: '__proto__', _proto_: 1, constructors: 2 });
  });

  it('takes every JSON text of values that it may hold', () => {
    const key = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .filter((name) => !/proto|constructor/.test(name));
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('takes and refuses the same texts as JSON.parse, whatever pieces of JSON they are made of', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '\\u0041', '1', '-', '0', '.5', 'e3', '+', 'true'],
      ...['null', 'fals', ' ', '\n', '\u00a0', '\u0000', '{"a":1}', '"b":', '[]'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const problem = told(text);
        const refused = typeof problem === 'string' && problem.startsWith('malformed-json');
        expect([text, refused]).toEqual([text, !parses(text)]);
      }),
      { numRuns: 3000 },
    );
  });

  it('needs time in proportion to the length', () => {
    const timeOf = (text: string) => {
      const runs = Array.from({ length: 5 }, () => {
        const begun = performance.now();
        told(text, { textLength: 1e9, keysPerObject: 1e9, keys: 1e9 });
        return performance.now() - begun;
      });
      return Math.min(...runs);
    };
    const texts: readonly ((size: number) => string)[] = [
      (size) => `"${'\\u0041'.repeat(size)}"`,
      (size) => `[${'1,'.repeat(size)}1]`,
      (size) => '\n'.repeat(size),
      (size) => `[${'{},'.repeat(size)}{}]`,
    ];
    for (const make of texts) {
      timeOf(make(50_000));
      // Ten times the length in a hundred times the time would be quadratic.
      expect(timeOf(make(200_000))).toBeLessThan(Math.max(20, 40 * timeOf(make(20_000))));
    }
  });
});
