import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, formatInstant, HOUR_MS } from '../../../lib/core/time/instant.ts';
import {
  isQuiet,
  isSendingDay,
  nextAllowed,
  parseTimeOfDay,
  type QuietHours,
} from '../../../lib/core/time/quiet-hours.ts';

const at = (text: string) => Date.parse(text);
const day = (text: string) => Date.parse(text) / DAY_MS;
const clock = (text: string) => Date.parse(`1970-01-01T${text}Z`);
const hours = (from: string, to: string, weekends: boolean): QuietHours => ({
  from: clock(from),
  to: clock(to),
  weekends,
});

const NONE = new Set<number>();
const NINE = 9 * HOUR_MS;
const OVERNIGHT = hours('20:00', '08:00', true);
const LUNCH = hours('12:00', '14:00', false);
const NEVER_QUIET = hours('00:00', '00:00', false);

describe('parseTimeOfDay', () => {
  it.each([
    ['00:00', 0],
    ['08:05', 29_100_000],
    ['20:00', 72_000_000],
    ['23:59', 86_340_000],
  ])('reads %s', (text, expected) => {
    expect(parseTimeOfDay(text)).toBe(expected);
  });

  it.each(['', '24:00', '8:00', '08:60', '08:00:00', '0800', ' 08:00', '08:00\n', '8pm', '-1:00'])(
    'refuses %j',
    (text) => {
      expect(parseTimeOfDay(text)).toBeUndefined();
    },
  );
});

describe('isQuiet', () => {
  it.each([
    ['the last moment before overnight hours', OVERNIGHT, '2026-06-02T17:59:59.999Z', false],
    ['their first moment', OVERNIGHT, '2026-06-02T18:00:00Z', true],
    ['midnight within them', OVERNIGHT, '2026-06-02T22:00:00Z', true],
    ['their last moment', OVERNIGHT, '2026-06-03T05:59:59.999Z', true],
    ['their end', OVERNIGHT, '2026-06-03T06:00:00Z', false],
    ['noon on a Saturday', OVERNIGHT, '2026-06-06T10:00:00Z', true],
    ['noon on a Sunday', OVERNIGHT, '2026-06-07T10:00:00Z', true],
    ['noon on a holiday', OVERNIGHT, '2026-06-04T10:00:00Z', true],
    ['noon on a Saturday where weekends are not held', LUNCH, '2026-06-06T08:00:00Z', false],
    ['the start of daytime hours', LUNCH, '2026-06-02T10:00:00Z', true],
    ['the end of daytime hours', LUNCH, '2026-06-02T12:00:00Z', false],
    ['midnight without quiet hours', NEVER_QUIET, '2026-06-01T22:00:00Z', false],
  ])('judges %s in Berlin', (_, quiet, text, expected) => {
    expect(isQuiet(quiet, 'Europe/Berlin', at(text), new Set([day('2026-06-04')]))).toBe(expected);
  });

  it('goes by the local day, not the day in UTC', () => {
    const mondayInAuckland = at('2026-05-31T21:00:00Z');
    expect(isQuiet(OVERNIGHT, 'Pacific/Auckland', mondayInAuckland, NONE)).toBe(false);
    expect(isQuiet(OVERNIGHT, 'UTC', mondayInAuckland, NONE)).toBe(true);
  });
});

describe('isSendingDay', () => {
  it.each([
    ['a Friday', OVERNIGHT, 'Europe/Berlin', '2026-06-05', true],
    ['a Saturday', OVERNIGHT, 'Europe/Berlin', '2026-06-06', false],
    ['a Saturday where weekends are not held', LUNCH, 'Europe/Berlin', '2026-06-06', true],
    ['a holiday', LUNCH, 'Europe/Berlin', '2026-06-04', false],
    ['a Friday that the zone left out', OVERNIGHT, 'Pacific/Apia', '2011-12-30', false],
    ['the same Friday elsewhere', OVERNIGHT, 'Pacific/Auckland', '2011-12-30', true],
  ])('judges %s', (_, quiet, zone, text, expected) => {
    expect(isSendingDay(quiet, zone, day(text), new Set([day('2026-06-04')]))).toBe(expected);
  });
});

