import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DatabaseFileError } from '../../../../lib/adapters/local/sqlite/database-error.ts';
import { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import { migrate, openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { MIGRATIONS } from '../../../../lib/adapters/local/sqlite/schema.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { sampleAccount, sampleCommit } from '../../../support/contracts/sample-commit.ts';
import { dataFolder, opened } from './data-folder.ts';

const pragma = (db: LocalDatabase, name: string) => Object.values(db.one<object>(`PRAGMA ${name}`) ?? {})[0];

function problemOf(open: () => unknown): DatabaseFileError {
  try {
    open();
  } catch (error) {
    if (error instanceof DatabaseFileError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

describe('opening a database', () => {
  it('makes folder and file, which nobody else may read', () => {
    const folder = join(dataFolder(), 'deep', 'er');
    opened(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'touchline.db')).mode & 0o777).toBe(0o600);
  });

  it('syncs every commit unless told otherwise, writes ahead, and wipes what is deleted', () => {
    const db = opened(dataFolder());
    expect(pragma(db, 'synchronous')).toBe(2);
    expect(pragma(db, 'journal_mode')).toBe('wal');
    expect(pragma(db, 'foreign_keys')).toBe(1);
    expect(pragma(db, 'secure_delete')).toBe(1);
    expect(pragma(opened(dataFolder(), { synchronous: 'normal' }), 'synchronous')).toBe(1);
    expect(pragma(opened(dataFolder(), { synchronous: 'off' }), 'synchronous')).toBe(0);
  });

  it('refuses a value of the wrong type: every table is strict', () => {
    const db = opened(':memory:');
    const loose = db.all("SELECT name FROM pragma_table_list WHERE strict = 0 AND name NOT LIKE 'sqlite%'");
    expect(loose).toEqual([]);
    expect(db.all('SELECT name FROM pragma_table_list WHERE strict = 1').length).toBeGreaterThan(8);
  });

  it('opens a file again as it was', () => {
    const folder = dataFolder();
    openDatabase(folder).close();
    const before = readFileSync(join(folder, 'touchline.db'));
    openDatabase(folder).close();
    expect(readFileSync(join(folder, 'touchline.db'))).toEqual(before);
  });

  it('refuses a file of a newer schema, and says which versions there are', () => {
    const folder = dataFolder();
    const db = openDatabase(folder);
    db.execute(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    db.close();
    const before = readFileSync(join(folder, 'touchline.db'));
    const error = problemOf(() => opened(folder));
    expect(error.problem).toBe('newer-version');
    expect(error.message).toContain(`schema version ${MIGRATIONS.length + 1}`);
    expect(error.message).toContain(`up to ${MIGRATIONS.length}`);
    expect(error.message).toContain(join(folder, 'touchline.db'));
    expect(readFileSync(join(folder, 'touchline.db'))).toEqual(before);
  });

  it("refuses another program's database, and leaves it alone", () => {
    const folder = dataFolder();
    const other = new DatabaseSync(join(folder, 'touchline.db'));
    other.exec('CREATE TABLE bookmarks (url TEXT)');
    other.close();
    expect(problemOf(() => opened(folder)).problem).toBe('not-ours');
    const again = new DatabaseSync(join(folder, 'touchline.db'), { readOnly: true });
    expect(again.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'bookmarks' }]);
    again.close();
  });

  it('refuses a file that is no database, and says what to do', () => {
    const folder = dataFolder();
    const text = 'this is no database '.repeat(500);
    writeFileSync(join(folder, 'touchline.db'), text);
    const error = problemOf(() => opened(folder));
    expect(error.problem).toBe('damaged');
    expect(error.message).toContain('put a copy of it back, or move it away');
    expect(readFileSync(join(folder, 'touchline.db'), 'utf8')).toBe(text);
  });

  it('says so when a folder cannot be made', () => {
    const folder = dataFolder();
    writeFileSync(join(folder, 'file'), '');
    const error = problemOf(() => opened(join(folder, 'file', 'data')));
    expect(error.problem).toBe('cannot-open');
    expect(error.message).toContain('touchline.db');
  });

  it('tells damage within a file when it is met, in words and not as a conflict', async () => {
    const folder = dataFolder();
    const db = openDatabase(folder);
    const accounts = new SqliteAccountStore(db);
    for (let i = 0; i < 200; i += 1) await accounts.commit(sampleCommit(`a${i}`));
    db.close();
    const file = join(folder, 'touchline.db');
    const bytes = readFileSync(file);
    // Everything behind the first page, which holds the schema.
    bytes.fill(0xa5, 16_384);
    writeFileSync(file, bytes);
    const damaged = new SqliteAccountStore(opened(folder));
    const reading = async () => {
      for (let i = 0; i < 200; i += 1) await damaged.load(`a${i}`);
    };
    await expect(reading()).rejects.toMatchObject({ name: 'DatabaseFileError', problem: 'damaged' });
  });
});

describe('bringing a schema up to date', () => {
  const fresh = () => new LocalDatabase(new DatabaseSync(':memory:'), ':memory:');
  const FIRST = 'CREATE TABLE one (a TEXT) STRICT; INSERT INTO one VALUES (1)';
  const SECOND = "ALTER TABLE one ADD COLUMN b TEXT NOT NULL DEFAULT 'new'";

  it('takes the missing steps alone, and keeps what is there', () => {
    const db = fresh();
    migrate(db, [FIRST]);
    expect(pragma(db, 'user_version')).toBe(1);
    migrate(db, [FIRST, SECOND]);
    expect(pragma(db, 'user_version')).toBe(2);
    expect(db.all('SELECT a, b FROM one')).toEqual([{ a: '1', b: 'new' }]);
    migrate(db, [FIRST, SECOND]);
    expect(db.all('SELECT a FROM one')).toHaveLength(1);
  });

  it('takes all steps or none', () => {
    const db = fresh();
    migrate(db, [FIRST]);
    expect(() => migrate(db, [FIRST, SECOND, 'CREATE TABLE one (a TEXT)'])).toThrow(/already exists/);
    expect(pragma(db, 'user_version')).toBe(1);
    expect(db.all('SELECT * FROM one')).toEqual([{ a: '1' }]);
  });

  it('does not go back when another process is ahead', () => {
    const db = fresh();
    migrate(db, [FIRST, SECOND]);
    expect(() => migrate(db, [FIRST])).toThrow(DatabaseFileError);
    expect(pragma(db, 'user_version')).toBe(2);
  });

  it('opens a file of the first schema version with its accounts', async () => {
    const folder = dataFolder();
    const old = new LocalDatabase(new DatabaseSync(join(folder, 'touchline.db')), 'old');
    migrate(old, MIGRATIONS.slice(0, 1));
    await new SqliteAccountStore(old).commit(sampleCommit('a'));
    old.close();
    const db = opened(folder);
    expect(pragma(db, 'user_version')).toBe(MIGRATIONS.length);
    expect(await new SqliteAccountStore(db).load('a')).toEqual({ account: sampleAccount('a'), version: 1 });
  });
});
