import type { OpenRun, PastRun } from '../journeys/run.ts';
import type { Firing } from '../rules/firing.ts';
import type { OpenTask } from '../rules/task.ts';
import type { Instant } from '../time/instant.ts';
import type { LevelValue } from './cell.ts';

export type StampedJson = readonly [value: LevelValue, at: Instant, key: string];
/** The newest value, and the one before it where there is one. */
export type LevelJson = readonly [StampedJson] | readonly [StampedJson, StampedJson];
type Due = Readonly<Record<string, number>>;

export interface ItemJson {
  readonly since: Instant;
  readonly removed?: readonly [Instant, string];
  /** By field name; `+` is the presence of the item itself. */
  readonly fields: Readonly<Record<string, LevelJson>>;
}
export interface BucketJson {
  readonly period: number;
  readonly value: number;
  readonly stamp?: readonly [Instant, string];
  readonly ids?: readonly string[];
  readonly keys?: Readonly<Record<string, number>>;
  readonly overflowed?: true;
}

/**
 * An account as ports store it: plain JSON keyed by the names of facts, rules and fields, so that it outlives any
 * layout of slots. What no longer has a name in the rulebook is dropped when it is opened.
 */
export interface AccountJson {
  readonly id: string;
  readonly createdAt: Instant;
  readonly now: Instant;
  /** Hash of the rulebook that its dues were worked out with. */
  readonly rulebook: string;
  readonly levels: Readonly<Record<string, LevelJson>>;
  readonly logs: Readonly<
    Record<
      string,
      {
        readonly cutAt?: Instant;
        readonly records: readonly (readonly [Instant, string, Readonly<Record<string, LevelValue>>])[];
      }
    >
  >;
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly overflowed?: true;
        readonly sweepAt: number;
        readonly items: Readonly<Record<string, ItemJson>>;
      }
    >
  >;
  readonly series: Readonly<Record<string, readonly BucketJson[]>>;
  readonly heard: Due;
  readonly firings: Readonly<Record<string, Readonly<Record<string, Firing>>>>;
  readonly ruleDue: Due;
  readonly segmentPending?: { readonly to: string; readonly since: Instant };
  readonly due: Due;
  readonly runs: readonly OpenRun[];
  readonly pastRuns: Readonly<Record<string, PastRun>>;
  readonly tasks: readonly OpenTask[];
}

/** Runs and tasks change in place, so a stored one is never the one that is worked on. JSON has null for infinity. */
export function copied<T>(values: readonly T[]): T[] {
  return JSON.parse(JSON.stringify(values)) as T[];
}
