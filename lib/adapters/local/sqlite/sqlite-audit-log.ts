import type { AuditEntry, AuditLog, AuditQuery } from '../../../app/ports/audit-log.ts';
import { numberedPageOf, readNumberCursor } from '../../../app/ports/number-cursor.ts';
import { pageSize } from '../../../app/ports/page-cursor.ts';
import type { Page } from '../../../app/ports/touch-store.ts';
import type { LocalDatabase } from './local-database.ts';

const INSERT = 'INSERT INTO audit (at, account, act, entry) VALUES (?, ?, ?, ?)';

export class SqliteAuditLog implements AuditLog {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async append(entry: AuditEntry): Promise<void> {
    const { at, account = null, act } = entry;
    this.#db.transactDurably(() => this.#db.run(INSERT, at, account, act, JSON.stringify(entry)));
  }

  async list({ account, act, cursor, limit }: AuditQuery): Promise<Page<AuditEntry>> {
    const wheres = ['number < ?'];
    const values: (string | number)[] = [readNumberCursor(cursor)];
    const where = (column: string, value: string | undefined) => {
      if (value === undefined) return;
      wheres.push(`${column} = ?`);
      values.push(value);
    };
    where('account', account);
    where('act', act);
    const sql = `SELECT number, entry FROM audit WHERE ${wheres.join(' AND ')} ORDER BY number DESC LIMIT ?`;
    const rows = this.#db.all<{ number: number; entry: string }>(sql, ...values, pageSize(limit) + 1);
    const { items, next } = numberedPageOf(rows, limit);
    return { items: items.map(({ entry }) => JSON.parse(entry) as AuditEntry), next };
  }
}
