import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { NO_HOLIDAYS } from '../../../lib/core/time/business-calendar.ts';
import { DAY_MS, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { addSpan } from '../../../lib/core/time/span.ts';
import {
  addDays,
  instantOf,
  laterInstantOf,
  localDay,
  localTimeOfDay,
  offsetAt,
  startOfDay,
} from '../../../lib/core/time/zone.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const FROM = Date.parse('2015-01-01T00:00:00Z');
const UNTIL = Date.parse('2045-12-31T00:00:00Z');
const EPOCH = Temporal.PlainDate.from('1970-01-01');

const zoned = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
const plainDay = (day: number) => EPOCH.add({ days: day });
const plainTime = (ms: number) => new Temporal.PlainTime().add({ milliseconds: ms });

/** Half of the instants lie within 30 h of a change of the zone's clocks, where it has one. */
const zoneAndInstant = fc
  .tuple(
    fc.constantFrom(...ZONES),
    fc.integer({ min: FROM, max: UNTIL }),
    fc.option(fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS })),
  )
  .map(([zone, at, distance]) => {
    const change = distance === null ? null : zoned(zone, at).getTimeZoneTransition('next');
    return { zone, at: change === null ? at : change.epochMilliseconds + (distance ?? 0) };
  });

describe('the zone functions, against Temporal', () => {
  it('know every zone that Intl lists', () => {
    expect(ZONES.length).toBeGreaterThan(400);
    for (const zone of ZONES) {
      for (const year of [2015, 2022, 2026, 2030, 2045]) {
        for (const month of [1, 3, 7, 10]) {
          const at = Date.UTC(year, month - 1, 15, 12);
          const offset = zoned(zone, at).offsetNanoseconds / 1e6;
          if (offsetAt(zone, at) !== offset) expect.fail(`${zone} ${year}-${month}: expected ${offset}`);
        }
      }
    }
  });

  it('read the same offset, day and time of day', () => {
    return fc.assert(
      fc.property(zoneAndInstant, ({ zone, at }) => {
        const expected = zoned(zone, at);
        expect(offsetAt(zone, at)).toBe(expected.offsetNanoseconds / 1e6);
        expect(localDay(zone, at)).toBe(EPOCH.until(expected.toPlainDate(), { largestUnit: 'day' }).days);
        const sinceMidnight = new Temporal.PlainTime().until(expected.toPlainTime());
        expect(localTimeOfDay(zone, at)).toBe(sinceMidnight.total('millisecond'));
      }),
      { numRuns: 1500 },
    );
  });

  it('find the same instant for a wall-clock time, in gaps and overlaps too', () => {
    return fc.assert(
      fc.property(zoneAndInstant, ({ zone, at }) => {
        // The UTC reading of an instant near a change is a wall-clock time near it, within a day of it.
        const [day, time] = [Math.floor(at / DAY_MS), at - Math.floor(at / DAY_MS) * DAY_MS];
        const local = plainDay(day).toPlainDateTime(plainTime(time));
        const compatible = local.toZonedDateTime(zone, { disambiguation: 'compatible' });
        const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
        expect(instantOf(zone, day, time)).toBe(compatible.epochMilliseconds);
        expect(laterInstantOf(zone, day, time)).toBe(later.epochMilliseconds);
      }),
      { numRuns: 1500 },
    );
  });

  it('start days at the same instant', () => {
    return fc.assert(
      fc.property(zoneAndInstant, ({ zone, at }) => {
        const day = localDay(zone, at);
        expect(startOfDay(zone, day)).toBe(zoned(zone, at).startOfDay().epochMilliseconds);
        expect(startOfDay(zone, day)).toBeLessThanOrEqual(at);
      }),
      { numRuns: 1500 },
    );
  });

  it('add days as Temporal does', () => {
    return fc.assert(
      fc.property(zoneAndInstant, fc.integer({ min: -400, max: 400 }), ({ zone, at }, days) => {
        expect(addDays(zone, at, days)).toBe(zoned(zone, at).add({ days }).epochMilliseconds);
      }),
      { numRuns: 1000 },
    );
  });

  it('add spans as Temporal does', () => {
    const parts = fc.record({
      months: fc.integer({ min: 0, max: 30 }),
      days: fc.integer({ min: 0, max: 100 }),
      ms: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * DAY_MS })),
    });
    return fc.assert(
      fc.property(zoneAndInstant, parts, fc.constantFrom(1, -1), ({ zone, at }, size, sign) => {
        const span = { months: sign * size.months, days: sign * size.days, ms: sign * size.ms };
        const expected = zoned(zone, at).add({ months: span.months, days: span.days, milliseconds: span.ms });
        expect(addSpan(zone, at, span, NO_HOLIDAYS)).toBe(expected.epochMilliseconds);
      }),
      { numRuns: 1000 },
    );
  });
});
