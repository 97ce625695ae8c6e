import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Hex } from '../../../lib/core/authoring/canonical-json.ts';

describe('canonical JSON', () => {
  it('orders keys by their UTF-16 units, at every depth, whatever order they were written in', () => {
    expect(canonicalJson({ b: { z: 1, a: 2 }, a: [{ d: 1, c: 2 }], B: 0, é: 1, '10': 1, '9': 1 })).toBe(
      '{"10":1,"9":1,"B":0,"a":[{"c":2,"d":1}],"b":{"a":2,"z":1},"é":1}',
    );
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([3, 1, 2])).toBe('[3,1,2]');
  });

  it.each([
    ['minus zero as zero', -0, '0'],
    ['the shortest form of a number', 1e21, '1e+21'],
    ['a fraction', 0.1, '0.1'],
    ['null', null, 'null'],
    ['escapes', 'a"\n\u2028', '"a\\"\\n\u2028"'],
    ['half a surrogate pair, escaped', '\ud800', '"\\ud800"'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ['a key whose value is undefined, left out', { a: undefined, b: 1 }, '{"b":1}'],
    ['empty things', [[], {}], '[[],{}]'],
  ])('writes %s', (_, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  const cycle: unknown[] = [];
  cycle.push(cycle);
  it.each([
    ['NaN, with its place', { steps: [{ share: Number.NaN }] }, 'NaN is not JSON (at steps.0.share)'],
    ['infinity', [Number.POSITIVE_INFINITY], 'Infinity is not JSON (at 0)'],
    ['undefined as the whole', undefined, 'undefined is not JSON'],
    ['undefined in a list', [1, undefined], 'undefined is not JSON (at 1)'],
    ['a hole in a list', new Array(1), 'undefined is not JSON (at 0)'],
    ['a bigint', { n: 1n }, 'a bigint is not JSON (at n)'],
    ['a function', { f: () => 1 }, 'a function is not JSON (at f)'],
    ['a symbol', [Symbol('s')], 'a symbol is not JSON (at 0)'],
    [
      'a date, which JSON.stringify would turn into text',
      { at: new Date(0) },
      'an instance of Date is not JSON (at at)',
    ],
    ['a map, which JSON.stringify would empty', new Map([['a', 1]]), 'an instance of Map is not JSON'],
    ['a cycle', cycle, 'a value more than 256 levels deep is not JSON'],
  ])('refuses %s', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(new TypeError(message));
  });

  it('reads back as the same value, and does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });
});

describe('the hash of a text', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['é', '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c'],
  ])('is SHA-256 of the UTF-8 bytes of "%s"', (text, hash) => {
    expect(sha256Hex(text)).toBe(hash);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
