import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BusinessCalendar, NO_HOLIDAYS } from '../../../lib/core/time/business-calendar.ts';
import { DAY_MS, formatInstant, HOUR_MS } from '../../../lib/core/time/instant.ts';
import {
  addSpan,
  elapsedMs,
  formatSpan,
  parseSpan,
  type Span,
  spanDays,
} from '../../../lib/core/time/span.ts';

const of = (months: number, days: number, ms: number): Span => ({ months, days, ms });
const span = (text: string) => parseSpan(text) ?? expect.fail(`not a span: ${text}`);

describe('parseSpan', () => {
  it.each([
    ['P7D', of(0, 7, 0)],
    ['P0D', of(0, 0, 0)],
    ['-P0D', of(0, 0, 0)],
    ['PT4H', of(0, 0, 4 * HOUR_MS)],
    ['P28DT1H', of(0, 28, HOUR_MS)],
    ['P2W', of(0, 14, 0)],
    ['P1W2D', of(0, 9, 0)],
    ['-P30D', of(0, -30, 0)],
    ['P1Y', of(12, 0, 0)],
    ['P1Y2M10DT2H30M', of(14, 10, 2.5 * HOUR_MS)],
    ['P1M', of(1, 0, 0)],
    ['PT1M', of(0, 0, 60_000)],
    ['PT0.5S', of(0, 0, 500)],
    ['PT1.005S', of(0, 0, 1005)],
    ['-P1MT1S', of(-1, 0, -1000)],
    ['P400D', of(0, 400, 0)],
    ['2 business days', { businessDays: 2 }],
    ['1 business day', { businessDays: 1 }],
    ['1 business days', { businessDays: 1 }],
    ['0 business days', { businessDays: 0 }],
    ['-0 business days', { businessDays: 0 }],
    ['-5 business days', { businessDays: -5 }],
  ])('reads %s', (text, expected) => {
    expect(parseSpan(text)).toEqual(expected);
  });

  it.each([
    '',
    'P',
    'PT',
    '-P',
    'P1DT',
    '7D',
    'P7',
    'P7d',
    'p7D',
    'P-7D',
    '+P7D',
    '--P7D',
    'P 7D',
    ' P7D',
    'P7D ',
    'P7D\n',
    'P1.5D',
    'PT1.5H',
    'PT0,5S',
    'PT.5S',
    'PT1.S',
    'PT1.0001S',
    'P1H',
    'PT1D',
    'P1D1M',
    'P1D1D',
    'PT1S1M',
    'P10000Y',
    'P3652060D',
    'P999999999W',
    'P9999999999D',
    'PT999999999H',
    '7 days',
    '2 Business Days',
    '2  business days',
    '2 business days ',
    'two business days',
    '1.5 business days',
    '10000 business days',
    'P2 business days',
    'business days',
  ])('refuses %j', (text) => {
    expect(parseSpan(text)).toBeUndefined();
  });

  it('refuses a long hostile text at once', () => {
    const text = `P${'1'.repeat(200_000)}`;
    const from = performance.now();
    expect(parseSpan(text)).toBeUndefined();
    expect(performance.now() - from).toBeLessThan(50);
  });
});

