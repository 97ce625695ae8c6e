import type { LedgerEntry, LedgerKind } from '../../core/ledger.ts';

export interface LedgerQuery {
  readonly account: string;
  readonly rule?: string;
  readonly journey?: string;
  readonly kinds?: readonly LedgerKind[];
  /** Only entries after this sequence number. */
  readonly after?: number;
  readonly limit: number;
}

/** An entry with its place in the account's ledger, from 1 without gaps. */
export interface StoredEntry {
  readonly sequence: number;
  readonly entry: LedgerEntry;
}

/** Reads the append-only ledger that commits write. */
export interface LedgerReader {
  /** In the order of the account's decisions. */
  entries(query: LedgerQuery): Promise<readonly StoredEntry[]>;
}
