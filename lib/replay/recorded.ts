import type { LedgerEntry } from '../core/ledger.ts';

/** The ledger of a test so far, by account: what its expectations are held against. */
export class Recorded {
  readonly entries: { readonly account: string; readonly entry: LedgerEntry }[] = [];

  add(account: string, entry: LedgerEntry): void {
    this.entries.push({ account, entry });
  }

  of(
    ...kinds: readonly LedgerEntry['kind'][]
  ): readonly { readonly account: string; readonly entry: LedgerEntry }[] {
    return this.entries.filter(({ entry }) => kinds.includes(entry.kind));
  }
}
