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
   * Replaces the record if it is still `from`; counts a send when the state becomes `sent`. Throws StoreError
   * `version-conflict` when another has changed it meanwhile.
   */
  replace(key: string, from: SendRecord, to: SendRecord): Promise<void>;
  /** Counted sends to an address since `since`, ascending. */
  sendsTo(addressKey: string, since: Instant): Promise<readonly Instant[]>;
  /** Counted sends to contacts of an account since `since`, ascending. */
  sendsOf(account: string, since: Instant): Promise<readonly Instant[]>;
  /** Keys in the given state, oldest plan first. */
  inState(state: SendRecord['state'], limit: number): Promise<readonly string[]>;
}
