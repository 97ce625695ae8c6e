import type { Instant } from '../time/instant.ts';

/** A rule's life for one subject (DESIGN §2). `limited` holds but may not fire yet, because of `atMostOncePer`. */
export type FiringState = 'inactive' | 'pending' | 'firing' | 'limited';

export interface Firing {
  state: FiringState;
  /** When the state was entered. */
  since: Instant;
  /** While pending: how long the condition has held so far, without the stretch since `trueSince` (milliseconds). */
  held: number;
  /** While pending: since when it has held without a gap; undefined while it is unknown, which pauses `for`. */
  trueSince: Instant | undefined;
  /** The last time it fired, across resolves. */
  firedAt: Instant | undefined;
  /** How many times it has fired. */
  count: number;
}

export function newFiring(at: Instant): Firing {
  return { state: 'inactive', since: at, held: 0, trueSince: undefined, firedAt: undefined, count: 0 };
}
