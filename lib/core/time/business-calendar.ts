import { type EpochDay, weekday } from './instant.ts';

/** Which days are worked on: `weekend` holds ISO weekdays (1 Monday to 7 Sunday), `holidays` single days. */
export interface BusinessCalendar {
  readonly holidays: ReadonlySet<EpochDay>;
  readonly weekend: ReadonlySet<number>;
}

/** Saturday and Sunday off, no holidays. */
export const NO_HOLIDAYS: BusinessCalendar = { holidays: new Set(), weekend: new Set([6, 7]) };

export function isBusinessDay(calendar: BusinessCalendar, day: EpochDay): boolean {
  return !calendar.weekend.has(weekday(day)) && !calendar.holidays.has(day);
}

/**
 * The nth business day after `day`, or before it if n is negative; `day` itself need not be one. So Saturday
 * plus 1 is Monday, Friday plus 2 is Tuesday, Sunday minus 1 is Friday; n = 0 gives `day` back, worked or not.
 * Throws RangeError if n is not a whole number or if every weekday is weekend.
 */
export function addBusinessDays(calendar: BusinessCalendar, day: EpochDay, n: number): EpochDay {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not a whole number of business days: ${n}`);
  if ([1, 2, 3, 4, 5, 6, 7].every((one) => calendar.weekend.has(one))) {
    throw new RangeError('a business calendar needs a weekday that is not weekend');
  }
  const step = n < 0 ? -1 : 1;
  let reached = day;
  for (let left = Math.abs(n); left > 0; ) {
    reached += step;
    if (isBusinessDay(calendar, reached)) left -= 1;
  }
  return reached;
}
