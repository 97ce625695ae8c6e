import type { Instant } from '../../core/time/instant.ts';

/** Addresses, by hash, to which nothing goes any more: bounces, complaints, erased contacts, imports. */
export interface SuppressionList {
  /** Adds an address; the first reason stays. */
  add(addressKey: string, reason: string, at: Instant): Promise<void>;
  has(addressKey: string): Promise<boolean>;
}
