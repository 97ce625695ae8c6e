import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { KeptData } from '../../app/kept/kept-data.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { openDatabase } from './sqlite/open-database.ts';
import { SqliteAccountStore } from './sqlite/sqlite-account-store.ts';
import { SqliteDefinitionStore } from './sqlite/sqlite-definition-store.ts';
import { SqliteLedgerReader } from './sqlite/sqlite-ledger-reader.ts';
import { SqliteSettings } from './sqlite/sqlite-settings.ts';
import { SqliteWatermarkStore } from './sqlite/sqlite-watermark-store.ts';

/** A data folder that holds nothing to ask about. */
export class KeptDataError extends Error {}

/** What is kept in a data folder, for questions. Throws KeptDataError when there is nothing. */
export async function openKeptData(
  folder: string,
  rulebook: Rulebook,
): Promise<{ readonly kept: KeptData; close(): void }> {
  const nothing = `nothing is kept in "${folder}": run "touchline replay FILE --data ${folder}" first`;
  if (!existsSync(join(folder, 'touchline.db'))) throw new KeptDataError(nothing);
  const db = openDatabase(folder);
  const stores = {
    accounts: new SqliteAccountStore(db),
    ledger: new SqliteLedgerReader(db),
    definitions: new SqliteDefinitionStore(db),
    watermarks: new SqliteWatermarkStore(db),
    settings: new SqliteSettings(db),
  };
  const kept = await KeptData.open(stores, rulebook);
  if (kept === undefined) {
    db.close();
    throw new KeptDataError(nothing);
  }
  return { kept, close: () => db.close() };
}
