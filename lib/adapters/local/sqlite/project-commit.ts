import { type OpenRows, projectCommit } from '../../../app/lists/project-commit.ts';
import type { Commit } from '../../../app/ports/account-store.ts';
import type { RunRow, TaskRow } from '../../../app/ports/book-reader.ts';
import type { Touch } from '../../../app/ports/touch-store.ts';
import type { LocalDatabase } from './local-database.ts';
import { writeTouch } from './touch-rows.ts';

const OPEN_TASKS = "SELECT task AS document FROM tasks WHERE account = ? AND status = 'open'";
const OPEN_RUNS = "SELECT run AS document FROM runs WHERE account = ? AND status = 'open'";
const HELD_TOUCHES = 'SELECT touch AS document FROM touches WHERE account = ? AND held = 1';
const WRITE_TASK = `
  INSERT INTO tasks (id, account, created_at, status, mode, assignee, reason, kind, task)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, assignee = excluded.assignee, task = excluded.task`;
const WRITE_RUN = `
  INSERT INTO runs (id, account, started_at, status, mode, journey, run) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, run = excluded.run`;

/** Brings the tasks, runs and touches that people look at up to date with a commit, in its transaction. */
export function project(db: LocalDatabase, { account, ledger }: Pick<Commit, 'account' | 'ledger'>): void {
  const before: OpenRows = {
    tasks: documents<TaskRow>(db, OPEN_TASKS, account.id),
    runs: documents<RunRow>(db, OPEN_RUNS, account.id),
    held: documents<Touch>(db, HELD_TOUCHES, account.id),
  };
  const { tasks, runs, touches } = projectCommit(account, ledger, before);
  for (const task of tasks) {
    const { id, createdAt, status, mode, assignee, reason, kind } = task;
    const text = JSON.stringify(task);
    db.run(WRITE_TASK, id, task.account, createdAt, status, mode, assignee, reason, kind, text);
  }
  for (const run of runs) {
    const { id, startedAt, status, mode, journey } = run;
    db.run(WRITE_RUN, id, run.account, startedAt, status, mode, journey, JSON.stringify(run));
  }
  for (const change of touches) writeTouch(db, change);
}

function documents<Row>(db: LocalDatabase, sql: string, account: string): Row[] {
  return db.all<{ document: string }>(sql, account).map(({ document }) => JSON.parse(document) as Row);
}
