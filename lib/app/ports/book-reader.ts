import type { LevelValue } from '../../core/accounts/cell.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { Page } from './touch-store.ts';

/** A task as people see it: open, or how it ended. */
export interface TaskRow {
  readonly id: string;
  readonly account: string;
  readonly subject: string;
  readonly reason: string;
  readonly title: string;
  readonly kind: 'task' | 'approval';
  readonly mode: 'shadow' | 'live';
  readonly status: 'open' | 'closed';
  readonly assignee: string;
  readonly priority: 'normal' | 'high';
  readonly outcomes: readonly string[];
  readonly createdAt: Instant;
  readonly dueAt: Instant;
  readonly closedAt: Instant | undefined;
  /** How it ended: what a person chose, `proven`, `withdrawn`, `expired`, or `vanished` (in shadow, when its time was over). */
  readonly outcome: string | undefined;
  readonly rule: string | undefined;
  readonly run: string | undefined;
}

export interface RunRow {
  readonly id: string;
  readonly account: string;
  readonly subject: string;
  readonly journey: string;
  /** Content hash of the definition that it finishes on. */
  readonly definition: string;
  readonly mode: 'shadow' | 'live';
  readonly status: 'open' | 'ended';
  readonly startedAt: Instant;
  readonly step: string | undefined;
  readonly wakeAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  /** Why it ended. */
  readonly reason: string | undefined;
  readonly values: Readonly<Record<string, LevelValue>>;
}

interface ListQuery {
  readonly account?: string;
  readonly mode?: 'shadow' | 'live';
  readonly cursor?: string;
  readonly limit: number;
}

export interface TaskQuery extends ListQuery {
  readonly status?: TaskRow['status'];
  readonly assignee?: string;
  readonly reason?: string;
  readonly kind?: TaskRow['kind'];
}

export interface RunQuery extends ListQuery {
  readonly status?: RunRow['status'];
  readonly journey?: string;
}

/**
 * Tasks and runs of all accounts, as commits left them. Newest first, by when they began; pages hold at most 200. Throws
 * StoreError `bad-cursor`.
 */
export interface BookReader {
  task(id: string): Promise<TaskRow | undefined>;
  tasks(query: TaskQuery): Promise<Page<TaskRow>>;
  run(id: string): Promise<RunRow | undefined>;
  runs(query: RunQuery): Promise<Page<RunRow>>;
}
