import { isAfter, type LevelValue } from '../../../core/accounts/cell.ts';
import type { Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

export interface ContactRow {
  readonly number: number;
  readonly erased: number;
}

const SELECT_CONTACT = 'SELECT number, erased FROM contacts WHERE account = ? AND contact = ?';
const INSERT_CONTACT = 'INSERT INTO contacts (account, contact) VALUES (?, ?) ON CONFLICT DO NOTHING';
const SELECT_STAMP = 'SELECT at, key FROM contact_fields WHERE contact = ? AND name = ?';
const WRITE_FIELD = `
  INSERT INTO contact_fields (contact, name, value, at, key) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (contact, name) DO UPDATE SET value = excluded.value, at = excluded.at, key = excluded.key`;

export function findContact(db: LocalDatabase, account: string, contact: string): ContactRow | undefined {
  return db.one<ContactRow>(SELECT_CONTACT, account, contact);
}

/** Merges fields into a contact's record as ContactBook.put says, in a running transaction. */
export function mergeContact(
  db: LocalDatabase,
  account: string,
  contact: string,
  fields: Readonly<Record<string, LevelValue>>,
  at: Instant,
  key: string,
): void {
  db.run(INSERT_CONTACT, account, contact);
  const row = findContact(db, account, contact);
  if (row === undefined || row.erased === 1) return;
  for (const [name, value] of Object.entries(fields)) {
    const there = db.one<{ at: number; key: string }>(SELECT_STAMP, row.number, name);
    // Compared here and not in SQL, so that keys sort as they do in the account's own facts.
    if (there !== undefined && !isAfter(at, key, there)) continue;
    db.run(WRITE_FIELD, row.number, name, JSON.stringify(value), at, key);
  }
}
