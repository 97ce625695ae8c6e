import type { LedgerEntry } from '../../core/ledger.ts';

/** Writes to the ledger what happens after a decision, such as how a send ended. */
export interface LedgerWriter {
  /**
   * Appends entries behind the last one of the account, all or none. Throws StoreError `not-found` for an account that
   * is not stored.
   */
  append(account: string, entries: readonly LedgerEntry[]): Promise<void>;
}
