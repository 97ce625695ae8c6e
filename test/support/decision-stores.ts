import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteLedgerReader } from '../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { MemoryAccountStore } from '../../lib/adapters/memory/memory-account-store.ts';
import type { AccountStore } from '../../lib/app/ports/account-store.ts';
import type { LedgerReader } from '../../lib/app/ports/ledger-reader.ts';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import type { Outside } from '../../lib/core/work.ts';
import { ALIVE } from './world.ts';

export interface DecisionStore {
  readonly accounts: AccountStore;
  readonly ledger: LedgerReader;
  close(): void;
}

/** Every kind of store that decisions are committed to. */
export const DECISION_STORES: readonly (readonly [name: string, make: () => DecisionStore])[] = [
  [
    'memory',
    () => {
      const accounts = new MemoryAccountStore();
      return { accounts, ledger: accounts, close: () => undefined };
    },
  ],
  [
    'SQLite',
    () => {
      const db = openDatabase(':memory:');
      return {
        accounts: new SqliteAccountStore(db),
        ledger: new SqliteLedgerReader(db),
        close: () => db.close(),
      };
    },
  ],
];

/** Everything outside of an account as it is when nothing is the matter. */
export function outsideOf(over: Partial<Outside> = {}): Outside {
  return {
    watermarks: ALIVE,
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
    ...over,
  };
}

/** Everything that a store holds of an account. */
export async function keptOf({ accounts, ledger }: DecisionStore, account: string) {
  return {
    stored: await accounts.load(account),
    ledger: (await ledger.entries({ account, limit: 10_000 })).map(({ entry }) => entry),
    outbox: (await accounts.outbox(10_000)).map(({ effect }) => effect),
    due: await accounts.due(Number.MAX_SAFE_INTEGER, 10),
  };
}
