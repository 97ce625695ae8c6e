import type { Instant } from '../../core/time/instant.ts';

/** What time it is for the product: real, or faster for a demonstration. It never goes back. */
export interface Clock {
  now(): Instant;
}
