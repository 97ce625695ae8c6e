import type { DefinitionStore } from '../../../app/ports/definition-store.ts';
import type { JourneyDefinition } from '../../../core/rulebook/journey-definition.ts';
import type { LocalDatabase } from './local-database.ts';

export class SqliteDefinitionStore implements DefinitionStore {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async put(hash: string, definition: JourneyDefinition): Promise<void> {
    const sql = 'INSERT INTO definitions (hash, definition) VALUES (?, ?) ON CONFLICT DO NOTHING';
    this.#db.run(sql, hash, JSON.stringify(definition));
  }

  async get(hash: string): Promise<JourneyDefinition | undefined> {
    const sql = 'SELECT definition FROM definitions WHERE hash = ?';
    const row = this.#db.one<{ definition: string }>(sql, hash);
    return row && (JSON.parse(row.definition) as JourneyDefinition);
  }

  async hashes(): Promise<readonly string[]> {
    return this.#db
      .all<{ hash: string }>('SELECT hash FROM definitions ORDER BY hash')
      .map(({ hash }) => hash);
  }
}
