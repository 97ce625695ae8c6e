import type { Instant } from '../../core/time/instant.ts';
import type { SendRecord } from '../../core/touches/send-key.ts';

/** What a claim needs to know of a touch besides its key. */
export interface SendPlan {
  readonly key: string;
  readonly account: string;
  readonly addressKey: string;
  readonly kind: 'marketing' | 'transactional';
  /** Counts towards the caps. */
  readonly counted: boolean;
  readonly plannedAt: Instant;
}

/** One row a touch, by deterministic key: PLANNED → CLAIMED → SENT, or AMBIGUOUS until reconciled. */
export interface SendLedger {
  /** Plans a touch; the same key again changes nothing and returns the record that is there. */
  plan(plan: SendPlan): Promise<SendRecord>;
  get(key: string): Promise<SendRecord | undefined>;
  /**
   * Replaces the record if it is still `from`; a change to `claimed` notes `at` as the instant of the claim. Throws
   * StoreError `version-conflict` when the record is another or none, and `illegal-transition` for a change that no
   * event makes (see check-send-change.ts); nothing is changed then.
   */
  replace(key: string, from: SendRecord, to: SendRecord, at: Instant): Promise<void>;
  /**
   * When sends to an address were claimed, at or after `since`, ascending: counted ones that have gone, may have
   * gone or are in the hands of a sender. Counting from the claim on keeps two senders from sharing the last place.
   */
  sendsTo(addressKey: string, since: Instant): Promise<readonly Instant[]>;
  /** The same for all contacts of an account. */
  sendsOf(account: string, since: Instant): Promise<readonly Instant[]>;
  /** Keys in the given state, oldest plan first, then by key; with `settled`, only those that are or are not so. */
  inState(state: SendRecord['state'], limit: number, settled?: boolean): Promise<readonly string[]>;
}
