import type { Instant } from '../time/instant.ts';

export interface BreakerLimits {
  /** Failures in a row after which nothing is tried for a while. */
  readonly failures: number;
  /** The first rest, in milliseconds; it doubles with every probe that fails. */
  readonly restMs: number;
  readonly maxRestMs: number;
}

/**
 * Whether a channel is tried at all: closed while it works, open until `openUntil` after failures in a row, and then
 * half open: one message goes ahead as a probe, and the others wait for what becomes of it.
 */
export interface Breaker {
  readonly failures: number;
  readonly openUntil: Instant | undefined;
  /** How often it has opened since it last worked. */
  readonly opened: number;
  readonly probing: boolean;
}

export const CLOSED: Breaker = { failures: 0, openUntil: undefined, opened: 0, probing: false };

/** Whether one more message may be tried, and the breaker after that; otherwise when to ask again. */
export function passBreaker(
  breaker: Breaker,
  limits: BreakerLimits,
  now: Instant,
): { readonly breaker: Breaker } | { readonly at: Instant } {
  if (breaker.openUntil === undefined) return { breaker };
  if (now < breaker.openUntil) return { at: breaker.openUntil };
  if (breaker.probing) return { at: now + limits.restMs };
  return { breaker: { ...breaker, probing: true } };
}

/** After a message that went through `passBreaker`: `unused` when the channel was not asked after all. */
export function afterPass(
  breaker: Breaker,
  limits: BreakerLimits,
  how: 'worked' | 'failed' | 'unused',
  now: Instant,
): Breaker {
  if (how === 'unused') return { ...breaker, probing: false };
  if (how === 'worked') return CLOSED;
  const failures = breaker.failures + 1;
  if (!breaker.probing && failures < limits.failures) return { ...breaker, failures };
  const rest = Math.min(limits.maxRestMs, limits.restMs * 2 ** Math.min(breaker.opened, 30));
  return { failures, openUntil: now + rest, opened: breaker.opened + 1, probing: false };
}
