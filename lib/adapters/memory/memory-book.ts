import { projectCommit } from '../../app/lists/project-commit.ts';
import type { Commit } from '../../app/ports/account-store.ts';
import type { BookReader, RunQuery, RunRow, TaskQuery, TaskRow } from '../../app/ports/book-reader.ts';
import type { Page } from '../../app/ports/touch-store.ts';
import { MemoryTouchStore } from './memory-touch-store.ts';
import { type KeptRow, newestFirst } from './newest-first.ts';

/** What people look at, kept in memory: tasks, runs and touches as commits leave them. */
export class MemoryBook implements BookReader {
  readonly touches = new MemoryTouchStore();
  readonly #tasks = new Map<string, KeptRow>();
  readonly #runs = new Map<string, KeptRow>();

  /** Brings everything up to date with a commit. */
  project({ account, ledger }: Pick<Commit, 'account' | 'ledger'>): void {
    const isOpen = (row: TaskRow | RunRow) => row.account === account.id && row.status === 'open';
    const { tasks, runs, touches } = projectCommit(account, ledger, {
      tasks: rowsOf<TaskRow>(this.#tasks).filter(isOpen),
      runs: rowsOf<RunRow>(this.#runs).filter(isOpen),
      held: this.touches.held(account.id),
    });
    for (const task of tasks) this.#tasks.set(task.id, kept(task, task.createdAt));
    for (const run of runs) this.#runs.set(run.id, kept(run, run.startedAt));
    for (const change of touches) this.touches.write(change);
  }

  async task(id: string): Promise<TaskRow | undefined> {
    return opened<TaskRow>(this.#tasks.get(id));
  }

  async tasks(query: TaskQuery): Promise<Page<TaskRow>> {
    const { account, mode, status, assignee, reason, kind } = query;
    const fits = (task: TaskRow) =>
      (account ?? task.account) === task.account &&
      (mode ?? task.mode) === task.mode &&
      (status ?? task.status) === task.status &&
      (assignee ?? task.assignee) === task.assignee &&
      (reason ?? task.reason) === task.reason &&
      (kind ?? task.kind) === task.kind;
    return newestFirst<TaskRow>(this.#tasks.values(), fits, query);
  }

  async run(id: string): Promise<RunRow | undefined> {
    return opened<RunRow>(this.#runs.get(id));
  }

  async runs(query: RunQuery): Promise<Page<RunRow>> {
    const { account, mode, status, journey } = query;
    const fits = (run: RunRow) =>
      (account ?? run.account) === run.account &&
      (mode ?? run.mode) === run.mode &&
      (status ?? run.status) === run.status &&
      (journey ?? run.journey) === run.journey;
    return newestFirst<RunRow>(this.#runs.values(), fits, query);
  }
}

function kept(row: TaskRow | RunRow, at: number): KeptRow {
  return { at, id: row.id, text: JSON.stringify(row) };
}

function opened<Row>(row: KeptRow | undefined): Row | undefined {
  return row && (JSON.parse(row.text) as Row);
}

function rowsOf<Row>(rows: ReadonlyMap<string, KeptRow>): Row[] {
  return [...rows.values()].map(({ text }) => JSON.parse(text) as Row);
}
