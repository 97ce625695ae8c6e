import type { ContactBook, ContactRecord } from '../../../app/ports/contact-book.ts';
import type { LevelValue } from '../../../core/accounts/cell.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { findContact, mergeContact } from './contact-rows.ts';
import type { LocalDatabase } from './local-database.ts';

const MARK_ERASED = `
  INSERT INTO contacts (account, contact, erased) VALUES (?, ?, 1)
  ON CONFLICT (account, contact) DO UPDATE SET erased = 1`;

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
    this.#db.transact(() => mergeContact(this.#db, account, contact, fields, at, key));
  }

  async accountsOf(contact: string): Promise<readonly string[]> {
    const sql = 'SELECT account FROM contacts WHERE contact = ? ORDER BY account';
    return this.#db.all<{ account: string }>(sql, contact).map(({ account }) => account);
  }

  async get(account: string, contact: string): Promise<ContactRecord | undefined> {
    const row = findContact(this.#db, account, contact);
    if (row === undefined || row.erased === 1) return undefined;
    const sql = 'SELECT name, value FROM contact_fields WHERE contact = ?';
    const rows = this.#db.all<{ name: string; value: string }>(sql, row.number);
    const fields = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value) as LevelValue]));
    return { account, contact, fields };
  }

  async erase(account: string, contact: string): Promise<void> {
    this.#db.transact(() => {
      this.#db.run(MARK_ERASED, account, contact);
      const row = findContact(this.#db, account, contact);
      if (row !== undefined) this.#db.run('DELETE FROM contact_fields WHERE contact = ?', row.number);
    });
    // Older pages stay readable in the write-ahead log until it is emptied.
    this.#db.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}
