import type { LevelValue } from './accounts/cell.ts';
import type { Trace } from './conditions/compiled-condition.ts';
import type { Driver } from './health/health.ts';
import type { Instant } from './time/instant.ts';

export type LedgerKind =
  | 'segment'
  | 'stage'
  | 'health'
  | 'fired'
  | 'resolved'
  | 'limited'
  | 'not-fired'
  | 'disagreed'
  | 'hop-limit'
  | 'fact-set'
  | 'opportunity'
  | 'notice'
  | 'task-created'
  | 'task-exists'
  | 'task-escalated'
  | 'task-closed'
  | 'task-assigned'
  | 'task-snoozed'
  | 'run-started'
  | 'run-refused'
  | 'run-ended'
  | 'run-replanned'
  | 'goal'
  | 'step-skipped'
  | 'step-done'
  | 'touch'
  | 'touch-delayed'
  | 'touch-suppressed'
  | 'approval-asked';

/**
 * One thing decided, with its reason: the append-only record that `explain` reads. Flat, so that it can be stored and
 * searched anywhere; never personal data, contacts and subjects are opaque ids.
 */
export interface LedgerEntry {
  readonly at: Instant;
  readonly kind: LedgerKind;
  /** Shadow: decided and recorded, not done. Absent for facts about the account itself. */
  readonly status?: 'shadow' | 'live';
  readonly rule?: string;
  readonly journey?: string;
  readonly run?: string;
  readonly definition?: string;
  readonly step?: string;
  readonly subject?: string;
  readonly contact?: string;
  readonly channel?: string;
  readonly template?: string;
  readonly topic?: string;
  readonly task?: string;
  /** A slug that can be counted by. */
  readonly reason?: string;
  readonly from?: string;
  readonly to?: string;
  /** Deterministic key of a touch, under which it is sent at most once. */
  readonly key?: string;
  readonly until?: Instant;
  readonly values?: Readonly<Record<string, LevelValue>>;
  readonly score?: number;
  readonly trust?: number;
  readonly drivers?: readonly Driver[];
  readonly trace?: Trace;
  /** The signal that led to it. */
  readonly signal?: string;
  readonly detail?: string;
}
