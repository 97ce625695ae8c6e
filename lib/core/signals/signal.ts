import type { Account } from '../accounts/account.ts';
import type { Source, ValueType } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Instant } from '../time/instant.ts';
import type { PayloadFieldJson } from './signal-schema.ts';

/** A payload field: `type` is how it is kept; `json` what the author declared (min, max, words, default). */
export interface PayloadField {
  readonly name: string;
  readonly index: number;
  readonly type: ValueType;
  readonly json: PayloadFieldJson;
  /** The field of the contact's record that a personal value goes to. */
  readonly personalField: string | undefined;
}

/** Folds a signal into an account's facts in place, and names every slot (and item of a set) that it touched. */
export type Update = (account: Account, signal: Signal, touch: (slot: number, item?: string) => void) => void;

export interface SignalType {
  readonly id: string;
  readonly source: Source | undefined;
  readonly fields: ReadonlyMap<string, PayloadField>;
  readonly updates: readonly Update[];
  /** Facts that it can change, for the author's index of what changes what. */
  readonly writes: ReadonlySet<number>;
  readonly defaults: readonly (LevelValue | undefined)[];
}

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
