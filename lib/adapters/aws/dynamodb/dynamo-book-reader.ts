import type { BookReader, RunQuery, RunRow, TaskQuery, TaskRow } from '../../../app/ports/book-reader.ts';
import type { Page } from '../../../app/ports/touch-store.ts';
import { newestFirst } from './listed.ts';
import { unpacked } from './packed.ts';
import { listedKey, listFor, type RowKind } from './row-items.ts';
import type { Table } from './table.ts';

export class DynamoBookReader implements BookReader {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  task(id: string): Promise<TaskRow | undefined> {
    return this.#row<TaskRow>('task', id);
  }

  tasks(query: TaskQuery): Promise<Page<TaskRow>> {
    const { account, mode, status, assignee, reason, kind } = query;
    const fits = (task: TaskRow) =>
      (account ?? task.account) === task.account &&
      (mode ?? task.mode) === task.mode &&
      (status ?? task.status) === task.status &&
      (assignee ?? task.assignee) === task.assignee &&
      (reason ?? task.reason) === task.reason &&
      (kind ?? task.kind) === task.kind;
    return newestFirst(this.#table, listFor('task', query), fits, query);
  }

  run(id: string): Promise<RunRow | undefined> {
    return this.#row<RunRow>('run', id);
  }

  runs(query: RunQuery): Promise<Page<RunRow>> {
    const { account, mode, status, journey } = query;
    const fits = (run: RunRow) =>
      (account ?? run.account) === run.account &&
      (mode ?? run.mode) === run.mode &&
      (status ?? run.status) === run.status &&
      (journey ?? run.journey) === run.journey;
    return newestFirst(this.#table, listFor('run', query), fits, query);
  }

  async #row<Row>(kind: RowKind, id: string): Promise<Row | undefined> {
    const there = await this.#table.get(listedKey(kind, id));
    return there && (JSON.parse(unpacked(there.j)) as Row);
  }
}
