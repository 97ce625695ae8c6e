import type { Directory, Parked } from '../../../app/ports/directory.ts';
import type { Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

interface ParkedRow extends Omit<Parked, 'body'> {
  readonly body: string;
}

const LINK = 'INSERT INTO account_links (system, id, account) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const JOIN = 'INSERT INTO memberships (user_key, account, contact) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const PARK = 'INSERT INTO parked (waits_for, received_at, connector, body) VALUES (?, ?, ?, ?)';
const SELECT_PARKED = `
  SELECT number, waits_for AS waitsFor, received_at AS receivedAt, connector, body FROM parked`;

export class SqliteDirectory implements Directory {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async link(account: string, system: string, id: string): Promise<boolean> {
    return this.#db.run(LINK, system, id, account) === 1 || this.#accountOf(system, id) === account;
  }

  async accountOf(system: string, id: string): Promise<string | undefined> {
    return this.#accountOf(system, id);
  }

  async accountsOf(id: string): Promise<readonly string[]> {
    const sql = 'SELECT DISTINCT account FROM account_links WHERE id = ? ORDER BY account';
    return this.#db.all<{ account: string }>(sql, id).map(({ account }) => account);
  }

  async links(account: string): Promise<readonly { readonly system: string; readonly id: string }[]> {
    const sql = 'SELECT system, id FROM account_links WHERE account = ? ORDER BY system, id';
    return this.#db
      .all<{ system: string; id: string }>(sql, account)
      .map(({ system, id }) => ({ system, id }));
  }

  async join(userKey: string, account: string, contact: string): Promise<void> {
    this.#db.run(JOIN, userKey, account, contact);
  }

  async memberships(
    userKey: string,
  ): Promise<readonly { readonly account: string; readonly contact: string }[]> {
    const sql = 'SELECT account, contact FROM memberships WHERE user_key = ? ORDER BY number';
    const rows = this.#db.all<{ account: string; contact: string }>(sql, userKey);
    return rows.map(({ account, contact }) => ({ account, contact }));
  }

  async park(...parked: readonly Omit<Parked, 'number'>[]): Promise<void> {
    this.#db.transactDurably(() => {
      for (const { waitsFor, receivedAt, connector, body } of parked)
        this.#db.run(PARK, waitsFor, receivedAt, connector, JSON.stringify(body ?? null));
    });
  }

  async waitingFor(what: string, limit: number): Promise<readonly Parked[]> {
    return this.#parked('waits_for = ? ORDER BY number', [what], limit);
  }

  async unpark(numbers: readonly number[]): Promise<void> {
    this.#db.transact(() => {
      for (const number of numbers) this.#db.run('DELETE FROM parked WHERE number = ?', number);
    });
  }

  async parkedBefore(before: Instant, limit: number, since: Instant = 0): Promise<readonly Parked[]> {
    const between = 'received_at >= ? AND received_at < ? ORDER BY received_at, number';
    return this.#parked(between, [since, before], limit);
  }

  async countParked(): Promise<number> {
    return this.#db.one<{ n: number }>('SELECT count(*) AS n FROM parked')?.n ?? 0;
  }

  #accountOf(system: string, id: string): string | undefined {
    const sql = 'SELECT account FROM account_links WHERE system = ? AND id = ?';
    return this.#db.one<{ account: string }>(sql, system, id)?.account;
  }

  #parked(where: string, values: readonly (string | number)[], limit: number): readonly Parked[] {
    const rows = this.#db.all<ParkedRow>(`${SELECT_PARKED} WHERE ${where} LIMIT ?`, ...values, limit);
    return rows.map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as unknown }));
  }
}
