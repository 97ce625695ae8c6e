import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayOf,
  formatDay,
  formatInstant,
  monthLength,
  parseDay,
  parseInstant,
  weekday,
  yearMonthDay,
} from '../../../lib/core/time/instant.ts';

const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

describe('parseInstant', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-06-01T00:00:00.000Z', 1_780_272_000_000],
    ['2026-06-01T08:30:00+02:00', 1_780_295_400_000],
    ['2026-06-01T02:00:00-04:30', 1_780_295_400_000],
    ['2026-06-01T06:30:00-00:00', 1_780_295_400_000],
    ['2026-06-01t06:30:00z', 1_780_295_400_000],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2024-02-29T12:00:00Z', 1_709_208_000_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000],
    ['2026-01-01T00:30:00+05:45', 1_767_206_700_000],
    ['0001-01-01T00:00:00Z', FIRST],
    ['9999-12-31T23:59:59.999Z', LAST],
  ])('reads %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it.each([
    ['.1', 100],
    ['.12', 120],
    ['.123', 123],
    ['.1239', 123],
    ['.999999999', 999],
    ['.000000001', 0],
  ])('cuts the fraction %s to %i ms', (fraction, millis) => {
    expect(parseInstant(`1970-01-01T00:00:00${fraction}Z`)).toBe(millis);
  });

  it('cuts a fraction before the epoch towards the past, as after it', () => {
    expect(parseInstant('1969-12-31T23:59:59.0009Z')).toBe(-1000);
  });

  it.each([
    ['', 'nothing'],
    ['2026-02-30T00:00:00Z', 'a day that February never has'],
    ['2026-02-29T00:00:00Z', 'a leap day in a common year'],
    ['1900-02-29T00:00:00Z', 'a leap day in a common century'],
    ['2026-04-31T00:00:00Z', 'a 31st of April'],
    ['2026-00-10T00:00:00Z', 'month 0'],
    ['2026-13-10T00:00:00Z', 'month 13'],
    ['2026-01-00T00:00:00Z', 'day 0'],
    ['0000-01-01T00:00:00Z', 'year 0'],
    ['2026-06-01T24:00:00Z', 'hour 24'],
    ['2026-06-01T23:60:00Z', 'minute 60'],
    ['2016-12-31T23:59:60Z', 'a leap second'],
    ['2026-06-01T00:00:00', 'no offset'],
    ['2026-06-01T00:00Z', 'no seconds'],
    ['2026-06-01 00:00:00Z', 'a space for the T'],
    ['2026-06-01T00:00:00.Z', 'an empty fraction'],
    ['2026-06-01T00:00:00.1234567890Z', 'ten fraction digits'],
    ['2026-06-01T00:00:00,5Z', 'a comma'],
    ['2026-06-01T00:00:00+0200', 'an offset without colon'],
    ['2026-06-01T00:00:00+02', 'an offset of hours alone'],
    ['2026-06-01T00:00:00+24:00', 'an offset of 24 hours'],
    ['2026-06-01T00:00:00+02:60', 'an offset of 60 minutes'],
    ['2026-06-01T00:00:00\u221202:00', 'a typographic minus'],
    ['2026-06-01T00:00:00Z ', 'a trailing space'],
    [' 2026-06-01T00:00:00Z', 'a leading space'],
    ['2026-06-01T00:00:00ZZ', 'two zones'],
    ['2026-06-01T00:00:00+02:00[Europe/Berlin]', 'a bracketed zone'],
    ['2026-6-01T00:00:00Z', 'a month of one digit'],
    ['+02026-06-01T00:00:00Z', 'an expanded year'],
    ['-2026-06-01T00:00:00Z', 'a negative year'],
    ['20260601T000000Z', 'the basic format'],
    ['2026-06-01T+1:00:00Z', 'a sign among the digits'],
    ['٢٠٢٦-06-01T00:00:00Z', 'digits that are not ASCII'],
    ['1780272000000', 'epoch milliseconds'],
    ['0001-01-01T00:00:00+01:00', 'an instant before the year 1'],
    ['9999-12-31T23:59:59-01:00', 'an instant past the year 9999'],
  ])('refuses %j: %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('agrees with Date on every instant that Date writes', () => {
    return fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (at) => {
        expect(parseInstant(new Date(at).toISOString())).toBe(at);
      }),
    );
  });

  it('agrees with Date on offsets', () => {
    const offset = fc.record({
      sign: fc.constantFrom('+', '-'),
      hours: fc.integer({ min: 0, max: 23 }),
      minutes: fc.integer({ min: 0, max: 59 }),
    });
    return fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), offset, (at, { sign, hours, minutes }) => {
        const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        const text = new Date(at).toISOString().replace('Z', zone);
        expect(parseInstant(text)).toBe(Date.parse(text));
      }),
    );
  });

  it('never reads one text as another instant when a character is changed', () => {
    const changed = fc.tuple(fc.nat({ max: 23 }), fc.constantFrom(...'0129:-+.TZ /a'));
    return fc.assert(
      fc.property(changed, ([index, character]) => {
        const from = '2026-06-01T08:30:00.120Z';
        const text = from.slice(0, index) + character + from.slice(index + 1);
        const at = parseInstant(text);
        // What is accepted is what Date reads too; Date is the more lenient of the two.
        if (at !== undefined) expect(at).toBe(Date.parse(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatInstant', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [1_780_272_000_000, '2026-06-01T00:00:00Z'],
    [1_780_295_400_120, '2026-06-01T06:30:00.120Z'],
    [1, '1970-01-01T00:00:00.001Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
    [FIRST, '0001-01-01T00:00:00Z'],
    [LAST, '9999-12-31T23:59:59.999Z'],
  ])('writes %i as %s', (at, expected) => {
    expect(formatInstant(at)).toBe(expected);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, FIRST - 1, LAST + 1])('throws for %d', (at) => {
    expect(() => formatInstant(at)).toThrow(RangeError);
  });

  it('is read back by parseInstant', () => {
    return fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (at) => {
        expect(parseInstant(formatInstant(at))).toBe(at);
      }),
    );
  });
});

describe('days', () => {
  it.each([
    ['1970-01-01', 0],
    ['1969-12-31', -1],
    ['2000-03-01', 11_017],
    ['2026-06-01', 20_605],
    ['0001-01-01', -719_162],
    ['9999-12-31', 2_932_896],
  ])('reads and writes %s as %i', (text, expected) => {
    expect(parseDay(text)).toBe(expected);
    expect(formatDay(expected)).toBe(text);
  });

  it.each([
    '',
    '2026-02-29',
    '2026-06-31',
    '2026-6-1',
    '20260601',
    '0000-12-31',
    '2026-06-01Z',
    '2026-06-01T00:00:00Z',
    ' 2026-06-01',
    '2026/06/01',
  ])('refuses %j', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  it.each([Number.NaN, 0.5, -719_163, 2_932_897])('throws when asked to write day %d', (day) => {
    expect(() => formatDay(day)).toThrow(RangeError);
  });

  it.each([
    ['1969-12-29', 1],
    ['1970-01-01', 4],
    ['2026-06-01', 1],
    ['2026-06-06', 6],
    ['2026-06-07', 7],
    ['1968-02-29', 4],
  ])('knows that %s is weekday %i', (text, expected) => {
    expect(weekday(parseDay(text)!)).toBe(expected);
  });

  it('agrees with Date on every day of 800 years, month lengths and weekdays included', () => {
    const first = Date.UTC(1600, 0, 1) / 86_400_000;
    const wrong: number[] = [];
    for (let day = first; day < first + 292_194; day += 1) {
      const date = new Date(day * 86_400_000);
      const [year, month, monthDay] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const civil = yearMonthDay(day);
      const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const same =
        civil.year === year &&
        civil.month === month &&
        civil.day === monthDay &&
        dayOf(year, month, monthDay) === day &&
        weekday(day) === (date.getUTCDay() || 7) &&
        monthLength(year, month) === last;
      if (!same) wrong.push(day);
    }
    expect(wrong).toEqual([]);
  });

  it('counts a day past the end of its month on into the next', () => {
    expect(dayOf(2026, 2, 30)).toBe(dayOf(2026, 3, 2));
  });
});
