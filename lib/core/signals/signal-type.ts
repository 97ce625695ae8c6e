import type { Account } from '../accounts/account.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Source, ValueType } from '../accounts/catalog.ts';
import type { PayloadFieldJson } from './signal-schema.ts';
import type { Signal } from './signal.ts';

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
