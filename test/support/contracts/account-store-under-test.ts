import type { AccountStore } from '../../../lib/app/ports/account-store.ts';
import type { LedgerReader } from '../../../lib/app/ports/ledger-reader.ts';

export interface AccountStoreUnderTest {
  readonly store: AccountStore;
  /** Reads the ledger that the store writes. */
  readonly ledger: LedgerReader;
  close?(): void;
}

/** Everything that can be asked of the store and of the account `a`. */
export async function everythingOf({ store, ledger }: AccountStoreUnderTest) {
  return {
    account: await store.load('a'),
    seen: await store.seen('a', ['crm|1', 'crm|2', 'crm|3', 'crm|4']),
    ledger: await ledger.entries({ account: 'a', limit: 100 }),
    outbox: await store.outbox(100),
    due: await store.due(Number.MAX_SAFE_INTEGER, 100),
    list: await store.list(undefined, 100),
  };
}
