import { StoreError } from '../../../app/ports/store-error.ts';
import type { AccountJson } from '../../../core/accounts/account-json.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { appendEntries } from './ledger-rows.ts';
import type { LocalDatabase } from './local-database.ts';

/** An account as a replay leaves it, with all that was decided about it. */
export interface LoadedAccount {
  readonly account: AccountJson;
  readonly due: Instant | undefined;
  readonly ledger: readonly LedgerEntry[];
}

export interface LoadCount {
  readonly accounts: number;
  readonly entries: number;
}

/** Rows (accounts and ledger entries) of a transaction: more of them are no faster, and hold the lock for longer. */
const BATCH_ROWS = 20_000;

const INSERT_ACCOUNT = `
  INSERT INTO accounts (id, version, due, state) VALUES (?, 1, ?, ?)
  ON CONFLICT (id) DO NOTHING RETURNING number`;

/**
 * Writes accounts that are not stored yet, at version 1, with their ledgers from sequence 1, many to a transaction.
 * Throws StoreError `version-conflict` for an account that is stored already: then batches before it stay written,
 * and nothing of its own batch.
 */
export function writeAccounts(db: LocalDatabase, accounts: Iterable<LoadedAccount>): LoadCount {
  let count: LoadCount = { accounts: 0, entries: 0 };
  for (const batch of batches(accounts)) {
    db.transact(() => {
      for (const one of batch) writeAccount(db, one);
    });
    const entries = batch.reduce((sum, { ledger }) => sum + ledger.length, count.entries);
    count = { accounts: count.accounts + batch.length, entries };
  }
  return count;
}

function writeAccount(db: LocalDatabase, { account, due, ledger }: LoadedAccount): void {
  const row = db.one<{ number: number }>(INSERT_ACCOUNT, account.id, due ?? null, JSON.stringify(account));
  if (row === undefined) throw new StoreError('version-conflict', `account ${account.id} is stored already`);
  appendEntries(db, row.number, ledger);
}

/** Gathers before it writes: no transaction stays open while the next account is worked out. */
function* batches(accounts: Iterable<LoadedAccount>): Generator<readonly LoadedAccount[]> {
  let batch: LoadedAccount[] = [];
  let rows = 0;
  for (const one of accounts) {
    batch.push(one);
    rows += 1 + one.ledger.length;
    if (rows < BATCH_ROWS) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
}
