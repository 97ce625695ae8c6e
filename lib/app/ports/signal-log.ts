import type { Personal } from '../../core/signals/read-signal.ts';
import type { Instant } from '../../core/time/instant.ts';

/**
 * A signal as the log keeps it: CloudEvents 1.0 in structured JSON with resolved ids and without personal data.
 * `addresskey` stands for an address that came with it; `receivedat` is the instant of durable ingest.
 */
export interface StoredSignal {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly account: string;
  readonly contact?: string;
  readonly time: string;
  readonly receivedat: string;
  readonly addresskey?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** One signal to be logged, with the personal data that goes to the contact's record in the same transaction. */
export interface NewSignal {
  readonly signal: StoredSignal;
  readonly personal: Personal | undefined;
  /** `backfill`: facts only; the decide loop passes over it. `refused`: kept for the record, with its `reason`. */
  readonly state: 'waiting' | 'backfill' | 'refused';
  readonly reason?: string;
}

/** `refused`: not decided, for `reason` (too-late, no longer a signal of this rulebook); `quarantined`: it broke deciding. */
export type LoggedState = 'waiting' | 'backfill' | 'decided' | 'refused' | 'quarantined';

export interface LoggedSignal {
  /** Place in the log: grows in the order of arrival. */
  readonly number: number;
  readonly key: string;
  readonly state: LoggedState;
  readonly reason: string | undefined;
  readonly signal: StoredSignal;
}

export interface LogQuery {
  readonly account?: string;
  readonly states?: readonly LoggedState[];
  readonly after?: number;
  readonly limit: number;
}

/** Every signal that was ever acknowledged, once by account and `source|id`, in the order of arrival. */
export interface SignalLog {
  /**
   * Durable when it resolves: all of them with their personal data, or none. For each whether it is new; one that is
   * there already (by account and `source|id`), or that came earlier in the same call, changes nothing. Personal data
   * is merged into the contact's record as of the event time, clamped to `receivedat`; of a contact that was erased,
   * and of a signal without a contact, it is dropped. Throws Error for an instant that is none.
   */
  append(signals: readonly NewSignal[]): Promise<readonly boolean[]>;
  /** In the order of arrival. */
  list(query: LogQuery): Promise<readonly LoggedSignal[]>;
  /** Notes how they ended, and `waiting` that they are to be tried once more. What was decided stays so. */
  settle(numbers: readonly number[], state: LoggedState, reason?: string): Promise<void>;
  /** How many there are in a state. */
  count(state: LoggedState): Promise<number>;
  /** The latest `receivedat` in the log. */
  lastReceived(): Promise<Instant | undefined>;
}
