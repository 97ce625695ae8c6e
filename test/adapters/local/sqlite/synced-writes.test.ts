import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import { SqliteAccessTokens } from '../../../../lib/adapters/local/sqlite/sqlite-access-tokens.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteAuditLog } from '../../../../lib/adapters/local/sqlite/sqlite-audit-log.ts';
import { SqliteDirectory } from '../../../../lib/adapters/local/sqlite/sqlite-directory.ts';
import { SqliteLedgerWriter } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-writer.ts';
import { SqliteSendLedger } from '../../../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSignalLog } from '../../../../lib/adapters/local/sqlite/sqlite-signal-log.ts';
import { sampleAct } from '../../../support/contracts/audit-log.ts';
import { sampleParked } from '../../../support/contracts/directory.ts';
import { MONDAY, sampleCommit, sampleEntry, sampleNotice } from '../../../support/contracts/sample-commit.ts';
import { advance, CLAIM, PLAN } from '../../../support/contracts/send-ledger-under-test.ts';
import { newSignal, sampleSignal } from '../../../support/contracts/signal-log-under-test.ts';
import { dataFolder, opened } from './data-folder.ts';

/** Notes at which level of `PRAGMA synchronous` each row is written. */
class WatchedDatabase extends LocalDatabase {
  readonly levels: (number | undefined)[] = [];

  override run(sql: string, ...values: SQLInputValue[]): number {
    this.levels.push(super.one<{ synchronous: number }>('PRAGMA synchronous')?.synchronous);
    return super.run(sql, ...values);
  }
}

/** As the product opens it: what can be decided again is not synced. */
function watched(): WatchedDatabase {
  const folder = dataFolder();
  opened(folder).close();
  const file = join(folder, 'touchline.db');
  const db = new WatchedDatabase(new DatabaseSync(file), file);
  db.execute('PRAGMA synchronous = normal');
  onTestFinished(() => db.close());
  return db;
}

type Write = (db: LocalDatabase) => Promise<unknown>;

const claim: Write = async (db) => {
  const sends = new SqliteSendLedger(db);
  await sends.plan(PLAN);
  await advance(sends, PLAN.key, MONDAY, CLAIM);
};
const append: Write = (db) =>
  new SqliteSignalLog(db).append([
    newSignal(sampleSignal('1', { contact: 'c1' }), { personal: { email: 'ann@example.com' } }),
    newSignal(sampleSignal('2')),
  ]);

describe('what is written at all costs', () => {
  it.each<[string, Write]>([
    ['an acknowledged signal, with its personal data', append],
    ['a send that is planned and claimed', claim],
    ['an envelope that is parked', (db) => new SqliteDirectory(db).park(sampleParked('x'))],
    ['an act of a person', (db) => new SqliteAuditLog(db).append(sampleAct('t1'))],
    ['a token', (db) => new SqliteAccessTokens(db).add('h1', { name: 'ann', role: 'csm' }, MONDAY)],
    ['that a token is revoked', (db) => new SqliteAccessTokens(db).revoke('ann')],
  ])('is synced to the disk: %s', async (_what, write) => {
    const db = watched();
    await write(db);
    expect(db.levels.length).toBeGreaterThan(0);
    expect(new Set(db.levels)).toEqual(new Set([2]));
  });

  it.each<[string, Write]>([
    [
      'a decision, with an effect',
      (db) =>
        new SqliteAccountStore(db).commit(
          sampleCommit('a', { seen: ['crm|1'], outbox: [sampleNotice('k')] }),
        ),
    ],
    ['how a signal ended', (db) => new SqliteSignalLog(db).settle([1], 'decided')],
    ['that an effect was acted on', (db) => new SqliteAccountStore(db).settle('k')],
    ['a link', (db) => new SqliteDirectory(db).link('acme', 'crm', '1')],
  ])('is not what can be made again: %s', async (_what, write) => {
    const db = watched();
    await write(db);
    expect(db.levels.length).toBeGreaterThan(0);
    expect(new Set(db.levels)).toEqual(new Set([1]));
  });

  it('costs nothing after it: decisions between two signals are not synced', async () => {
    const db = watched();
    await append(db);
    await new SqliteAccountStore(db).commit(sampleCommit('acme'));
    db.levels.length = 0;
    await new SqliteLedgerWriter(db).append('acme', [sampleEntry()]);
    expect(db.levels).toEqual([1]);
  });
});

describe('a call that breaks in the database', () => {
  it('logs no signal of it and keeps no personal data', async () => {
    const db = opened(dataFolder());
    db.execute(
      "CREATE TRIGGER broken BEFORE INSERT ON signals WHEN new.key = 'crm|2' BEGIN SELECT raise(ABORT, 'no'); END",
    );
    const log = new SqliteSignalLog(db);
    await expect(append(db)).rejects.toThrow('no');
    expect(await log.list({ limit: 10 })).toEqual([]);
    expect(db.all('SELECT * FROM contacts')).toEqual([]);
    db.execute('DROP TRIGGER broken');
    await append(db);
    expect(await log.count('waiting')).toBe(2);
  });
});
