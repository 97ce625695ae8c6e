import { type EpochDay, HOUR_MS, type Instant, weekday } from './instant.ts';
import { firstInstantFrom, instantOf, laterInstantOf, localDay, localTimeOfDay, startOfDay } from './zone.ts';

/**
 * When touches are held, on the wall clock of whoever receives them. `from` (inclusive) and `to` (exclusive) are
 * ms since midnight; `from` later than `to` runs overnight, equal ones mean no quiet hours. `weekends` holds
 * the whole of Saturday and Sunday.
 */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
  readonly weekends: boolean;
}

const SATURDAY = 6;

/** `nextAllowed` gives up after so many days: longer than any year of weekends and holidays. */
const MAX_DAYS_AHEAD = 400;

/** The ms since midnight of a strict `HH:MM`, 00:00 to 23:59; undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * HOUR_MS + Number(match[2]) * 60_000;
}

/** Whether the day is one to send on in the zone: no held weekend, no holiday, and not left out by the zone. */
export function isSendingDay(
  quiet: QuietHours,
  zone: string,
  day: EpochDay,
  holidays: ReadonlySet<EpochDay>,
): boolean {
  return isWorkedDay(quiet, day, holidays) && localDay(zone, startOfDay(zone, day)) === day;
}

/** Whether a touch at that instant is held: quiet hours, held weekend or holiday, in the zone's local time. */
export function isQuiet(
  quiet: QuietHours,
  zone: string,
  at: Instant,
  holidays: ReadonlySet<EpochDay>,
): boolean {
  return isQuietTime(quiet, localTimeOfDay(zone, at)) || !isWorkedDay(quiet, localDay(zone, at), holidays);
}

/**
 * `at` itself if it is not quiet, else the next slot, never before `at`. A slot is the local time `sendAt` (ms
 * since midnight) on a sending day, or the end of the quiet hours where `sendAt` is quiet: Friday 21:00 goes
 * out on Monday at 09:00. A time that a gap leaves out follows `instantOf`; of one that an overlap shows twice
 * the later serves if the earlier is past. What is returned is never quiet.
 * Throws RangeError if 400 days hold no slot, and for an unknown zone.
 */
export function nextAllowed(
  quiet: QuietHours,
  zone: string,
  at: Instant,
  holidays: ReadonlySet<EpochDay>,
  sendAt: number,
): Instant {
  if (!isQuiet(quiet, zone, at, holidays)) return at;
  const today = localDay(zone, at);
  // A day before today's may still have its slot ahead, when clocks were changed around midnight.
  for (let day = today - 1; day <= today + MAX_DAYS_AHEAD; day += 1) {
    if (!isSendingDay(quiet, zone, day, holidays)) continue;
    for (const slot of slotsOn(quiet, zone, day, sendAt)) {
      if (slot >= at && !isQuiet(quiet, zone, slot, holidays)) return slot;
    }
  }
  throw new RangeError(`no time to send at within ${MAX_DAYS_AHEAD} days: every day is quiet`);
}

/** The slot of the day, twice where an overlap shows it twice. */
function slotsOn(quiet: QuietHours, zone: string, day: EpochDay, sendAt: number): readonly Instant[] {
  const first = instantOf(zone, day, sendAt);
  // A gap may move an allowed `sendAt` into the quiet hours, on that one day.
  if (!isQuietTime(quiet, sendAt) && !isQuietTime(quiet, localTimeOfDay(zone, first))) {
    return [first, laterInstantOf(zone, day, sendAt)];
  }
  return [firstInstantFrom(zone, day, quiet.to), laterInstantOf(zone, day, quiet.to)];
}

function isQuietTime(quiet: QuietHours, timeOfDay: number): boolean {
  if (quiet.from <= quiet.to) return timeOfDay >= quiet.from && timeOfDay < quiet.to;
  return timeOfDay >= quiet.from || timeOfDay < quiet.to;
}

function isWorkedDay(quiet: QuietHours, day: EpochDay, holidays: ReadonlySet<EpochDay>): boolean {
  return !(quiet.weekends && weekday(day) >= SATURDAY) && !holidays.has(day);
}
