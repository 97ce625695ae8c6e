import { dayOf, type EpochDay, type Instant, yearMonthDay } from './instant.ts';
import { localDay, startOfDay } from './zone.ts';

/** The periods of series, caps and windows: calendar days, weeks from Monday, calendar months. */
export type Per = 'day' | 'week' | 'month';

/** 1969-12-29 is a Monday: day 0 is the Thursday of week 0. */
const FIRST_MONDAY = -3;

/**
 * The index of the period that the day lies in; neighbours differ by one. Days count from 1970-01-01, weeks
 * from Monday 1969-12-29, months are year * 12 + month - 1.
 */
export function periodOf(per: Per, day: EpochDay): number {
  if (per === 'day') return day;
  if (per === 'week') return Math.floor((day - FIRST_MONDAY) / 7);
  const { year, month } = yearMonthDay(day);
  return year * 12 + month - 1;
}

/** The first day of the period. */
export function periodStartDay(per: Per, index: number): EpochDay {
  if (per === 'day') return index;
  if (per === 'week') return index * 7 + FIRST_MONDAY;
  const year = Math.floor(index / 12);
  return dayOf(year, index - year * 12 + 1, 1);
}

/** The day after the last day of the period. */
export function periodEndDay(per: Per, index: number): EpochDay {
  return periodStartDay(per, index + 1);
}

/** The first instant of the period in the zone. Throws RangeError for an unknown zone. */
export function periodStart(zone: string, per: Per, index: number): Instant {
  return startOfDay(zone, periodStartDay(per, index));
}

/** When the period is closed: `latenessMs` after its local end, for what its source delivers late. */
export function closesAt(zone: string, per: Per, index: number, latenessMs: number): Instant {
  return periodStart(zone, per, index + 1) + latenessMs;
}

/** The index of the latest period with `closesAt` at or before `now`. RangeError for an unknown zone. */
export function closedPeriod(zone: string, per: Per, now: Instant, latenessMs: number): number {
  const open = periodOf(per, localDay(zone, now - latenessMs));
  // Clocks set back just after midnight show the old day once more, after its end: that period stays closed.
  return closesAt(zone, per, open, latenessMs) <= now ? open : open - 1;
}
