import type { LedgerEntry } from '../../../core/ledger.ts';
import type { LocalDatabase } from './local-database.ts';

const APPEND = `
  INSERT INTO ledger (account, sequence, at, kind, rule, journey, run, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Appends entries to the ledger of an account (by number) behind those that are there, in a running transaction. */
export function appendEntries(db: LocalDatabase, account: number, entries: readonly LedgerEntry[]): void {
  if (entries.length === 0) return;
  let sequence = lastSequence(db, account);
  for (const entry of entries) {
    sequence += 1;
    const { at, kind, rule = null, journey = null, run = null } = entry;
    db.run(APPEND, account, sequence, at, kind, rule, journey, run, JSON.stringify(entry));
  }
}

function lastSequence(db: LocalDatabase, account: number): number {
  const sql = 'SELECT max(sequence) AS last FROM ledger WHERE account = ?';
  return db.one<{ last: number | null }>(sql, account)?.last ?? 0;
}
