import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mismatch } from '../../../lib/core/patterns/mismatch.ts';
import type { PatternJson } from '../../../lib/core/patterns/pattern-schema.ts';
import { readPattern } from '../../support/event-ruler/our-answer.ts';

function compile(json: PatternJson) {
  const { pattern, issues } = readPattern(JSON.stringify(json));
  if (pattern === undefined || issues.length > 0) throw new Error(JSON.stringify(issues));
  return pattern;
}

describe('a pattern', () => {
  it('sees nothing that an event does not carry itself', () => {
    expect(compile({ toString: { name: ['toString'] } }).takes({})).toBe(false);
    expect(compile({ a: { length: [1] } }).takes({ a: 'x' })).toBe(false);
    expect(compile({ valueOf: [{ exists: true }] }).takes({})).toBe(false);
    expect(compile({ valueOf: [{ exists: true }] }).takes(JSON.parse('{"valueOf": 1}'))).toBe(true);
  });

  it('answers for any event at all, and changes none', () => {
    const pattern = compile({
      a: ['x', { exists: false }],
      b: { c: [{ 'anything-but': [1] }, { numeric: ['>', 1] }, { prefix: { 'equals-ignore-case': 'p' } }] },
      $or: [{ d: [{ wildcard: '*a*' }] }, { e: [{ cidr: '10.0.0.0/8' }, '::1'] }],
    });
    const values = fc.letrec((tie) => ({
      value: fc.oneof(fc.constantFrom('x', 1, null, '10.0.0.1', 'aa'), fc.array(tie('value')), tie('object')),
      object: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'b.c'), tie('value')),
    }));
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), values.object), (event) => {
        const before = JSON.stringify(event);
        const isTaken = pattern.takes(event);
        const isObject = typeof event === 'object' && event !== null && !Array.isArray(event);
        if (isObject) expect(pattern.mismatch(event) === undefined).toBe(isTaken);
        else expect(isTaken).toBe(false);
        expect(JSON.stringify(event)).toBe(before);
      }),
    );
  });

  it('takes events that are no JSON for what they are: nothing that matches', () => {
    const pattern = compile({ a: [{ exists: true }] });
    for (const event of [
      undefined,
      null,
      1,
      'a',
      [],
      [{ a: 1 }],
      { a: undefined },
      { a: () => 1 },
      { a: 1n },
    ])
      expect(pattern.takes(event)).toBe(false);
  });

  it('looks into lists of lists as deep as any client means them, and does not fall over deeper ones', () => {
    const nested = (depth: number) => JSON.parse(`{"a": ${'['.repeat(depth)}"x"${']'.repeat(depth)}}`);
    const pattern = compile({ a: ['x'] });
    expect(pattern.takes(nested(100))).toBe(true);
    expect(pattern.takes(nested(100_000))).toBe(false);
  });

  it.each<[string, PatternJson, (i: number) => object]>([
    ['that part at the last', { a: { b: ['x'], c: ['y'] } }, (i) => (i % 2 === 0 ? { b: 'x' } : { c: 'y' })],
    [
      'whose fields never go together',
      { a: { b: ['x'], c: ['x'], d: ['y'] } },
      (i) => ({ b: 'x', c: 'x', d: i }),
    ],
    ['of lists', { a: { b: { c: ['x'] }, d: ['y'] } }, (i) => ({ b: [{ c: 'x' }, { c: 'x' }], d: i })],
    [
      'with a field that must be absent',
      { a: { b: ['x'], c: [{ exists: false }] } },
      (i) => ({ b: 'x', c: i }),
    ],
  ])('takes no time that grows with the square of a list %s', (_title, json, item) => {
    const pattern = compile(json);
    const event = { a: Array.from({ length: 20_000 }, (_, i) => item(i)) };
    const start = performance.now();
    expect(pattern.takes(event)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('takes no time that grows with the product of several lists', () => {
    const pattern = compile({ a: { x: [1] }, b: { x: [1] }, c: { x: [1] }, d: { x: [1], y: [1] } });
    const many = Array.from({ length: 1000 }, () => ({ x: 1 }));
    const start = performance.now();
    expect(pattern.takes({ a: many, b: many, c: many, d: [...many, { y: 1 }] })).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('goes through wildcards without going back over a text again and again', () => {
    const pattern = compile({ a: [{ wildcard: 'a*a*a*a*a*a*a*a*a*a*b' }] });
    const start = performance.now();
    expect(pattern.takes({ a: 'a'.repeat(100_000) })).toBe(false);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('an event that a pattern does not take', () => {
  it.each<[string, PatternJson, object, Mismatch | undefined]>([
    ['nothing where it is taken', { a: ['x'] }, { a: 'x' }, undefined],
    [
      'the first field of the file that does not match, and what the event has there',
      { b: ['y'], a: ['x'] },
      { a: 'z', b: 'z' },
      { path: 'b', wanted: ['y'], got: ['z'], why: 'value' },
    ],
    ['a field that is missing', { a: ['x'] }, {}, { path: 'a', wanted: ['x'], got: [], why: 'value' }],
    [
      'a field that is an object',
      { a: [{ exists: true }] },
      { a: { b: 1 } },
      { path: 'a', wanted: [{ exists: true }], got: [], why: 'object' },
    ],
    [
      'at most five values of a list',
      { a: ['x'] },
      { a: [1, 2, 3, 4, 5, 6] },
      { path: 'a', wanted: ['x'], got: [1, 2, 3, 4, 5], why: 'value' },
    ],
    [
      'a field that is there and must not be',
      { a: [{ exists: false }] },
      { a: 1 },
      { path: 'a', wanted: [{ exists: false }], got: [1], why: 'value' },
    ],
    [
      'of alternatives, the one that lacks least',
      { $or: [{ a: ['x'], b: ['y'] }, { c: ['z'] }] },
      { a: 'q', b: 'q', c: 'q' },
      { path: 'c', wanted: ['z'], got: ['q'], why: 'value' },
    ],
    [
      'fields that stand in different items of a list',
      { s: ['t'], a: { b: [1], c: [2] } },
      { s: 't', a: [{ b: 1 }, { c: 2 }] },
      { path: 'a.c', wanted: [2], got: [2], why: 'apart' },
    ],
  ])('is told %s', (_title, json, event, mismatch) => {
    expect(compile(json).mismatch(event)).toEqual(mismatch);
  });
});
