import type { Instant } from '../time/instant.ts';

/** How quickly a channel takes messages. */
export interface Rate {
  readonly perSecond: number;
  /** How many may go at once after a rest; with 1 no second ever sees more than `perSecond`. */
  readonly burst: number;
}

export interface TokenBucket {
  readonly tokens: number;
  /** When `tokens` were counted. */
  readonly at: Instant;
}

export function fullBucket(rate: Rate, now: Instant): TokenBucket {
  return { tokens: rate.burst, at: now };
}

/** Takes one token, or says when the next one will be there. A clock that goes back adds nothing. */
export function takeToken(
  bucket: TokenBucket,
  rate: Rate,
  now: Instant,
):
  | { readonly taken: true; readonly bucket: TokenBucket }
  | { readonly taken: false; readonly bucket: TokenBucket; readonly at: Instant } {
  const at = Math.max(bucket.at, now);
  const tokens = Math.min(rate.burst, bucket.tokens + ((at - bucket.at) * rate.perSecond) / 1000);
  const filled = { tokens, at };
  // Parts of a token add up with errors in the last digit: who waited as long as told is let through.
  if (tokens >= 1 - 1e-9) return { taken: true, bucket: { tokens: Math.max(0, tokens - 1), at } };
  const wait = Math.ceil(((1 - tokens) * 1000) / rate.perSecond - 1e-6);
  return { taken: false, bucket: filled, at: at + wait };
}
