import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteSendLedger } from '../../../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { advanceSend } from '../../../../lib/core/touches/send-key.ts';
import { MONDAY, sampleCommit, sampleEntry } from '../../../support/contracts/sample-commit.ts';
import { CLAIM, PLAN } from '../../../support/contracts/send-ledger-under-test.ts';
import { dataFolder, opened } from './data-folder.ts';

describe('two connections to one file', () => {
  it('see what the other has committed, and conflict where both write', async () => {
    const folder = dataFolder();
    const [one, two] = [new SqliteAccountStore(opened(folder)), new SqliteAccountStore(opened(folder))];
    await one.commit(sampleCommit('a', { seen: ['crm|1'] }));
    expect((await two.load('a'))?.version).toBe(1);
    await two.commit(sampleCommit('a', { expected: 1 }));
    await expect(one.commit(sampleCommit('a', { expected: 1 }))).rejects.toMatchObject({
      code: 'version-conflict',
    });
    await expect(two.commit(sampleCommit('a', { expected: 2, seen: ['crm|1'] }))).rejects.toMatchObject({
      code: 'already-seen',
    });
  });

  it('let one of two claims of a send win', async () => {
    const folder = dataFolder();
    const [one, two] = [new SqliteSendLedger(opened(folder)), new SqliteSendLedger(opened(folder))];
    const planned = await one.plan(PLAN);
    expect(await two.plan(PLAN)).toEqual(planned);
    const claimed = advanceSend(planned, CLAIM);
    await two.replace('k1', planned, claimed, MONDAY);
    await expect(one.replace('k1', planned, claimed, MONDAY)).rejects.toMatchObject({
      code: 'version-conflict',
    });
  });

  it('say unavailable, and may be tried again, while the other holds the file', async () => {
    const folder = dataFolder();
    const holder = opened(folder);
    const store = new SqliteAccountStore(opened(folder));
    holder.execute('BEGIN IMMEDIATE');
    const held = store.commit(sampleCommit('a'));
    await expect(held).rejects.toMatchObject({ name: 'StoreError', code: 'unavailable', retryable: true });
    await expect(held).rejects.toThrow('in use by another process');
    expect(await store.load('a')).toBeUndefined();
    holder.execute('ROLLBACK');
    await store.commit(sampleCommit('a'));
    expect((await store.load('a'))?.version).toBe(1);
  });

  it('keep the other from writing from the start of a transaction, before its first write', () => {
    const folder = dataFolder();
    const [one, two] = [opened(folder), opened(folder)];
    const intrude = () => two.transact(() => two.run('DELETE FROM outbox'));
    one.transact(() => expect(intrude).toThrow(/in use by another process/));
    intrude();
  });

  it('read what was committed before while the other is in the middle of a transaction', async () => {
    const folder = dataFolder();
    const writer = opened(folder);
    const db = opened(folder);
    await new SqliteAccountStore(db).commit(sampleCommit('a', { ledger: [sampleEntry()] }));
    writer.execute('BEGIN IMMEDIATE');
    writer.run('UPDATE accounts SET version = 9');
    writer.run('DELETE FROM ledger');
    expect((await new SqliteAccountStore(db).load('a'))?.version).toBe(1);
    expect(await new SqliteLedgerReader(db).entries({ account: 'a', limit: 9 })).toHaveLength(1);
    writer.execute('ROLLBACK');
  });

  it('may be opened while the other is writing, if they wait for it', () => {
    const folder = dataFolder();
    const holder = opened(folder);
    holder.execute('BEGIN IMMEDIATE');
    expect(opened(folder).one('SELECT 1 AS one')).toEqual({ one: 1 });
    holder.execute('ROLLBACK');
  });

  it('lose and double nothing when two threads commit to one account as fast as they can', async () => {
    const folder = dataFolder();
    const db = opened(folder, { synchronous: 'off', busyTimeout: 10_000 });
    const commits = 60;
    const worker = (name: string) =>
      once(
        new Worker(fileURLToPath(new URL('./commit-worker.ts', import.meta.url)), {
          workerData: { folder, name, commits },
          execArgv: ['--disable-warning=ExperimentalWarning'],
        }),
        'message',
      );
    await Promise.all([worker('x'), worker('y')]);
    const store = new SqliteAccountStore(db);
    expect((await store.load('a'))?.version).toBe(2 * commits);
    const entries = await new SqliteLedgerReader(db).entries({ account: 'a', limit: 1000 });
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i + 1));
    const effects = (await store.outbox(1000)).map(({ effect }) => 'run' in effect && effect.run);
    expect(effects).toEqual(entries.map(({ entry }) => entry.run));
    expect(new Set(effects).size).toBe(2 * commits);
  });
});
