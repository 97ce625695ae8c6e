import type { Instant } from '../../core/time/instant.ts';

export interface Suppression {
  readonly reason: string;
  readonly at: Instant;
}

/** Addresses, by hash, to which nothing goes any more: bounces, complaints, erased contacts, imports. */
export interface SuppressionList {
  /** Adds an address; the first reason stays. */
  add(addressKey: string, reason: string, at: Instant): Promise<void>;
  has(addressKey: string): Promise<boolean>;
  /** Why and since when, for whoever asks why nothing goes there. */
  find(addressKey: string): Promise<Suppression | undefined>;
}
