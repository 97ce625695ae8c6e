import type { BookReader, RunQuery, RunRow, TaskQuery, TaskRow } from '../../../app/ports/book-reader.ts';
import type { Page } from '../../../app/ports/touch-store.ts';
import { type ListedTable, listRows } from './list-rows.ts';
import type { LocalDatabase } from './local-database.ts';

const TASKS: ListedTable = { table: 'tasks', document: 'task', at: 'created_at' };
const RUNS: ListedTable = { table: 'runs', document: 'run', at: 'started_at' };

export class SqliteBookReader implements BookReader {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async task(id: string): Promise<TaskRow | undefined> {
    const row = this.#db.one<{ task: string }>('SELECT task FROM tasks WHERE id = ?', id);
    return row && (JSON.parse(row.task) as TaskRow);
  }

  async tasks(query: TaskQuery): Promise<Page<TaskRow>> {
    const { account, mode, status, assignee, reason, kind } = query;
    return listRows<TaskRow>(this.#db, TASKS, { account, mode, status, assignee, reason, kind }, query);
  }

  async run(id: string): Promise<RunRow | undefined> {
    const row = this.#db.one<{ run: string }>('SELECT run FROM runs WHERE id = ?', id);
    return row && (JSON.parse(row.run) as RunRow);
  }

  async runs(query: RunQuery): Promise<Page<RunRow>> {
    const { account, mode, status, journey } = query;
    return listRows<RunRow>(this.#db, RUNS, { account, mode, status, journey }, query);
  }
}
