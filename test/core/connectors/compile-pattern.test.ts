import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../lib/core/connectors/compile-pattern.ts';
import { type PatternJson, patternSchema } from '../../../lib/core/connectors/pattern-schema.ts';

const matches = (pattern: PatternJson, event: unknown) => compilePattern(pattern)(event);

describe('a pattern', () => {
  it.each<[string, PatternJson, unknown, boolean]>([
    ['takes a value that is listed', { type: ['a', 'b'] }, { type: 'b' }, true],
    ['takes no other value', { type: ['a', 'b'] }, { type: 'c' }, false],
    ['tells a text from a number', { count: ['1'] }, { count: 1 }, false],
    ['tells a number from a text', { count: [1] }, { count: '1' }, false],
    ['takes a true value', { livemode: [true] }, { livemode: true }, true],
    ['tells null from missing', { gone: [null] }, {}, false],
    ['takes null', { gone: [null] }, { gone: null }, true],
    ['needs every field that it names', { a: [1], b: [2] }, { a: 1 }, false],
    ['goes down into objects', { detail: { data: { id: ['x'] } } }, { detail: { data: { id: 'x' } } }, true],
    ['finds nothing below a text', { detail: { data: ['x'] } }, { detail: 'data' }, false],
    ['finds nothing below null', { detail: { data: ['x'] } }, { detail: null }, false],
    ['takes one item of a list', { tags: ['b'] }, { tags: ['a', 'b'] }, true],
    ['takes no empty list', { tags: ['b'] }, { tags: [] }, false],
    [
      'looks for all of it in one item of a list',
      { items: { a: [1], b: [2] } },
      { items: [{ a: 1 }, { b: 2 }] },
      false,
    ],
    [
      'finds all of it in one item of a list',
      { items: { a: [1], b: [2] } },
      { items: [{}, { a: 1, b: 2 }] },
      true,
    ],
    ['takes a beginning', { source: [{ prefix: 'aws.' }] }, { source: 'aws.s3' }, true],
    ['takes no other beginning', { source: [{ prefix: 'aws.' }] }, { source: 'xaws.' }, false],
    ['has no beginning of a number', { source: [{ prefix: '1' }] }, { source: 12 }, false],
    ['takes what exists', { a: [{ exists: true }] }, { a: false }, true],
    ['takes null as existing', { a: [{ exists: true }] }, { a: null }, true],
    ['misses what does not exist', { a: [{ exists: true }] }, {}, false],
    ['takes what must not exist', { a: { b: [{ exists: false }] } }, { a: 1 }, true],
    ['does not take what must not exist', { a: [{ exists: false }] }, { a: 0 }, false],
    ['takes anything but a value', { a: [{ 'anything-but': 'x' }] }, { a: 'y' }, true],
    ['does not take that value', { a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    ['takes none of several values', { a: [{ 'anything-but': ['x', 1] }] }, { a: 1 }, false],
    ['does not take a missing value for another', { a: [{ 'anything-but': 'x' }] }, {}, false],
    ['takes what begins otherwise', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'y' }, true],
    ['does not take what begins so', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
    ['compares a number', { a: [{ numeric: ['>=', 5] }] }, { a: 5 }, true],
    ['compares with both ends', { a: [{ numeric: ['>', 0, '<', 5] }] }, { a: 5 }, false],
    ['compares no text', { a: [{ numeric: ['=', 5] }] }, { a: '5' }, false],
    ['takes one of several ways', { a: ['x', { numeric: ['<', 0] }] }, { a: -1 }, true],
  ])('%s', (_title, pattern, event, expected) => {
    expect(patternSchema.safeParse(pattern).success).toBe(true);
    expect(matches(pattern, event)).toBe(expected);
  });

  it('sees nothing that an event does not carry itself', () => {
    expect(matches({ constructor: [{ exists: true }] }, {})).toBe(false);
    expect(matches({ toString: { name: ['toString'] } }, {})).toBe(false);
    const polluting = JSON.parse('{"__proto__": {"polluted": [true]}}') as PatternJson;
    expect(matches(polluting, {})).toBe(false);
    expect(matches(polluting, JSON.parse('{"__proto__": {"polluted": true}}'))).toBe(true);
    expect(matches({ a: { length: [1] } }, { a: 'x' })).toBe(false);
  });

  it('answers for any event at all, and changes none', () => {
    const pattern = compilePattern({
      a: ['x', { exists: false }],
      b: { c: [{ 'anything-but': [1] }, { numeric: ['>', 1] }, { prefix: 'p' }] },
    });
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        const before = JSON.stringify(event);
        expect(typeof pattern(event)).toBe('boolean');
        expect(JSON.stringify(event)).toBe(before);
      }),
    );
  });
});

describe('what is no pattern', () => {
  it.each<[string, unknown]>([
    ['a value that is not in a list', { a: 'x' }],
    ['an empty list', { a: [] }],
    ['a matcher that there is none of', { a: [{ regex: '.*' }] }],
    ['two matchers in one', { a: [{ prefix: 'a', exists: true }] }],
    ['a number without a comparison', { a: [{ numeric: [5] }] }],
    ['a comparison without a number', { a: [{ numeric: ['>'] }] }],
    ['three comparisons', { a: [{ numeric: ['>', 1, '<', 2, '<', 3] }] }],
    ['a comparison that there is none of', { a: [{ numeric: ['!=', 1] }] }],
    ['an empty beginning', { a: [{ prefix: '' }] }],
    ['anything but nothing', { a: [{ 'anything-but': [] }] }],
    ['a list', [['x']]],
  ])('is refused: %s', (_title, pattern) => {
    expect(patternSchema.safeParse(pattern).success).toBe(false);
  });
});
