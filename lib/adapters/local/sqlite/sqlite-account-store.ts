import type {
  AccountStore,
  Commit,
  ExecutionRow,
  OutboxEntry,
  StoredAccount,
} from '../../../app/ports/account-store.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { AccountJson } from '../../../core/accounts/account-json.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { readExecutions, writeExecutions } from './execution-rows.ts';
import { appendEntries } from './ledger-rows.ts';
import type { LocalDatabase } from './local-database.ts';
import { putEffects } from './outbox-rows.ts';
import { project } from './project-commit.ts';

const INSERT_ACCOUNT = `
  INSERT INTO accounts (id, version, due, state) VALUES (?, 1, ?, ?)
  ON CONFLICT (id) DO NOTHING RETURNING number`;
const UPDATE_ACCOUNT = `
  UPDATE accounts SET version = version + 1, due = ?, state = ? WHERE id = ? AND version = ? RETURNING number`;
const INSERT_SEEN = 'INSERT INTO seen (account, key, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const SELECT_SEEN = `
  SELECT 1 AS there FROM seen WHERE account = (SELECT number FROM accounts WHERE id = ?) AND key = ?`;
const SELECT_OUTBOX = `
  SELECT outbox.id, accounts.id AS account, effect, not_before AS notBefore, attempts
  FROM outbox JOIN accounts ON accounts.number = outbox.account
  WHERE not_before <= ? ORDER BY not_before, position LIMIT ?`;

interface OutboxRow extends Omit<OutboxEntry, 'effect'> {
  readonly effect: string;
}

export class SqliteAccountStore implements AccountStore {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async load(id: string): Promise<StoredAccount | undefined> {
    const sql = 'SELECT state, version FROM accounts WHERE id = ?';
    const row = this.#db.one<{ state: string; version: number }>(sql, id);
    return row && { account: JSON.parse(row.state) as AccountJson, version: row.version };
  }

  async version(id: string): Promise<number> {
    const sql = 'SELECT version FROM accounts WHERE id = ?';
    return this.#db.one<{ version: number }>(sql, id)?.version ?? 0;
  }

  async executions(account: string): Promise<ReadonlyMap<string, ExecutionRow>> {
    return readExecutions(this.#db, account);
  }

  async seen(account: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(keys.filter((key) => this.#db.one(SELECT_SEEN, account, key) !== undefined));
  }

  async commit(commit: Commit): Promise<void> {
    const { account, seen, at, ledger, executions } = commit;
    this.#db.transact(() => {
      const number = this.#writeState(commit);
      for (const key of seen) {
        if (this.#db.run(INSERT_SEEN, number, key, at) === 0) {
          throw new StoreError('already-seen', `account ${account.id} has decided signal ${key} before`);
        }
      }
      appendEntries(this.#db, number, ledger);
      writeExecutions(this.#db, number, executions);
      putEffects(this.#db, number, commit);
      project(this.#db, commit);
    });
  }

  async due(
    until: Instant,
    limit: number,
  ): Promise<readonly { readonly account: string; readonly at: Instant }[]> {
    const sql = 'SELECT id AS account, due AS at FROM accounts WHERE due <= ? ORDER BY due, id LIMIT ?';
    const rows = this.#db.all<{ account: string; at: number }>(sql, until, limit);
    return rows.map(({ account, at }) => ({ account, at }));
  }

  async nextDue(): Promise<Instant | undefined> {
    const sql = 'SELECT min(due) AS at FROM accounts WHERE due IS NOT NULL';
    return this.#db.one<{ at: number | null }>(sql)?.at ?? undefined;
  }

  async count(): Promise<number> {
    return this.#db.one<{ n: number }>('SELECT count(*) AS n FROM accounts')?.n ?? 0;
  }

  async list(after: string | undefined, limit: number): Promise<readonly string[]> {
    // No id is empty, so all come after the empty text.
    const sql = 'SELECT id FROM accounts WHERE id > ? ORDER BY id LIMIT ?';
    return this.#db.all<{ id: string }>(sql, after ?? '', limit).map(({ id }) => id);
  }

  async outbox(until: Instant, limit: number): Promise<readonly OutboxEntry[]> {
    const rows = this.#db.all<OutboxRow>(SELECT_OUTBOX, until, limit);
    return rows.map(({ effect, ...row }) => ({ ...row, effect: JSON.parse(effect) as Effect }));
  }

  async nextOutbox(): Promise<Instant | undefined> {
    const sql = 'SELECT min(not_before) AS at FROM outbox';
    return this.#db.one<{ at: number | null }>(sql)?.at ?? undefined;
  }

  async settle(id: string): Promise<void> {
    this.#db.run('DELETE FROM outbox WHERE id = ?', id);
  }

  async postpone(id: string, notBefore: Instant): Promise<void> {
    const sql = 'UPDATE outbox SET not_before = ?, attempts = attempts + 1 WHERE id = ?';
    this.#db.run(sql, notBefore, id);
  }

  async forgetSeen(before: Instant): Promise<void> {
    this.#db.run('DELETE FROM seen WHERE at < ?', before);
  }

  /** The account's number. */
  #writeState({ account, expected, due: at }: Commit): number {
    const state = JSON.stringify(account);
    const due = at ?? null;
    const row =
      expected === 0
        ? this.#db.one<{ number: number }>(INSERT_ACCOUNT, account.id, due, state)
        : this.#db.one<{ number: number }>(UPDATE_ACCOUNT, due, state, account.id, expected);
    if (row === undefined) {
      throw new StoreError('version-conflict', `account ${account.id} is not at version ${expected}`);
    }
    return row.number;
  }
}
