import { formatInstant, type Instant } from '../time/instant.ts';

/** No signal of any use is older than 2000: a time of 1970 is a zero that was never filled in. */
const EARLIEST: Instant = Date.UTC(2000, 0, 1);
/** Nor later than 2100: seconds taken for milliseconds, a year with a digit too many; a clock would follow it there. */
const LATEST: Instant = Date.UTC(2100, 0, 1);

/** What is wrong with the instant as the time of a signal, or up to which a clock is to run; undefined if nothing is. */
export function timeProblem(at: Instant): string | undefined {
  if (at >= EARLIEST && at <= LATEST) return undefined;
  return `must lie between ${formatInstant(EARLIEST)} and ${formatInstant(LATEST)}, got ${formatInstant(at)}`;
}
