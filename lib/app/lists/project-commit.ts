import type { AccountJson } from '../../core/accounts/account-json.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { RunRow, TaskRow } from '../ports/book-reader.ts';
import type { Touch } from '../ports/touch-store.ts';
import { projectRuns } from './project-runs.ts';
import { projectTasks } from './project-tasks.ts';
import { projectTouches, type TouchChange } from './project-touches.ts';

/** The rows of one account that a commit may change: what was still open before it. */
export interface OpenRows {
  readonly tasks: readonly TaskRow[];
  readonly runs: readonly RunRow[];
  /** Touches that wait inside of their runs: `delayed`, and not decided yet. */
  readonly held: readonly Touch[];
}

/** Rows to be written, whole; a touch only where `laterTouch` prefers it to the one that is there. */
export interface Projection {
  readonly tasks: readonly TaskRow[];
  readonly runs: readonly RunRow[];
  readonly touches: readonly TouchChange[];
}

/**
 * What a commit makes of the tasks, runs and touches that people look at, the same in every store. What is open is read
 * off the account as it stands now; how something ended is read off the ledger, also where it began and ended within
 * this one commit. Rows that stay as they are are left out.
 */
export function projectCommit(
  account: AccountJson,
  ledger: readonly LedgerEntry[],
  before: OpenRows,
): Projection {
  return {
    tasks: projectTasks(account, ledger, before.tasks),
    runs: projectRuns(account, ledger, before.runs),
    touches: projectTouches(account, ledger, before.held),
  };
}
