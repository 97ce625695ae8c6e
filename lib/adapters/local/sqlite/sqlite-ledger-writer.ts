import type { LedgerWriter } from '../../../app/ports/ledger-writer.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import { appendEntries } from './ledger-rows.ts';
import type { LocalDatabase } from './local-database.ts';

export class SqliteLedgerWriter implements LedgerWriter {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async append(account: string, entries: readonly LedgerEntry[]): Promise<void> {
    this.#db.transact(() => {
      const row = this.#db.one<{ number: number }>('SELECT number FROM accounts WHERE id = ?', account);
      if (row === undefined) throw new StoreError('not-found', `account ${account} is not stored`);
      appendEntries(this.#db, row.number, entries);
    });
  }
}