describe('formatSpan', () => {
  it.each([
    ['P2W', 'P14D'],
    ['P12M', 'P1Y'],
    ['P14M', 'P1Y2M'],
    ['PT90M', 'PT1H30M'],
    ['PT25H', 'PT25H'],
    ['PT0S', 'P0D'],
    ['-P1DT1S', '-P1DT1S'],
    ['PT61.050S', 'PT1M1.05S'],
    ['1 business days', '1 business day'],
    ['-1 business day', '-1 business day'],
    ['0 business days', '0 business days'],
  ])('writes %s as %s', (from, expected) => {
    expect(formatSpan(span(from))).toBe(expected);
  });

  it('throws for a span of two signs, which has no form', () => {
    expect(() => formatSpan(of(1, -1, 0))).toThrow(RangeError);
  });

  it('is read back by parseSpan', () => {
    const whole = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 1, max }));
    const parts = fc.tuple(fc.boolean(), whole(119_988), whole(3_652_059), whole(3_652_059 * DAY_MS));
    const spans = fc.oneof(
      fc.integer({ min: -9999, max: 9999 }).map((businessDays): Span => ({ businessDays })),
      parts.map(([negative, ...sizes]): Span => {
        const [months, days, ms] = sizes.map((size) => (negative && size > 0 ? -size : size));
        return of(months!, days!, ms!);
      }),
    );
    return fc.assert(
      fc.property(spans, (one) => {
        expect(parseSpan(formatSpan(one))).toEqual(one);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('elapsedMs', () => {
  it.each([
    ['P7D', 7 * DAY_MS],
    ['PT36H', 1.5 * DAY_MS],
    ['P1M', 30 * DAY_MS],
    ['P1Y', 360 * DAY_MS],
    ['-P1DT1H', -25 * HOUR_MS],
    ['2 business days', undefined],
  ])('of %s', (text, expected) => {
    expect(elapsedMs(span(text))).toBe(expected);
  });
});

describe('spanDays', () => {
  it.each([
    ['P7D', 7],
    ['P2W', 14],
    ['-P30D', -30],
    ['P0D', 0],
    ['P1M', undefined],
    ['P1DT1H', undefined],
    ['PT24H', undefined],
    ['2 business days', undefined],
  ])('of %s', (text, expected) => {
    expect(spanDays(span(text))).toBe(expected);
  });
});

describe('addSpan', () => {
  const holidays = new Set([Date.UTC(2026, 4, 25) / DAY_MS]);
  const memorialDay: BusinessCalendar = { ...NO_HOLIDAYS, holidays };

  it.each([
    ['a month end is clamped', 'UTC', '2026-01-31T10:00:00Z', 'P1M', '2026-02-28T10:00:00Z'],
    ['a leap day is kept in a leap year', 'UTC', '2027-11-29T10:00:00Z', 'P3M', '2028-02-29T10:00:00Z'],
    ['a leap day is clamped a year on', 'UTC', '2024-02-29T10:00:00Z', 'P1Y', '2025-02-28T10:00:00Z'],
    ['months go back over a year', 'UTC', '2026-01-31T10:00:00Z', '-P2M', '2025-11-30T10:00:00Z'],
    ['months come before days', 'UTC', '2026-01-30T10:00:00Z', 'P1M1D', '2026-03-01T10:00:00Z'],
    ['days keep the wall clock', 'Europe/Berlin', '2026-03-28T08:00:00Z', 'P1D', '2026-03-29T07:00:00Z'],
    ['24 hours do not', 'Europe/Berlin', '2026-03-28T08:00:00Z', 'PT24H', '2026-03-29T08:00:00Z'],
    ['hours count from the day', 'Europe/Berlin', '2026-03-28T08:00:00Z', 'P1DT1H', '2026-03-29T08:00:00Z'],
    [
      'a month keeps the wall clock',
      'America/New_York',
      '2026-02-20T14:00:00Z',
      'P1M',
      '2026-03-20T13:00:00Z',
    ],
    [
      'no days change nothing in an overlap',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
      'PT1M',
      '2026-10-25T01:31:00Z',
    ],
    ['the local day counts', 'Pacific/Kiritimati', '2026-01-30T11:00:00Z', 'P1M', '2026-02-27T11:00:00Z'],
    [
      'Friday 16:00 + 2 is Tuesday 16:00',
      'Europe/Berlin',
      '2026-06-05T14:00:00Z',
      '2 business days',
      '2026-06-09T14:00:00Z',
    ],
    [
      'Saturday + 1 is Monday',
      'Europe/Berlin',
      '2026-06-06T14:00:00Z',
      '1 business day',
      '2026-06-08T14:00:00Z',
    ],
    [
      'the local Friday counts',
      'America/Los_Angeles',
      '2026-06-06T05:00:00Z',
      '1 business day',
      '2026-06-09T05:00:00Z',
    ],
    [
      'wall clock over a change',
      'Europe/Berlin',
      '2026-03-27T08:00:00Z',
      '1 business day',
      '2026-03-30T07:00:00Z',
    ],
    [
      'business days go back',
      'Europe/Berlin',
      '2026-06-08T14:00:00Z',
      '-1 business day',
      '2026-06-05T14:00:00Z',
    ],
    [
      'holidays do not count',
      'America/New_York',
      '2026-05-22T13:00:00Z',
      '1 business day',
      '2026-05-26T13:00:00Z',
    ],
    [
      '0 business days change nothing',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
      '0 business days',
      '2026-10-25T01:30:00Z',
    ],
  ])('%s (%s %s %s)', (_, zone, from, text, expected) => {
    expect(formatInstant(addSpan(zone, Date.parse(from), span(text), memorialDay))).toBe(expected);
  });
});
