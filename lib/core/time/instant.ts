/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export type Instant = number;

/** Whole days since 1970-01-01 on the proleptic Gregorian calendar, without a zone. */
export type EpochDay = number;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** From 1 March of the year 0 to 1 January 1970; 400 Gregorian years always have the same length. */
const DAYS_FROM_YEAR_ZERO = 719_468;
const DAYS_IN_400_YEARS = 146_097;

const ZERO = 48;
const FIRST_DAY = dayOf(1, 1, 1);
const LAST_DAY = dayOf(9999, 12, 31);

/**
 * The instant of a strict RFC 3339 date-time with `Z` or an offset: year 0001 to 9999, up to nine fraction
 * digits, of which those after the third are cut off. Undefined for anything else: impossible dates, 24:00,
 * a leap second (:60), a missing offset, and what lies outside the years 0001 to 9999 once it is taken to UTC.
 */
export function parseInstant(text: string): Instant | undefined {
  const day = leadingDay(text);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  // A part that is not digits is NaN, and every comparison with NaN is false.
  if (!(day >= FIRST_DAY && hour <= 23 && minute <= 59 && second <= 59)) return undefined;
  if ((text[10] !== 'T' && text[10] !== 't') || text[13] !== ':' || text[16] !== ':') return undefined;

  let index = 19;
  let millis = 0;
  if (text[index] === '.') {
    index += 1;
    let scale = 100;
    const limit = index + 9;
    for (; index < limit; index += 1) {
      const digit = text.charCodeAt(index) - ZERO;
      if (!(digit >= 0 && digit <= 9)) break;
      if (scale >= 1) millis += digit * scale;
      scale /= 10;
    }
    if (scale === 100) return undefined;
  }

  const offset = trailingOffset(text, index);
  const at = day * DAY_MS + hour * HOUR_MS + minute * 60_000 + second * 1000 + millis - offset;
  return isWritable(at) ? at : undefined;
}

/**
 * `2026-06-01T08:30:00Z`, or `2026-06-01T08:30:00.120Z` where there are milliseconds.
 * Throws RangeError for what is not a whole number of milliseconds within the years 0001 to 9999.
 */
export function formatInstant(at: Instant): string {
  if (!(Number.isInteger(at) && isWritable(at))) throw new RangeError(`not an instant: ${at}`);
  const day = Math.floor(at / DAY_MS);
  const rest = at - day * DAY_MS;
  const hour = padded(Math.floor(rest / HOUR_MS), 2);
  const minute = padded(Math.floor(rest / 60_000) % 60, 2);
  const second = padded(Math.floor(rest / 1000) % 60, 2);
  const millis = rest % 1000;
  return `${formatDay(day)}T${hour}:${minute}:${second}${millis === 0 ? '' : `.${padded(millis, 3)}`}Z`;
}

/** The day of a strict `YYYY-MM-DD`, year 0001 to 9999; undefined for anything else. */
export function parseDay(text: string): EpochDay | undefined {
  const day = leadingDay(text);
  return text.length === 10 && day >= FIRST_DAY ? day : undefined;
}

/** `YYYY-MM-DD`. Throws RangeError for what is not a whole day within the years 0001 to 9999. */
export function formatDay(day: EpochDay): string {
  if (!(Number.isInteger(day) && day >= FIRST_DAY && day <= LAST_DAY)) {
    throw new RangeError(`not a day: ${day}`);
  }
  const civil = yearMonthDay(day);
  return `${padded(civil.year, 4)}-${padded(civil.month, 2)}-${padded(civil.day, 2)}`;
}

/** ISO weekday, 1 (Monday) to 7 (Sunday). */
export function weekday(day: EpochDay): number {
  // 1970-01-01 was a Thursday. The remainder of a negative number is negative, hence the second one.
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/**
 * The epoch day of a Gregorian date, month 1 to 12. A day past the end of its month counts on into the next.
 * The year is taken to start in March, so that the leap day is its last.
 */
export function dayOf(year: number, month: number, day: number): EpochDay {
  const marchYear = month <= 2 ? year - 1 : year;
  const monthsSinceMarch = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const daysBeforeMonth = Math.floor((153 * monthsSinceMarch + 2) / 5);
  return 365 * marchYear + leapDays + daysBeforeMonth + day - 1 - DAYS_FROM_YEAR_ZERO;
}

/** The Gregorian date of an epoch day: the inverse of `dayOf`. */
export function yearMonthDay(day: EpochDay): CivilDate {
  const sinceZero = day + DAYS_FROM_YEAR_ZERO;
  const cycle = Math.floor(sinceZero / DAYS_IN_400_YEARS);
  const inCycle = sinceZero - cycle * DAYS_IN_400_YEARS;
  // Leap days seen so far in the cycle are taken out, so that every year is 365 days long.
  const leapless =
    inCycle - Math.floor(inCycle / 1460) + Math.floor(inCycle / 36_524) - Math.floor(inCycle / 146_096);
  const yearInCycle = Math.floor(leapless / 365);
  const daysBeforeYear = 365 * yearInCycle + Math.floor(yearInCycle / 4) - Math.floor(yearInCycle / 100);
  const inYear = inCycle - daysBeforeYear;
  const monthsSinceMarch = Math.floor((5 * inYear + 2) / 153);
  const month = monthsSinceMarch < 10 ? monthsSinceMarch + 3 : monthsSinceMarch - 9;
  return {
    year: cycle * 400 + yearInCycle + (month <= 2 ? 1 : 0),
    month,
    day: inYear - Math.floor((153 * monthsSinceMarch + 2) / 5) + 1,
  };
}

/** Days in a Gregorian month, 28 to 31. */
export function monthLength(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isWritable(at: number): boolean {
  return at >= FIRST_DAY * DAY_MS && at < (LAST_DAY + 1) * DAY_MS;
}

/** The day that the first ten characters write, or NaN. */
function leadingDay(text: string): number {
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (text[4] !== '-' || text[7] !== '-') return Number.NaN;
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month))) return Number.NaN;
  return dayOf(year, month, day);
}

/** The offset in ms that ends the text at `index` (`Z`, `+02:00`), or NaN. */
function trailingOffset(text: string, index: number): number {
  const sign = text[index];
  if (sign === 'Z' || sign === 'z') return text.length === index + 1 ? 0 : Number.NaN;
  if ((sign !== '+' && sign !== '-') || text[index + 3] !== ':' || text.length !== index + 6)
    return Number.NaN;
  const hours = twoDigits(text, index + 1);
  const minutes = twoDigits(text, index + 4);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  const size = hours * HOUR_MS + minutes * 60_000;
  return sign === '+' ? size : -size;
}

/** 0 to 99, or NaN where the two characters are not both ASCII digits. */
function twoDigits(text: string, index: number): number {
  const tens = text.charCodeAt(index) - ZERO;
  const ones = text.charCodeAt(index + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