describe('nextAllowed', () => {
  const berlin = 'Europe/Berlin';

  it.each([
    [
      'an allowed moment stays',
      OVERNIGHT,
      berlin,
      '2026-06-02T10:17:00.123Z',
      '09:00',
      '2026-06-02T10:17:00.123Z',
    ],
    [
      'Friday 21:00 waits for Monday 09:00',
      OVERNIGHT,
      berlin,
      '2026-06-05T19:00:00Z',
      '09:00',
      '2026-06-08T07:00:00Z',
    ],
    [
      'Tuesday 03:00 waits for 09:00',
      OVERNIGHT,
      berlin,
      '2026-06-02T01:00:00Z',
      '09:00',
      '2026-06-02T07:00:00Z',
    ],
    [
      'Tuesday 23:00 waits for Wednesday',
      OVERNIGHT,
      berlin,
      '2026-06-02T21:00:00Z',
      '09:00',
      '2026-06-03T07:00:00Z',
    ],
    [
      'a quiet sendAt gives way to the end',
      OVERNIGHT,
      berlin,
      '2026-06-02T21:00:00Z',
      '07:00',
      '2026-06-03T06:00:00Z',
    ],
    [
      'Wednesday night before a holiday',
      OVERNIGHT,
      berlin,
      '2026-06-03T19:00:00Z',
      '09:00',
      '2026-06-05T07:00:00Z',
    ],
    [
      'daytime hours wait for the next sendAt',
      LUNCH,
      berlin,
      '2026-06-02T10:30:00Z',
      '09:00',
      '2026-06-03T07:00:00Z',
    ],
    [
      'or for a sendAt later that day',
      LUNCH,
      berlin,
      '2026-06-02T10:30:00Z',
      '15:00',
      '2026-06-02T13:00:00Z',
    ],
    [
      'or for their end if sendAt is within',
      LUNCH,
      berlin,
      '2026-06-02T10:30:00Z',
      '13:00',
      '2026-06-02T12:00:00Z',
    ],
    [
      'the weekend in which clocks go forward',
      OVERNIGHT,
      berlin,
      '2026-03-27T20:00:00Z',
      '09:00',
      '2026-03-30T07:00:00Z',
    ],
    [
      'the weekend in which they go back',
      OVERNIGHT,
      berlin,
      '2026-10-23T19:00:00Z',
      '09:00',
      '2026-10-26T08:00:00Z',
    ],
    [
      'a Friday left out of the calendar',
      OVERNIGHT,
      'Pacific/Apia',
      '2011-12-30T08:00:00Z',
      '09:00',
      '2012-01-01T19:00:00Z',
    ],
  ])('%s', (_, quiet, zone, from, sendAt, expected) => {
    const holidays = new Set([day('2026-06-04')]);
    expect(formatInstant(nextAllowed(quiet, zone, at(from), holidays, clock(sendAt)))).toBe(expected);
  });

  it.each([
    [
      'a sendAt in a gap moves forward',
      hours('20:00', '02:00', false),
      '2026-03-28T20:00:00Z',
      '02:30',
      '2026-03-29T01:30:00Z',
    ],
    [
      'an end in a gap is its end',
      hours('20:00', '02:30', false),
      '2026-03-28T20:00:00Z',
      '01:00',
      '2026-03-29T01:00:00Z',
    ],
    [
      'a sendAt moved into quiet hours waits for their end',
      hours('03:15', '03:45', false),
      '2026-03-28T02:20:00Z',
      '02:30',
      '2026-03-29T01:45:00Z',
    ],
    [
      'a gap that swallows all allowed time costs the day',
      hours('03:00', '02:00', false),
      '2026-03-28T04:00:00Z',
      '02:30',
      '2026-03-30T00:30:00Z',
    ],
    [
      'the earlier of two',
      hours('20:00', '02:30', false),
      '2026-10-24T20:00:00Z',
      '01:00',
      '2026-10-25T00:30:00Z',
    ],
    [
      'the later of two when the earlier is past',
      hours('20:00', '02:30', false),
      '2026-10-25T01:10:00Z',
      '01:00',
      '2026-10-25T01:30:00Z',
    ],
  ])('in Berlin, %s', (_, quiet, from, sendAt, expected) => {
    const slot = nextAllowed(quiet, berlin, at(from), NONE, clock(sendAt));
    expect(formatInstant(slot)).toBe(expected);
    expect(isQuiet(quiet, berlin, slot, NONE)).toBe(false);
  });

  it('finds the slot of the day before when clocks go back over midnight', () => {
    // In St John's, 2010-11-07 lasts a minute before clocks go back to Saturday 23:01: 23:30 is yet to come again.
    const quiet = hours('00:00', '23:20', false);
    const slot = nextAllowed(quiet, 'America/St_Johns', at('2010-11-07T02:30:30Z'), NONE, clock('23:30'));
    expect(formatInstant(slot)).toBe('2010-11-07T03:00:00Z');
  });

  it('finds the moved slot of the day before when a gap ends at midnight', () => {
    // In Nuuk, Saturday 2026-03-28 ends at 23:00: its slot at 23:30 is Sunday 00:30.
    const quiet = hours('00:00', '00:20', false);
    const slot = nextAllowed(quiet, 'America/Nuuk', at('2026-03-29T01:05:00Z'), NONE, clock('23:30'));
    expect(formatInstant(slot)).toBe('2026-03-29T01:30:00Z');
  });

  it('throws when no day within 400 is a sending day', () => {
    const closed = new Set(Array.from({ length: 500 }, (_, index) => day('2026-06-01') + index));
    expect(() => nextAllowed(OVERNIGHT, berlin, at('2026-06-02T10:00:00Z'), closed, NINE)).toThrow(
      RangeError,
    );
  });

  it('looks 400 days ahead', () => {
    const closed = new Set(Array.from({ length: 390 }, (_, index) => day('2026-06-01') + index));
    const slot = nextAllowed(OVERNIGHT, berlin, at('2026-06-02T10:00:00Z'), closed, NINE);
    expect(formatInstant(slot)).toBe('2027-06-28T07:00:00Z');
  });

  it('never gives a quiet or an earlier instant, and leaves what it gave alone', () => {
    const times = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minutes) => minutes * 60_000);
    const cases = fc.record({
      quiet: fc.record({ from: times, to: times, weekends: fc.boolean() }),
      zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
      from: fc.integer({ min: at('2015-01-01'), max: at('2045-12-31') }),
      holidays: fc.array(fc.integer({ min: 0, max: 10 })),
      sendAt: times,
    });
    return fc.assert(
      fc.property(cases, ({ quiet, zone, from, holidays, sendAt }) => {
        const closed = new Set(holidays.map((ahead) => Math.floor(from / DAY_MS) + ahead));
        const slot = nextAllowed(quiet, zone, from, closed, sendAt);
        expect(slot).toBeGreaterThanOrEqual(from);
        expect(isQuiet(quiet, zone, slot, closed)).toBe(false);
        expect(nextAllowed(quiet, zone, slot, closed, sendAt)).toBe(slot);
      }),
      { numRuns: 2000 },
    );
  });
});
