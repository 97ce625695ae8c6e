import type { WatermarkStore } from '../../../app/ports/watermark-store.ts';
import { HOUR_MS, type Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

export class SqliteWatermarkStore implements WatermarkStore {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async hear(source: string, at: Instant): Promise<void> {
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    this.#db.run('INSERT INTO watermarks (source, hour) VALUES (?, ?) ON CONFLICT DO NOTHING', source, hour);
  }

  async hours(source: string, since: Instant): Promise<readonly Instant[]> {
    const sql = 'SELECT hour FROM watermarks WHERE source = ? AND hour >= ? ORDER BY hour';
    return this.#db.all<{ hour: number }>(sql, source, since).map(({ hour }) => hour);
  }
}
