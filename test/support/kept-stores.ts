import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteDefinitionStore } from '../../lib/adapters/local/sqlite/sqlite-definition-store.ts';
import { SqliteLedgerReader } from '../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteSettings } from '../../lib/adapters/local/sqlite/sqlite-settings.ts';
import { SqliteWatermarkStore } from '../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { MemoryAccountStore } from '../../lib/adapters/memory/memory-account-store.ts';
import { MemoryDefinitionStore } from '../../lib/adapters/memory/memory-definition-store.ts';
import { MemorySettings } from '../../lib/adapters/memory/memory-settings.ts';
import { MemoryWatermarkStore } from '../../lib/adapters/memory/memory-watermark-store.ts';
import type { KeptStores } from '../../lib/app/kept/kept-data.ts';
import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';

/** Every kind of store that data is kept in. */
export const KEPT_STORES: readonly (readonly [name: string, make: () => KeptStores & { close(): void }])[] = [
  [
    'memory',
    () => {
      const accounts = new MemoryAccountStore();
      return {
        accounts,
        ledger: accounts,
        definitions: new MemoryDefinitionStore(),
        watermarks: new MemoryWatermarkStore(),
        settings: new MemorySettings(),
        close: () => undefined,
      };
    },
  ],
  [
    'SQLite',
    () => {
      const db = openDatabase(':memory:');
      return {
        accounts: new SqliteAccountStore(db),
        ledger: new SqliteLedgerReader(db),
        definitions: new SqliteDefinitionStore(db),
        watermarks: new SqliteWatermarkStore(db),
        settings: new SqliteSettings(db),
        close: () => db.close(),
      };
    },
  ],
];

/** Keeps an account with its ledger, as of its own instant if no later one was kept. */
export async function keep(
  stores: KeptStores,
  account: AccountJson,
  ledger: readonly LedgerEntry[],
  rulebook: Rulebook,
): Promise<void> {
  const expected = (await stores.accounts.load(account.id))?.version ?? 0;
  const at = account.now;
  await stores.accounts.commit({ account, expected, seen: [], at, ledger, outbox: [], due: undefined });
  for (const [hash, definition] of rulebook.documents) await stores.definitions.put(hash, definition);
}
