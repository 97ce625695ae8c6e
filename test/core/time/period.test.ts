import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, formatDay, formatInstant, HOUR_MS, weekday } from '../../../lib/core/time/instant.ts';
import {
  closedPeriod,
  closesAt,
  type Per,
  periodEndDay,
  periodOf,
  periodStart,
  periodStartDay,
} from '../../../lib/core/time/period.ts';

const at = (text: string) => Date.parse(text);
const day = (text: string) => Date.parse(text) / DAY_MS;
const PERS: readonly Per[] = ['day', 'week', 'month'];

describe('periodOf', () => {
  it.each<[Per, string, number]>([
    ['day', '1970-01-01', 0],
    ['day', '2026-06-01', 20_605],
    ['week', '1969-12-28', -1],
    ['week', '1969-12-29', 0],
    ['week', '1970-01-04', 0],
    ['week', '1970-01-05', 1],
    ['week', '2026-05-31', 2943],
    ['week', '2026-06-01', 2944],
    ['month', '1970-01-31', 23_640],
    ['month', '2026-06-30', 24_317],
    ['month', '2026-07-01', 24_318],
    ['month', '1969-12-31', 23_639],
  ])('counts the %s of %s as %i', (per, text, index) => {
    expect(periodOf(per, day(text))).toBe(index);
  });

  it('lies between the start and the end of its period, for every per', () => {
    return fc.assert(
      fc.property(fc.constantFrom(...PERS), fc.integer({ min: -100_000, max: 100_000 }), (per, one) => {
        const index = periodOf(per, one);
        expect(periodStartDay(per, index)).toBeLessThanOrEqual(one);
        expect(periodEndDay(per, index)).toBeGreaterThan(one);
        expect(periodOf(per, periodStartDay(per, index))).toBe(index);
        expect(periodOf(per, periodEndDay(per, index))).toBe(index + 1);
        if (per === 'week') expect(weekday(periodStartDay(per, index))).toBe(1);
      }),
    );
  });
});

describe('periodStartDay and periodEndDay', () => {
  it.each<[Per, number, string, string]>([
    ['day', 20_605, '2026-06-01', '2026-06-02'],
    ['week', 2944, '2026-06-01', '2026-06-08'],
    ['month', 24_313, '2026-02-01', '2026-03-01'],
    ['month', 24_323, '2026-12-01', '2027-01-01'],
    ['month', 24_337, '2028-02-01', '2028-03-01'],
  ])('of %s %i', (per, index, start, end) => {
    expect(formatDay(periodStartDay(per, index))).toBe(start);
    expect(formatDay(periodEndDay(per, index))).toBe(end);
  });
});

describe('periodStart', () => {
  it.each<[string, Per, string, string]>([
    ['Europe/Berlin', 'week', '2026-03-29', '2026-03-22T23:00:00Z'],
    ['Europe/Berlin', 'week', '2026-03-30', '2026-03-29T22:00:00Z'],
    ['America/New_York', 'month', '2026-11-30', '2026-11-01T04:00:00Z'],
    ['Africa/Cairo', 'day', '2026-04-24', '2026-04-23T22:00:00Z'],
  ])('in %s of the %s of %s is %s', (zone, per, text, expected) => {
    expect(formatInstant(periodStart(zone, per, periodOf(per, day(text))))).toBe(expected);
  });
});

describe('closedPeriod', () => {
  it.each<[string, string, Per, string, number, string]>([
    ['at the very end', 'Europe/Berlin', 'week', '2026-06-07T22:00:00Z', 0, '2026-06-01'],
    ['1 ms before the end', 'Europe/Berlin', 'week', '2026-06-07T21:59:59.999Z', 0, '2026-05-25'],
    ['at the end plus lateness', 'Europe/Berlin', 'day', '2026-06-02T04:00:00Z', 6 * HOUR_MS, '2026-06-01'],
    ['1 ms before that', 'Europe/Berlin', 'day', '2026-06-02T03:59:59.999Z', 6 * HOUR_MS, '2026-05-31'],
    ['on a day of 23 h', 'Europe/Berlin', 'day', '2026-03-29T22:00:00Z', 0, '2026-03-29'],
    ['on a day of 25 h', 'Europe/Berlin', 'day', '2026-10-25T22:59:59.999Z', 0, '2026-10-24'],
    [
      'when lateness spans a change of clocks',
      'Europe/Berlin',
      'day',
      '2026-03-29T03:00:00Z',
      4 * HOUR_MS,
      '2026-03-28',
    ],
    ['in the middle of a month', 'America/New_York', 'month', '2026-06-15T00:00:00Z', 0, '2026-05-01'],
    [
      'when lateness is longer than the period',
      'UTC',
      'day',
      '2026-06-05T12:00:00Z',
      2 * DAY_MS,
      '2026-06-02',
    ],
    ['over a day left out', 'Pacific/Apia', 'day', '2011-12-30T10:00:00Z', 0, '2011-12-30'],
    ['before a day left out', 'Pacific/Apia', 'day', '2011-12-30T09:59:59.999Z', 0, '2011-12-28'],
    // Clocks went from 00:01 back to 23:01: the day before shows again for 59 minutes.
    ['in the first minute of a new day', 'America/St_Johns', 'day', '2010-11-07T02:30:30Z', 0, '2010-11-06'],
    ['when the old day shows again', 'America/St_Johns', 'day', '2010-11-07T02:45:00Z', 0, '2010-11-06'],
  ])('%s (%s %s %s)', (_, zone, per, now, lateness, start) => {
    expect(formatDay(periodStartDay(per, closedPeriod(zone, per, at(now), lateness)))).toBe(start);
  });

  it('is the latest whose closesAt has come, whatever the zone, per and lateness', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const instants = fc.integer({ min: at('2015-01-01'), max: at('2045-12-31') });
    const latenesses = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10 * DAY_MS }));
    return fc.assert(
      fc.property(zones, fc.constantFrom(...PERS), instants, latenesses, (zone, per, now, lateness) => {
        const index = closedPeriod(zone, per, now, lateness);
        expect(closesAt(zone, per, index, lateness)).toBeLessThanOrEqual(now);
        expect(closesAt(zone, per, index + 1, lateness)).toBeGreaterThan(now);
        expect(closedPeriod(zone, per, closesAt(zone, per, index, lateness), lateness)).toBe(index);
      }),
      { numRuns: 1000 },
    );
  });
});
