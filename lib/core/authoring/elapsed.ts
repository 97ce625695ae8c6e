import { elapsedMs, parseSpan } from '../time/span.ts';
import type { Reporter } from './reporter.ts';

/**
 * A span that the schema has accepted, as a plain length in milliseconds (a day has 24 hours, a month 30 days).
 * Business days, and what is not longer than nothing, are reported at `report`; the result is undefined then.
 */
export function elapsedAt(text: string, report: Reporter): number | undefined {
  const span = parseSpan(text);
  const ms = span === undefined ? undefined : elapsedMs(span);
  if (ms !== undefined && ms > 0) return ms;
  report.error('wrong-value', problemWith(text, ms));
  return undefined;
}

function problemWith(text: string, ms: number | undefined): string {
  if (ms === undefined) {
    const days = /^-?(\d+)/.exec(text)?.[1] ?? '';
    return `"${text}" depends on a calendar; an elapsed time is needed here, such as "P${days}D"`;
  }
  if (ms === 0) return `"${text}" is no time at all; an elapsed time is needed here, such as "P7D" or "PT4H"`;
  return `"${text}" counts backwards, did you mean "${text.replace(/^-/, '')}"?`;
}
