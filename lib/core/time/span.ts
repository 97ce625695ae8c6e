import { addBusinessDays, type BusinessCalendar } from './business-calendar.ts';
import { DAY_MS, dayOf, type EpochDay, HOUR_MS, type Instant, monthLength, yearMonthDay } from './instant.ts';
import { instantOf, localDay, localTimeOfDay } from './zone.ts';

/**
 * A length of time as authors write it. Years fold into months and weeks into days; months and days are lengths
 * on the calendar, `ms` is exact. A negative span has no positive part. Zeros are never -0.
 */
export type Span =
  | { readonly months: number; readonly days: number; readonly ms: number }
  | { readonly businessDays: number };

const ISO_DURATION =
  /^(-?)P(?=[\dT])(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,3}))?S)?)?$/;
const BUSINESS_DAYS = /^(-?)(\d{1,4}) business days?$/;

/** No two instants of the years 0001 to 9999 are further apart, so a longer span is a slip. */
const MAX_MONTHS = 9_999 * 12;
const MAX_DAYS = 3_652_059;
const MAX_MS = MAX_DAYS * DAY_MS;

/**
 * Reads an ISO 8601 duration (`P7D`, `PT4H`, `P28DT1H`, `P2W`, `P1Y`, `PT0.5S`) or `n business days` (n up to
 * 9,999), either with a leading `-`. Only seconds take a fraction, of at most three digits. Undefined otherwise.
 */
export function parseSpan(text: string): Span | undefined {
  const business = BUSINESS_DAYS.exec(text);
  if (business !== null) return { businessDays: signed(business[1], Number(business[2])) };
  const match = ISO_DURATION.exec(text);
  if (match === null) return undefined;
  const part = (group: number) => Number(match[group] ?? 0);
  const months = part(2) * 12 + part(3);
  const days = part(4) * 7 + part(5);
  const fraction = Number((match[9] ?? '').padEnd(3, '0'));
  const ms = part(6) * HOUR_MS + part(7) * 60_000 + part(8) * 1000 + fraction;
  if (months > MAX_MONTHS || days > MAX_DAYS || ms > MAX_MS) return undefined;
  return { months: signed(match[1], months), days: signed(match[1], days), ms: signed(match[1], ms) };
}

/**
 * The span in its shortest usual form: `P1Y2M`, `P14D` (never weeks), `PT90M` as `PT1H30M`, `P0D` for nothing,
 * `1 business day`. Throws RangeError for a span with both positive and negative parts, which has no such form.
 */
export function formatSpan(span: Span): string {
  if ('businessDays' in span) {
    return `${span.businessDays} business ${Math.abs(span.businessDays) === 1 ? 'day' : 'days'}`;
  }
  const parts = [span.months, span.days, span.ms];
  const negative = parts.some((part) => part < 0);
  if (negative && parts.some((part) => part > 0)) throw new RangeError('a span has one sign');
  const [months, days, ms] = [Math.abs(span.months), Math.abs(span.days), Math.abs(span.ms)];
  const date = written(Math.floor(months / 12), 'Y') + written(months % 12, 'M') + written(days, 'D');
  const hours = written(Math.floor(ms / HOUR_MS), 'H');
  const time = hours + written(Math.floor(ms / 60_000) % 60, 'M') + written((ms % 60_000) / 1000, 'S');
  const body = date + (time === '' ? '' : `T${time}`);
  return `${negative ? '-' : ''}P${body === '' ? '0D' : body}`;
}

/**
 * The span as a plain length, for ages and limits, where no calendar applies: a day counts 24 h and a month
 * 30 days (so a year, being 12 months, counts 360). Undefined for business days.
 */
export function elapsedMs(span: Span): number | undefined {
  if ('businessDays' in span) return undefined;
  return (span.months * 30 + span.days) * DAY_MS + span.ms;
}

/** The whole days of a span that has nothing but days; undefined if it has months, a time or business days. */
export function spanDays(span: Span): number | undefined {
  return 'businessDays' in span || span.months !== 0 || span.ms !== 0 ? undefined : span.days;
}

/**
 * `at` moved by the span on the zone's calendar: first the months (a day past the end of the month becomes its
 * last: 31 January + P1M = 28 February), then the days, both keeping the wall-clock time by the rules of
 * `instantOf`, then the ms exactly. Business days keep the wall-clock time and land as `addBusinessDays` says:
 * Friday 16:00 + 2 business days = Tuesday 16:00, any time on Saturday + 1 = that time on Monday.
 * Throws RangeError for an unknown zone.
 */
export function addSpan(zone: string, at: Instant, span: Span, calendar: BusinessCalendar): Instant {
  const day = localDay(zone, at);
  if ('businessDays' in span)
    return movedTo(zone, at, day, addBusinessDays(calendar, day, span.businessDays));
  return movedTo(zone, at, day, addMonths(day, span.months) + span.days) + span.ms;
}

/** An instant that stays on its day stays as it is, so that nothing moves within an overlap. */
function movedTo(zone: string, at: Instant, day: EpochDay, target: EpochDay): Instant {
  return target === day ? at : instantOf(zone, target, localTimeOfDay(zone, at));
}

function addMonths(day: EpochDay, months: number): EpochDay {
  if (months === 0) return day;
  const civil = yearMonthDay(day);
  const index = civil.year * 12 + civil.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return dayOf(year, month, Math.min(civil.day, monthLength(year, month)));
}

function signed(sign: string | undefined, size: number): number {
  return sign === '-' && size !== 0 ? -size : size;
}

function written(value: number, unit: string): string {
  return value === 0 ? '' : `${value}${unit}`;
}
