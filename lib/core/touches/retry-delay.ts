import { sha256Hex } from '../authoring/canonical-json.ts';

const FIRST_MS = 30_000;
const LONGEST_MS = 3_600_000;
/** A provider that asks for more than a day is asked again after a day: by then most touches are too late anyway. */
const MOST_ASKED_MS = 86_400_000;

/**
 * Milliseconds to wait after attempt number `attempt` (from 1): half a minute, doubling up to an hour, of which
 * between half and all is waited, and never less than the provider asked for. Which part follows from key and attempt,
 * so that what failed together does not come back together and a replay waits the same.
 */
export function retryDelay(key: string, attempt: number, retryAfterMs: number = 0): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, attempt - 1)));
  const share = Number.parseInt(sha256Hex(`retry|${key}|${attempt}`).slice(0, 8), 16) / 0xffffffff;
  const own = longest * (0.5 + share / 2);
  const asked = Math.min(MOST_ASKED_MS, Math.max(0, retryAfterMs));
  return Math.ceil(Math.max(own, asked + share * Math.min(asked, FIRST_MS)));
}
