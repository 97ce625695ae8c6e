import { DAY_MS } from '../time/instant.ts';
import { parseSpan, type Span } from '../time/span.ts';

/**
 * The most days that a span can last on any calendar: months of 31 days (a year 366), business days across their
 * weekends of two days. Holidays are not counted. Throws RangeError for text that is no span, which the schema refuses.
 */
export function daysAtMost(text: string): number {
  const span = spanOf(text);
  return isBelowZero(span) ? -leastDays(opposite(span)) : mostDays(span);
}

/** The fewest days that a span can last on any calendar. Throws as `daysAtMost`. */
export function daysAtLeast(text: string): number {
  const span = spanOf(text);
  return isBelowZero(span) ? -mostDays(opposite(span)) : leastDays(span);
}

/** Whether the span counts backwards. Throws as `daysAtMost`. */
export function isNegative(text: string): boolean {
  return isBelowZero(spanOf(text));
}

/**
 * Whether `a` lies before `b` whatever the anchor is. Business days are compared with each other as they are;
 * `P1M` and `P30D` are neither before nor after each other.
 */
export function isAlwaysEarlier(a: string, b: string): boolean {
  const [first, second] = [spanOf(a), spanOf(b)];
  if ('businessDays' in first && 'businessDays' in second) return first.businessDays < second.businessDays;
  if ('months' in first && 'months' in second && first.months === second.months) {
    return first.days + first.ms / DAY_MS < second.days + second.ms / DAY_MS;
  }
  return daysAtMost(a) < daysAtLeast(b);
}

function spanOf(text: string): Span {
  const span = parseSpan(text);
  if (span === undefined) throw new RangeError(`"${text}" is not a span`);
  return span;
}

function isBelowZero(span: Span): boolean {
  return 'businessDays' in span ? span.businessDays < 0 : span.months < 0 || span.days < 0 || span.ms < 0;
}

function opposite(span: Span): Span {
  if ('businessDays' in span) return { businessDays: -span.businessDays };
  return { months: -span.months, days: -span.days, ms: -span.ms };
}

/** From a Friday every five business days cross one more weekend. */
function mostDays(span: Span): number {
  if ('businessDays' in span) return span.businessDays + 2 * Math.ceil(span.businessDays / 5);
  const { months } = span;
  return Math.floor(months / 12) * 366 + (months % 12) * 31 + span.days + span.ms / DAY_MS;
}

/** From a Sunday the first five business days cross no weekend; a month is at least 28 days, and 12 are 365. */
function leastDays(span: Span): number {
  if ('businessDays' in span) {
    return span.businessDays + 2 * Math.max(0, Math.ceil(span.businessDays / 5) - 1);
  }
  const { months } = span;
  return Math.floor(months / 12) * 365 + (months % 12) * 28 + span.days + span.ms / DAY_MS;
}
