import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { DAY_MS, formatInstant, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { isQuiet, nextAllowed, type QuietHours } from '../../../lib/core/time/quiet-hours.ts';
import {
  instantOf,
  laterInstantOf,
  localDay,
  localTimeOfDay,
  offsetAt,
  startOfDay,
} from '../../../lib/core/time/zone.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const EPOCH = Temporal.PlainDate.from('1970-01-01');
const MINUTE = 60_000;
const NONE = new Set<number>();

const zoned = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

/** Every change of any zone's clocks from 2026 to 2030, as Temporal finds it. */
const CHANGES = ZONES.flatMap((zone) => {
  const found: { zone: string; change: number }[] = [];
  let next = zoned(zone, Date.parse('2026-01-01T00:00:00Z')).getTimeZoneTransition('next');
  while (next !== null && next.year <= 2030) {
    found.push({ zone, change: next.epochMilliseconds });
    next = next.getTimeZoneTransition('next');
  }
  return found;
});

const hours = (from: number, to: number, weekends: boolean): QuietHours => ({
  from: from * HOUR_MS,
  to: to * HOUR_MS,
  weekends,
});

/** The usual hours, and hours whose ends and slots lie where clocks change. */
const POLICIES = [
  { name: 'usual', quiet: hours(20, 8, true), sendAt: 9 * HOUR_MS },
  { name: 'ends in a gap', quiet: hours(20, 2.5, false), sendAt: HOUR_MS },
  { name: 'sends in a gap', quiet: hours(20, 1.5, false), sendAt: 2.25 * HOUR_MS },
  { name: 'one hour allowed', quiet: hours(3, 2, false), sendAt: 2.5 * HOUR_MS },
  { name: 'ends at midnight', quiet: hours(21, 0, false), sendAt: 22 * HOUR_MS },
  { name: 'ends after midnight', quiet: hours(0, 0.5, true), sendAt: 23.5 * HOUR_MS },
  { name: 'quiet all day', quiet: hours(0.5, 23.5, false), sendAt: 12 * HOUR_MS },
] as const;

const BEFORE_AND_AFTER = [-49, -25, -12, -3, -1.25, -0.5, 0, 0.25, 0.75, 1.5, 3, 12, 25] as const;

describe('every change of clocks of every zone, 2026 to 2030', () => {
  it('is more than 1,000 of them', () => {
    expect(CHANGES.length).toBeGreaterThan(1000);
  });

  it('is seen to the millisecond', () => {
    const wrong = CHANGES.filter(({ zone, change }) =>
      [-1, 0].some((ms) => offsetAt(zone, change + ms) !== zoned(zone, change + ms).offsetNanoseconds / 1e6),
    );
    expect(wrong).toEqual([]);
  });

  it('leaves the wall-clock times and days around it where Temporal has them', () => {
    const wrong: string[] = [];
    for (const { zone, change } of CHANGES) {
      const day = localDay(zone, change);
      for (const near of [day - 1, day, day + 1]) {
        const date = EPOCH.add({ days: near });
        if (startOfDay(zone, near) !== date.toZonedDateTime(zone).epochMilliseconds) {
          wrong.push(`startOfDay ${zone} ${date}`);
        }
        for (let time = 0; time < DAY_MS; time += 45 * MINUTE) {
          const local = date.toPlainDateTime(new Temporal.PlainTime().add({ milliseconds: time }));
          const compatible = local.toZonedDateTime(zone, { disambiguation: 'compatible' });
          const later = local.toZonedDateTime(zone, { disambiguation: 'later' });
          if (instantOf(zone, near, time) !== compatible.epochMilliseconds) wrong.push(`${zone} ${local}`);
          if (laterInstantOf(zone, near, time) !== later.epochMilliseconds)
            wrong.push(`later ${zone} ${local}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(POLICIES)('holds a touch to the next slot and no longer: $name', ({ quiet, sendAt }) => {
    const wrong: string[] = [];
    for (const { zone, change } of CHANGES) {
      for (const distance of BEFORE_AND_AFTER) {
        const from = change + distance * HOUR_MS;
        const problem = problemWith(quiet, zone, from, sendAt);
        if (problem !== undefined) wrong.push(`${zone} ${formatInstant(from)}: ${problem}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Judges `nextAllowed` by walking the minutes in between and looking at the wall clock, nothing else. */
function problemWith(quiet: QuietHours, zone: string, from: number, sendAt: number): string | undefined {
  const slot = nextAllowed(quiet, zone, from, NONE, sendAt);
  if (slot < from) return `${formatInstant(slot)} is earlier`;
  if (isQuiet(quiet, zone, slot, NONE)) return `${formatInstant(slot)} is quiet`;
  if (!isQuiet(quiet, zone, from, NONE))
    return slot === from ? undefined : 'was held though it was not quiet';

  const isQuietTime = (time: number) => isQuiet({ ...quiet, weekends: false }, 'UTC', time, NONE);
  const wanted = isQuietTime(sendAt) ? quiet.to : sendAt;
  for (let at = Math.ceil(from / MINUTE) * MINUTE; at < slot; at += MINUTE) {
    if (localTimeOfDay(zone, at) === wanted && !isQuiet(quiet, zone, at, NONE)) {
      return `${formatInstant(slot)}, though ${formatInstant(at)} is a slot`;
    }
  }
  if (localTimeOfDay(zone, slot) === wanted) return undefined;

  // Another time of day is right only where a gap took the wanted one: the gap lies within the last three hours.
  const gap = [1, 2, 3].some((back) => offsetAt(zone, slot - back * HOUR_MS) < offsetAt(zone, slot));
  return gap ? undefined : `${formatInstant(slot)} is not the wanted time of day`;
}

// No zone changes its clocks twice within three days, so this meets every stretch of constant offset.
describe('every zone, every third day from 2015 to 2045', () => {
  it('has the offset that Temporal has', () => {
    const wrong: string[] = [];
    const [from, until] = [Date.parse('2015-01-01T00:00:00Z'), Date.parse('2046-01-01T00:00:00Z')];
    for (const zone of ZONES) {
      for (let at = from; at < until; at += 3 * DAY_MS) {
        if (offsetAt(zone, at) !== zoned(zone, at).offsetNanoseconds / 1e6) wrong.push(`${zone} ${at}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
