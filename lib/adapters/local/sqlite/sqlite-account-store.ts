import type { AccountStore, Commit, OutboxEntry, StoredAccount } from '../../../app/ports/account-store.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { AccountJson } from '../../../core/accounts/account-json.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { appendEntries } from './ledger-rows.ts';
import type { LocalDatabase } from './local-database.ts';

const INSERT_ACCOUNT = `
  INSERT INTO accounts (id, version, due, state) VALUES (?, 1, ?, ?)
  ON CONFLICT (id) DO NOTHING RETURNING number`;
const UPDATE_ACCOUNT = `
  UPDATE accounts SET version = version + 1, due = ?, state = ? WHERE id = ? AND version = ? RETURNING number`;
const INSERT_SEEN = 'INSERT INTO seen (account, key, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const SELECT_SEEN = `
  SELECT 1 AS there FROM seen WHERE account = (SELECT number FROM accounts WHERE id = ?) AND key = ?`;
const SELECT_OUTBOX = `
  SELECT outbox.id, accounts.id AS account, effect FROM outbox JOIN accounts ON accounts.number = outbox.account
  ORDER BY outbox.id LIMIT ?`;

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

  async seen(account: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(keys.filter((key) => this.#db.one(SELECT_SEEN, account, key) !== undefined));
  }

  async commit(commit: Commit): Promise<void> {
    const { account, seen, at, ledger, outbox } = commit;
    this.#db.transact(() => {
      const number = this.#writeState(commit);
      for (const key of seen) {
        if (this.#db.run(INSERT_SEEN, number, key, at) === 0) {
          throw new StoreError('already-seen', `account ${account.id} has decided signal ${key} before`);
        }
      }
      appendEntries(this.#db, number, ledger);
      for (const effect of outbox) {
        this.#db.run('INSERT INTO outbox (account, effect) VALUES (?, ?)', number, JSON.stringify(effect));
      }
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

  async list(after: string | undefined, limit: number): Promise<readonly string[]> {
    // No id is empty, so all come after the empty text.
    const sql = 'SELECT id FROM accounts WHERE id > ? ORDER BY id LIMIT ?';
    return this.#db.all<{ id: string }>(sql, after ?? '', limit).map(({ id }) => id);
  }

  async outbox(limit: number): Promise<readonly OutboxEntry[]> {
    const rows = this.#db.all<{ id: number; account: string; effect: string }>(SELECT_OUTBOX, limit);
    return rows.map(({ id, account, effect }) => ({ id, account, effect: JSON.parse(effect) as Effect }));
  }

  async settle(id: number): Promise<void> {
    this.#db.run('DELETE FROM outbox WHERE id = ?', id);
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
