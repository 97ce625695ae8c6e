import type { LedgerWriter } from '../../../app/ports/ledger-writer.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import { type AccountRow, readRow, rowItem, rowKey, unchanged } from './account-row.ts';
import { appended } from './ledger-items.ts';
import { newMark, writeMarked } from './marked-write.ts';
import type { Table } from './table.ts';

const MAX_TRIES = 8;

export class DynamoLedgerWriter implements LedgerWriter {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async append(account: string, entries: readonly LedgerEntry[]): Promise<void> {
    const copied = JSON.parse(JSON.stringify(entries)) as LedgerEntry[];
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const there = await this.#table.get(rowKey(account));
      if (there === undefined) throw new StoreError('not-found', `account ${account} is not stored`);
      if (copied.length === 0 || (await this.#try(readRow(there), copied))) return;
    }
    throw new StoreError('unavailable', `account ${account} was written to all the time`);
  }

  #try(row: AccountRow, entries: readonly LedgerEntry[]): Promise<boolean> {
    const { row: told, chunks } = appended(row, entries);
    const next: AccountRow = { ...row, ...told, revision: row.revision + 1, mark: newMark() };
    return writeMarked(this.#table, rowItem(next), unchanged(row), chunks);
  }
}
