import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant, type Instant } from '../../core/time/instant.ts';
import { KeptDataError } from './open-kept-data.ts';
import { type LoadedAccount, writeAccounts } from './sqlite/bulk-load.ts';
import type { LocalDatabase } from './sqlite/local-database.ts';
import { openDatabase } from './sqlite/open-database.ts';
import { SqliteDefinitionStore } from './sqlite/sqlite-definition-store.ts';
import { SqliteSettings } from './sqlite/sqlite-settings.ts';
import { SqliteWatermarkStore } from './sqlite/sqlite-watermark-store.ts';

/** Accounts that wait to be written together. */
const BATCH = 500;

/** What a replay leaves behind for questions: accounts and ledgers, definitions, watermarks, and its last instant. */
export class ReplayStore {
  readonly #db: LocalDatabase;
  #waiting: LoadedAccount[] = [];

  private constructor(db: LocalDatabase) {
    this.#db = db;
  }

  /**
   * Opens a folder for one replay, in place of what an earlier replay left there. Throws KeptDataError when the folder
   * holds anything else: a replay never writes over what a running Touchline has decided.
   */
  static async open(folder: string): Promise<ReplayStore> {
    if (existsSync(join(folder, 'touchline.db'))) {
      const before = openDatabase(folder);
      const origin = await new SqliteSettings(before).get('origin');
      before.close();
      if (origin !== 'replay')
        throw new KeptDataError(`"${folder}" holds data that no replay wrote: name another folder`);
      for (const suffix of ['', '-wal', '-shm'])
        rmSync(join(folder, `touchline.db${suffix}`), { force: true });
    }
    const db = openDatabase(folder, { synchronous: 'off' });
    await new SqliteSettings(db).set('origin', 'replay');
    return new ReplayStore(db);
  }

  add(account: LoadedAccount): void {
    this.#waiting.push(account);
    if (this.#waiting.length >= BATCH) this.#write();
  }

  /** Writes what remains. `heard` are the hours in which each source was heard, by name. */
  async finish(
    now: Instant,
    rulebook: Rulebook,
    heard: ReadonlyMap<string, readonly Instant[]>,
  ): Promise<void> {
    this.#write();
    const definitions = new SqliteDefinitionStore(this.#db);
    for (const [hash, definition] of rulebook.documents) await definitions.put(hash, definition);
    const watermarks = new SqliteWatermarkStore(this.#db);
    for (const [source, hours] of heard) for (const hour of hours) await watermarks.hear(source, hour);
    const settings = new SqliteSettings(this.#db);
    await settings.set('rulebook', rulebook.hash);
    await settings.set('now', formatInstant(now));
  }

  close(): void {
    this.#db.close();
  }

  #write(): void {
    writeAccounts(this.#db, this.#waiting);
    this.#waiting = [];
  }
}
