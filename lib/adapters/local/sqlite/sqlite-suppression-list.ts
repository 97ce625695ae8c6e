import type { Suppression, SuppressionList } from '../../../app/ports/suppression-list.ts';
import type { Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

export class SqliteSuppressionList implements SuppressionList {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async add(addressKey: string, reason: string, at: Instant): Promise<void> {
    const sql = 'INSERT INTO suppressions (address_key, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    this.#db.run(sql, addressKey, reason, at);
  }

  async has(addressKey: string): Promise<boolean> {
    return (await this.find(addressKey)) !== undefined;
  }

  async find(addressKey: string): Promise<Suppression | undefined> {
    const sql = 'SELECT reason, at FROM suppressions WHERE address_key = ?';
    const row = this.#db.one<Suppression>(sql, addressKey);
    return row && { reason: row.reason, at: row.at };
  }
}
