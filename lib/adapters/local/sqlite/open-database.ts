import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseFileError, translated } from './database-error.ts';
import { LocalDatabase } from './local-database.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

export interface DatabaseOptions {
  /**
   * `full` syncs every commit to the disk, so that no loss of power takes back what was answered; `normal` may lose
   * the last commits then, and `off` the file. A crash of the process alone loses nothing with any of them.
   * @default 'full'
   */
  readonly synchronous?: 'full' | 'normal' | 'off';
  /**
   * How long to wait for another process that writes (milliseconds).
   * @default 5000
   */
  readonly busyTimeout?: number;
}

const FILE = 'touchline.db';
const IN_MEMORY = ':memory:';

/**
 * Opens `touchline.db` in a folder, making both as needed, or a database in memory for `:memory:`, and brings its
 * schema up to date. Throws DatabaseFileError for a file that is damaged, another program's, or of a newer Touchline,
 * and StoreError `unavailable` when another process holds it for too long.
 */
export function openDatabase(directory: string, options: DatabaseOptions = {}): LocalDatabase {
  const { synchronous = 'full', busyTimeout = 5000 } = options;
  const file = directory === IN_MEMORY ? IN_MEMORY : join(directory, FILE);
  if (file !== IN_MEMORY) makeFile(directory, file);
  const db = new LocalDatabase(connect(file, busyTimeout), file);
  try {
    const version = checkOwner(db);
    db.execute('PRAGMA journal_mode = WAL');
    db.execute(`PRAGMA synchronous = ${synchronous}`);
    // What was erased must not be left in the file's free space (DESIGN §4.15).
    db.execute('PRAGMA secure_delete = ON');
    db.execute('PRAGMA journal_size_limit = 67108864');
    if (version < MIGRATIONS.length) migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Takes the steps of the schema that are missing, all or none; another process may have taken them meanwhile. */
export function migrate(db: LocalDatabase, migrations: readonly string[] = MIGRATIONS): void {
  db.transact(() => {
    for (const step of migrations.slice(knownVersion(db, migrations.length))) db.execute(step);
    db.execute(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.execute(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** The contact book is in this file: folder and file are made for their owner's eyes alone. */
function makeFile(directory: string, file: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DatabaseFileError('cannot-open', `${file} cannot be made or written to (${why})`);
  }
}

function connect(file: string, timeout: number): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout, enableForeignKeyConstraints: true });
  } catch (error) {
    throw translated(error, file);
  }
}

/** The schema's version, of a file that is empty or Touchline's and not of a later version. */
function checkOwner(db: LocalDatabase): number {
  const owner = db.one<{ application_id: number }>('PRAGMA application_id')?.application_id;
  const tables = db.one<{ n: number }>('SELECT count(*) AS n FROM sqlite_schema')?.n;
  if (owner !== APPLICATION_ID && (owner !== 0 || tables !== 0)) {
    throw new DatabaseFileError(
      'not-ours',
      `${db.file} is another program's database: name another folder for data`,
    );
  }
  return knownVersion(db, MIGRATIONS.length);
}

function knownVersion(db: LocalDatabase, newest: number): number {
  const version = db.one<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (version <= newest) return version;
  throw new DatabaseFileError(
    'newer-version',
    `${db.file} has schema version ${version}, this Touchline knows versions up to ${newest}: ` +
      'install the newer Touchline that wrote it',
  );
}
