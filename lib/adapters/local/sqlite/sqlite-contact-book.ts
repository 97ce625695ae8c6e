import type { ContactBook, ContactRecord } from '../../../app/ports/contact-book.ts';
import { isAfter, type LevelValue } from '../../../core/accounts/cell.ts';
import type { Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

interface ContactRow {
  readonly number: number;
  readonly erased: number;
}

const SELECT_CONTACT = 'SELECT number, erased FROM contacts WHERE account = ? AND contact = ?';
const INSERT_CONTACT = `
  INSERT INTO contacts (account, contact) VALUES (?, ?) ON CONFLICT DO NOTHING`;
const MARK_ERASED = `
  INSERT INTO contacts (account, contact, erased) VALUES (?, ?, 1)
  ON CONFLICT (account, contact) DO UPDATE SET erased = 1`;
const SELECT_STAMP = 'SELECT at, key FROM contact_fields WHERE contact = ? AND name = ?';
const WRITE_FIELD = `
  INSERT INTO contact_fields (contact, name, value, at, key) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (contact, name) DO UPDATE SET value = excluded.value, at = excluded.at, key = excluded.key`;

export class SqliteContactBook implements ContactBook {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async put(
    account: string,
    contact: string,
    fields: Readonly<Record<string, LevelValue>>,
    at: Instant,
    key: string,
  ): Promise<void> {
    this.#db.transact(() => {
      this.#db.run(INSERT_CONTACT, account, contact);
      const row = this.#find(account, contact);
      if (row === undefined || row.erased === 1) return;
      for (const [name, value] of Object.entries(fields)) {
        const there = this.#db.one<{ at: number; key: string }>(SELECT_STAMP, row.number, name);
        // Compared here and not in SQL, so that keys sort as they do in the account's own facts.
        if (there !== undefined && !isAfter(at, key, there)) continue;
        this.#db.run(WRITE_FIELD, row.number, name, JSON.stringify(value), at, key);
      }
    });
  }

  async get(account: string, contact: string): Promise<ContactRecord | undefined> {
    const row = this.#find(account, contact);
    if (row === undefined || row.erased === 1) return undefined;
    const sql = 'SELECT name, value FROM contact_fields WHERE contact = ?';
    const rows = this.#db.all<{ name: string; value: string }>(sql, row.number);
    const fields = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as LevelValue]));
    return { account, contact, fields };
  }

  async erase(account: string, contact: string): Promise<void> {
    this.#db.transact(() => {
      this.#db.run(MARK_ERASED, account, contact);
      const row = this.#find(account, contact);
      if (row !== undefined) this.#db.run('DELETE FROM contact_fields WHERE contact = ?', row.number);
    });
    // Older pages stay readable in the write-ahead log until it is emptied.
    this.#db.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #find(account: string, contact: string): ContactRow | undefined {
    return this.#db.one<ContactRow>(SELECT_CONTACT, account, contact);
  }
}
