import type { Instant } from '../../core/time/instant.ts';
import type { Touch, TouchStatus } from '../ports/touch-store.ts';

/**
 * How far on in a touch's life each status is. What the outside reports comes late and out of order, so a status only
 * gives way to a higher one: proof that it went beats doubt and refusal, and trouble (bounced, complained) beats all
 * that is good. While it waits it may be held and let go again, however often.
 */
const LIFE: Readonly<Record<TouchStatus, number>> = {
  delayed: 0,
  planned: 0,
  suppressed: 1,
  skipped: 1,
  ambiguous: 2,
  failed: 3,
  sent: 4,
  delivered: 5,
  opened: 6,
  clicked: 7,
  bounced: 8,
  complained: 9,
};
const WAITING = LIFE.planned;
/** Nothing follows: it never went. */
const NEVER = LIFE.skipped;

/** The later of two notes on one touch. Of two while it waits the newer counts; of two that say the same, the first. */
export function laterTouch(there: Touch, next: Touch): Touch {
  const now = LIFE[there.status];
  const then = LIFE[next.status];
  if (now === NEVER) return there;
  if (now === WAITING && then === WAITING) return next.at >= there.at ? next : there;
  return then > now ? next : there;
}

/**
 * The touch with what was heard of it, or the same object where that changes nothing. Without a reason it is the
 * journey and step that wanted it.
 */
export function advanceTouch(
  touch: Touch,
  status: TouchStatus,
  at: Instant,
  reason: string,
  until?: Instant,
): Touch {
  const why = reason === '' ? wantedBy(touch.journey, touch.step) : reason;
  return laterTouch(touch, { ...touch, status, at, reason: why, until });
}

/** The reason of a touch that goes: `smb-onboarding/welcome`. */
export function wantedBy(journey: string, step: string): string {
  return `${journey}/${step}`;
}
