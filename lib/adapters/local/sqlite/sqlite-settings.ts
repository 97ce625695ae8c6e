import type { SettingName, Settings } from '../../../app/ports/settings.ts';
import type { LocalDatabase } from './local-database.ts';

/** What the store remembers about itself, one row a name. */
export class SqliteSettings implements Settings {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async get(name: SettingName): Promise<string | undefined> {
    return this.#db.one<{ value: string }>('SELECT value FROM settings WHERE name = ?', name)?.value;
  }

  async set(name: SettingName, value: string): Promise<void> {
    this.#db.run(
      'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }
}
