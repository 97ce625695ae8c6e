import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from '../../../lib/adapters/memory/code-points.ts';

describe('the order by code point', () => {
  it.each([
    ['', 'a'],
    ['a', 'ab'],
    ['a10', 'a2'],
    ['Z', 'a'],
    ['\u{ff5e}', '\u{1f600}'],
    ['a\u{e000}', 'a\u{10000}'],
    ['\u{d7ff}', '\u{e000}'],
    ['\u{1f600}', '\u{1f601}'],
  ])('puts %j before %j', (a, b) => {
    expect(compareCodePoints(a, b)).toBeLessThan(0);
    expect(compareCodePoints(b, a)).toBeGreaterThan(0);
  });

  it('is the order of UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareCodePoints(a, b))).toBe(bytes);
      }),
      { numRuns: 1000 },
    );
  });
});
