import type { LevelValue } from '../accounts/cell.ts';
import type { Instant } from '../time/instant.ts';
import type { SignalType } from './signal-type.ts';

/**
 * One signal, checked and typed: what folds into facts. `time` is event time, never later than `receivedAt`, which
 * orders decisions. `values` are the payload by field index of its type, without personal data.
 */
export interface Signal {
  readonly id: string;
  /** CloudEvents source: who produced it. Dedup is by `source|id`. */
  readonly source: string;
  readonly key: string;
  readonly type: SignalType;
  readonly account: string;
  readonly contact: string | undefined;
  /** Hash of the contact's address, when the signal brought one: it makes the contact reachable. */
  readonly addressKey: string | undefined;
  readonly time: Instant;
  readonly receivedAt: Instant;
  readonly values: readonly (LevelValue | undefined)[];
}

/** Decides the order of two signals of one account: received, then event time, source and id. */
export function compareSignals(a: Signal, b: Signal): number {
  return a.receivedAt - b.receivedAt || a.time - b.time || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
