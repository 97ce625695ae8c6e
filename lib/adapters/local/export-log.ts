import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { resolveAccount } from '../../app/lists/resolve-account.ts';
import { exportSignals } from '../../app/play/export-signals.ts';
import { ActError } from '../../app/product/acts.ts';
import { LineWriter, ReaderGone } from './line-writer.ts';
import { localStores } from './local-stores.ts';
import { KeptDataError } from './open-kept-data.ts';
import { openDatabase } from './sqlite/open-database.ts';

/**
 * Writes the signals of a data folder as NDJSON; how many there were. It may be beside a product that runs. A reader
 * that goes away ends it quietly. Throws KeptDataError, and ActError for an account that is not there.
 */
export async function exportLog(folder: string, account: string | undefined, out: Writable): Promise<number> {
  if (!existsSync(join(folder, 'touchline.db')))
    throw new KeptDataError(`nothing is kept in "${folder}": run "touchline start" first`);
  const db = openDatabase(folder);
  const lines = new LineWriter(out);
  let signals = 0;
  try {
    const { log, accounts, directory } = localStores(db);
    const id = account === undefined ? undefined : await resolveAccount(accounts, directory, account);
    if (account !== undefined && id === undefined)
      throw new ActError('not-found', `there is no account "${account.slice(0, 80)}"`);
    for await (const signal of exportSignals(log, id)) {
      await lines.write(JSON.stringify(signal));
      signals += 1;
    }
    await lines.flush();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
  } finally {
    db.close();
  }
  return signals;
}
