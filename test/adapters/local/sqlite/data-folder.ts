import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import { type DatabaseOptions, openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';

/** A new folder, which is gone when the test is over. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A database that is closed when the test is over. It does not wait for others, unless it is told to. */
export function opened(folder: string, options: DatabaseOptions = {}): LocalDatabase {
  const db = openDatabase(folder, { busyTimeout: 0, ...options });
  onTestFinished(() => db.close());
  return db;
}
