import type { Account } from '../accounts/account.ts';
import type { Source } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Item } from '../accounts/item-set.ts';
import type { LogRecord } from '../accounts/record-log.ts';
import type { Signal } from '../signals/signal.ts';
import type { Instant } from '../time/instant.ts';

/** Three-valued truth (Kleene): unknown is not false. */
export type Tri = 0 | 1 | 2;
export const FALSE = 0;
export const TRUE = 1;
export const UNKNOWN = 2;

/** A number of which only the bounds are known, because some of what it counts is unknown. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What an operand gives: money in major units, dates in days, instants in milliseconds; undefined is unknown. */
export type Value = number | string | boolean | readonly string[] | Range;

export function isRange(value: Value): value is Range {
  return typeof value === 'object' && !Array.isArray(value);
}

/**
 * When a source was last heard by anybody, as published at the end of each hour: a look-up at `at` sees only hours
 * that had ended by then, so that live and replayed decisions see the same (DESIGN §4.6).
 */
export interface Watermarks {
  lastHeard(source: Source, at: Instant): Instant | undefined;
}

/** Values that a run carries: `run.x`, and the outcomes of its steps. */
export interface RunScope {
  readonly startedAt: Instant;
  readonly values: Readonly<Record<string, LevelValue>>;
  readonly outcomes: Readonly<Record<string, string>>;
}

/** What a condition is evaluated against. Evaluation lowers `until` and `silentAt` as it reads. */
export interface Scope {
  account: Account;
  now: Instant;
  /** The account's zone, for days since and until. */
  zone: string;
  watermarks: Watermarks;
  /** The subject at depth 0, items of nested `where`s deeper. */
  readonly items: (Item | LogRecord | undefined)[];
  signal: Signal | undefined;
  run: RunScope | undefined;
  /** The money fact under a segment's margin is multiplied by this; 1 everywhere else. */
  scale: number;
  /** Until when the values read so far hold if nothing is heard. */
  until: number;
  /** When a source read so far falls silent unless it is heard again. */
  silentAt: number;
  /** Whether it mattered that a source is alive: others may change that, of which no signal of this account tells. */
  askedSources: boolean;
}

export function newScope(account: Account, now: Instant, zone: string, watermarks: Watermarks): Scope {
  return {
    account,
    now,
    zone,
    watermarks,
    items: [],
    signal: undefined,
    run: undefined,
    scale: 1,
    until: Number.POSITIVE_INFINITY,
    silentAt: Number.POSITIVE_INFINITY,
    askedSources: false,
  };
}

/** Why a value is unknown. */
export type Gap =
  | 'missing'
  | 'stale'
  | 'silent'
  | 'not-heard'
  | 'overflowed'
  | 'division-by-zero'
  | 'undecided';
