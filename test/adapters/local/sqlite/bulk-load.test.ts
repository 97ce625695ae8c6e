import { describe, expect, it } from 'vitest';
import { type LoadedAccount, writeAccounts } from '../../../../lib/adapters/local/sqlite/bulk-load.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import {
  MONDAY,
  sampleAccount,
  sampleCommit,
  sampleEntry,
} from '../../../support/contracts/sample-commit.ts';
import { dataFolder, opened } from './data-folder.ts';

const loaded = (id: string, entries: number, due?: number): LoadedAccount => ({
  account: sampleAccount(id),
  due,
  ledger: Array.from({ length: entries }, (_, i) => sampleEntry({ detail: `${id}.${i}` })),
});

describe('loading accounts in bulk', () => {
  it('writes what commits would have written', async () => {
    const db = opened(dataFolder());
    expect(writeAccounts(db, [loaded('b', 2, MONDAY), loaded('a', 3), loaded('c', 0)])).toEqual({
      accounts: 3,
      entries: 5,
    });
    const store = new SqliteAccountStore(db);
    const reader = new SqliteLedgerReader(db);
    expect(await store.list(undefined, 10)).toEqual(['a', 'b', 'c']);
    expect(await store.load('a')).toEqual({ account: sampleAccount('a'), version: 1 });
    expect(await store.due(MONDAY, 10)).toEqual([{ account: 'b', at: MONDAY }]);
    const entries = await reader.entries({ account: 'a', limit: 10 });
    expect(entries).toEqual(loaded('a', 3).ledger.map((entry, i) => ({ sequence: i + 1, entry })));
    expect(await reader.entries({ account: 'b', rule: 'login-drop', limit: 10 })).toHaveLength(2);
    await store.commit(sampleCommit('a', { expected: 1, ledger: [sampleEntry()] }));
    expect((await reader.entries({ account: 'a', after: 3, limit: 10 }))[0]?.sequence).toBe(4);
  });

  it('writes nothing for no accounts', () => {
    expect(writeAccounts(opened(dataFolder()), [])).toEqual({ accounts: 0, entries: 0 });
  });

  it('refuses an account that is stored, and takes its batch back', async () => {
    const db = opened(dataFolder());
    const store = new SqliteAccountStore(db);
    await store.commit(sampleCommit('b'));
    expect(() => writeAccounts(db, [loaded('a', 1), loaded('b', 1)])).toThrow(/b is stored already/);
    expect(await store.list(undefined, 10)).toEqual(['b']);
    expect(await new SqliteLedgerReader(db).entries({ account: 'b', limit: 10 })).toEqual([]);
  });

  it('keeps the batches before one that fails', async () => {
    const db = opened(dataFolder(), { synchronous: 'off' });
    function* accounts() {
      yield loaded('a', 20_000);
      yield loaded('b', 1);
      throw new Error('the replay failed');
    }
    expect(() => writeAccounts(db, accounts())).toThrow('the replay failed');
    expect(await new SqliteAccountStore(db).list(undefined, 10)).toEqual(['a']);
  });

  it('holds no transaction open while it waits for the next account', () => {
    const folder = dataFolder();
    const db = opened(folder, { synchronous: 'off' });
    const other = opened(folder, { synchronous: 'off' });
    function* accounts() {
      for (const id of ['a', 'b', 'c']) {
        yield loaded(id, 20_000);
        other.transact(() => other.run('UPDATE accounts SET due = 1'));
      }
    }
    expect(writeAccounts(db, accounts()).entries).toBe(60_000);
    expect(other.all('SELECT due FROM accounts')).toEqual([{ due: 1 }, { due: 1 }, { due: 1 }]);
  });
});
