import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBusinessDays,
  type BusinessCalendar,
  isBusinessDay,
  NO_HOLIDAYS,
} from '../../../lib/core/time/business-calendar.ts';
import { formatDay } from '../../../lib/core/time/instant.ts';

const day = (text: string) => Date.parse(text) / 86_400_000;

const CHRISTMAS: BusinessCalendar = {
  holidays: new Set(['2026-12-25', '2026-12-26', '2027-01-01'].map(day)),
  weekend: new Set([6, 7]),
};
const FRIDAY_SATURDAY: BusinessCalendar = { holidays: new Set(), weekend: new Set([5, 6]) };

describe('isBusinessDay', () => {
  it.each([
    ['a Friday', NO_HOLIDAYS, '2026-06-05', true],
    ['a Saturday', NO_HOLIDAYS, '2026-06-06', false],
    ['a Sunday', NO_HOLIDAYS, '2026-06-07', false],
    ['a holiday on a Friday', CHRISTMAS, '2026-12-25', false],
    ['a Friday where Friday is weekend', FRIDAY_SATURDAY, '2026-06-05', false],
    ['a Sunday where it is not weekend', FRIDAY_SATURDAY, '2026-06-07', true],
  ])('of %s', (_, calendar, text, expected) => {
    expect(isBusinessDay(calendar, day(text))).toBe(expected);
  });
});

describe('addBusinessDays', () => {
  it.each([
    ['Friday + 1 is Monday', NO_HOLIDAYS, '2026-06-05', 1, '2026-06-08'],
    ['Friday + 2 is Tuesday', NO_HOLIDAYS, '2026-06-05', 2, '2026-06-09'],
    ['Saturday + 1 is Monday', NO_HOLIDAYS, '2026-06-06', 1, '2026-06-08'],
    ['Sunday + 1 is Monday', NO_HOLIDAYS, '2026-06-07', 1, '2026-06-08'],
    ['Monday + 5 is Monday', NO_HOLIDAYS, '2026-06-01', 5, '2026-06-08'],
    ['Sunday - 1 is Friday', NO_HOLIDAYS, '2026-06-07', -1, '2026-06-05'],
    ['Monday - 1 is Friday', NO_HOLIDAYS, '2026-06-08', -1, '2026-06-05'],
    ['Saturday + 0 stays', NO_HOLIDAYS, '2026-06-06', 0, '2026-06-06'],
    ['over Christmas and its weekend', CHRISTMAS, '2026-12-24', 1, '2026-12-28'],
    ['over New Year', CHRISTMAS, '2026-12-31', 1, '2027-01-04'],
    ['back over New Year', CHRISTMAS, '2027-01-04', -1, '2026-12-31'],
    [
      'Thursday + 1 is Sunday where Friday and Saturday are off',
      FRIDAY_SATURDAY,
      '2026-06-04',
      1,
      '2026-06-07',
    ],
    ['before the epoch', NO_HOLIDAYS, '1969-12-26', 1, '1969-12-29'],
  ])('%s', (_, calendar, from, n, expected) => {
    expect(formatDay(addBusinessDays(calendar, day(from), n))).toBe(expected);
  });

  it('refuses a calendar that never works instead of counting for ever', () => {
    const never: BusinessCalendar = { holidays: new Set(), weekend: new Set([1, 2, 3, 4, 5, 6, 7]) };
    expect(() => addBusinessDays(never, 0, 1)).toThrow(RangeError);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d days', (n) => {
    expect(() => addBusinessDays(NO_HOLIDAYS, 0, n)).toThrow(RangeError);
  });

  const calendars = fc.record({
    holidays: fc
      .uniqueArray(fc.integer({ min: 20_000, max: 20_200 }), { maxLength: 60 })
      .map((all) => new Set(all)),
    weekend: fc.subarray([1, 2, 3, 4, 5, 6, 7], { maxLength: 6 }).map((all) => new Set(all)),
  });

  it('is undone by the opposite number from a business day', () => {
    const days = fc.integer({ min: 20_000, max: 20_200 });
    return fc.assert(
      fc.property(calendars, days, fc.integer({ min: -60, max: 60 }), (calendar, from, n) => {
        fc.pre(isBusinessDay(calendar, from));
        expect(addBusinessDays(calendar, addBusinessDays(calendar, from, n), -n)).toBe(from);
      }),
    );
  });

  it('lands on a business day with n of them on the way', () => {
    const days = fc.integer({ min: 20_000, max: 20_200 });
    return fc.assert(
      fc.property(calendars, days, fc.integer({ min: 1, max: 60 }), (calendar, from, n) => {
        const to = addBusinessDays(calendar, from, n);
        const passed = Array.from({ length: to - from }, (_, index) => from + 1 + index);
        expect(isBusinessDay(calendar, to)).toBe(true);
        expect(passed.filter((one) => isBusinessDay(calendar, one))).toHaveLength(n);
      }),
    );
  });
});
