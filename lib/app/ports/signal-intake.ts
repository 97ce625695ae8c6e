import type { RejectReason } from '../../core/signals/read-signal.ts';
import type { Signal } from '../../core/signals/signal.ts';

/** Why a line of input is no signal: it cannot be read at all, or ingest refuses it. */
export type InputReason = RejectReason | 'malformed' | 'too-large';

export interface Refusal {
  readonly reason: InputReason;
  readonly detail: string;
}

/** Whoever takes signals one at a time, and now and then needs a moment to put them away. */
export interface SignalIntake {
  /** Takes one parsed envelope; what is wrong with it, if anything. */
  add(json: unknown): Refusal | undefined;
  /** Counts a line that could not even be parsed. */
  reject(reason: InputReason, detail: string): Refusal;
  /** Whether `spill` is to be called before the next one. */
  readonly isFull: boolean;
  spill(): Promise<void>;
}

/** Keeps signals outside of memory, and gives them back in (account, time) order. */
export interface SignalSpill {
  /** One run, in order already. */
  write(run: readonly Signal[]): Promise<void>;
  /** All runs merged. */
  merged(): AsyncIterable<Signal>;
}
