import type { LedgerQuery, LedgerReader, StoredEntry } from '../../../app/ports/ledger-reader.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import type { LocalDatabase } from './local-database.ts';

export class SqliteLedgerReader implements LedgerReader {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async entries(query: LedgerQuery): Promise<readonly StoredEntry[]> {
    const { account, rule, journey, kinds, after = 0, limit } = query;
    const wheres = ['account = (SELECT number FROM accounts WHERE id = ?)', 'sequence > ?'];
    const values: (string | number)[] = [account, after];
    const where = (sql: string, value: string) => {
      wheres.push(sql);
      values.push(value);
    };
    if (rule !== undefined) where('rule = ?', rule);
    if (journey !== undefined) where('journey = ?', journey);
    if (kinds !== undefined) where('kind IN (SELECT value FROM json_each(?))', JSON.stringify(kinds));
    const sql = `SELECT sequence, entry FROM ledger WHERE ${wheres.join(' AND ')} ORDER BY sequence LIMIT ?`;
    const rows = this.#db.all<{ sequence: number; entry: string }>(sql, ...values, limit);
    return rows.map(({ sequence, entry }) => ({ sequence, entry: JSON.parse(entry) as LedgerEntry }));
  }
}
