import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { translated } from './database-error.ts';

/** One connection, with its statements prepared once. Its errors are StoreError or DatabaseFileError. */
export class LocalDatabase {
  /** Path of the file, or `:memory:`. */
  readonly file: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync, file: string) {
    this.#connection = connection;
    this.file = file;
  }

  /** The first row. `Row` names what the statement selects. */
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#translating(() => this.#prepared(sql).get(...values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#translating(() => this.#prepared(sql).all(...values) as Row[]);
  }

  /** How many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#translating(() => Number(this.#prepared(sql).run(...values).changes));
  }

  /** Several statements without values. */
  execute(sql: string): void {
    this.#translating(() => this.#connection.exec(sql));
  }

  /**
   * Runs `work` in one transaction that holds the write lock from its start, so that what it reads is still so when
   * it writes. Whatever it throws takes everything back.
   */
  transact<Result>(work: () => Result): Result {
    this.execute('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      // Some failures (a full disk) have ended the transaction already.
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #prepared(sql: string): StatementSync {
    const there = this.#statements.get(sql);
    if (there !== undefined) return there;
    const made = this.#connection.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #translating<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw translated(error, this.file);
    }
  }
}
