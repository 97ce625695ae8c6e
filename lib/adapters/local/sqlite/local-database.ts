import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { translated } from './database-error.ts';

/** The level of `PRAGMA synchronous` at which every commit is synced: https://sqlite.org/pragma.html. */
const FULL = 2;

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
   * it writes. Whatever it throws takes everything back. Inside of another transaction it is a part of that one, a
   * savepoint: were it merely joined, a caller that takes the error and goes on would commit half of the work.
   */
  transact<Result>(work: () => Result): Result {
    return this.#connection.isTransaction ? this.#transactInside(work) : this.#transactAlone(work);
  }

  /**
   * Runs `work` in a transaction that is on the disk when it returns, whatever the connection's own setting is: a
   * loss of power takes back neither it nor any commit before it, since they are in the same write-ahead log. Throws
   * Error inside of a transaction that is not durable itself, for its commit could still be lost.
   */
  transactDurably<Result>(work: () => Result): Result {
    const level = this.one<{ synchronous: number }>('PRAGMA synchronous')?.synchronous ?? 0;
    if (level >= FULL) return this.transact(work);
    if (this.#connection.isTransaction)
      throw new Error('a durable transaction began inside of one that is not');
    this.execute(`PRAGMA synchronous = ${FULL}`);
    try {
      return this.transact(work);
    } finally {
      this.execute(`PRAGMA synchronous = ${level}`);
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #transactAlone<Result>(work: () => Result): Result {
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

  #transactInside<Result>(work: () => Result): Result {
    this.execute('SAVEPOINT inside');
    try {
      const result = work();
      this.execute('RELEASE inside');
      return result;
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK TO inside; RELEASE inside');
      throw error;
    }
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
