import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  daysAtLeast,
  daysAtMost,
  isAlwaysEarlier,
  isNegative,
} from '../../../lib/core/journeys/span-bounds.ts';
import { NO_HOLIDAYS } from '../../../lib/core/time/business-calendar.ts';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { addSpan, formatSpan, parseSpan } from '../../../lib/core/time/span.ts';

describe('the bounds of a span', () => {
  it.each([
    ['P7D', 7, 7],
    ['P2W', 14, 14],
    ['PT36H', 1.5, 1.5],
    ['P1M', 28, 31],
    ['P1Y', 365, 366],
    ['P1Y1M', 393, 397],
    ['1 business day', 1, 3],
    ['5 business days', 5, 7],
    ['6 business days', 8, 10],
    ['15 business days', 19, 21],
    ['-P1M', -31, -28],
    ['-5 business days', -7, -5],
    ['P0D', 0, 0],
    ['0 business days', 0, 0],
  ])('of %s are %d and %d days', (text, least, most) => {
    expect(daysAtLeast(text)).toBe(least);
    expect(daysAtMost(text)).toBe(most);
  });

  it('hold for every day of eight years', () => {
    const first = Date.UTC(2024, 0, 1);
    const calendar = NO_HOLIDAYS;
    const span = fc.oneof(
      fc.integer({ min: -60, max: 60 }).map((businessDays) => ({ businessDays })),
      fc
        .tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 60 }), fc.boolean())
        .map(([months, days, back]) =>
          back ? { months: 0 - months, days: 0 - days, ms: 0 } : { months, days, ms: 0 },
        ),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2921 }), span, (day, length) => {
        const from = first + day * DAY_MS;
        const days = (addSpan('UTC', from, length, calendar) - from) / DAY_MS;
        const text = formatSpan(length);
        expect(days).toBeGreaterThanOrEqual(daysAtLeast(text));
        expect(days).toBeLessThanOrEqual(daysAtMost(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuse what is no span', () => {
    expect(parseSpan('soon')).toBeUndefined();
    expect(() => daysAtMost('soon')).toThrow(new RangeError('"soon" is not a span'));
  });
});

describe('the order of spans', () => {
  it.each([
    ['P3D', 'P7D', true],
    ['P7D', 'P7D', false],
    ['P7D', 'P3D', false],
    ['PT12H', 'P1D', true],
    ['-P7D', '-P3D', true],
    ['P1M', 'P1M1D', true],
    ['P27D', 'P1M', true],
    ['2 business days', '3 business days', true],
    ['3 business days', 'P14D', true],
    // On some calendars before, on others after: neither is said to be earlier.
    ['P1M', 'P30D', false],
    ['P30D', 'P1M', false],
    ['5 business days', 'P6D', false],
    ['P6D', '5 business days', false],
  ])('%s before %s whatever the anchor: %s', (a, b, earlier) => {
    expect(isAlwaysEarlier(a, b)).toBe(earlier);
  });

  it.each([
    ['-P1D', true],
    ['-PT1S', true],
    ['-1 business day', true],
    ['-P0D', false],
    ['P0D', false],
    ['P1D', false],
  ])('%s counts backwards: %s', (text, negative) => {
    expect(isNegative(text)).toBe(negative);
  });
});
