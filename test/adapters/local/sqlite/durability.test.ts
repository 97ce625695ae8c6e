import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteContactBook } from '../../../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { SqliteDefinitionStore } from '../../../../lib/adapters/local/sqlite/sqlite-definition-store.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteSendLedger } from '../../../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSuppressionList } from '../../../../lib/adapters/local/sqlite/sqlite-suppression-list.ts';
import { SqliteWatermarkStore } from '../../../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { everythingOf } from '../../../support/contracts/account-store-under-test.ts';
import { MONDAY, sampleCommit, sampleEffect, sampleEntry } from '../../../support/contracts/sample-commit.ts';
import { advance, CLAIM, PLAN, SENT } from '../../../support/contracts/send-ledger-under-test.ts';
import { dataFolder, opened } from './data-folder.ts';

const FIRST = sampleCommit('a', {
  seen: ['crm|1'],
  ledger: [sampleEntry()],
  outbox: [sampleEffect('r1'), sampleEffect('r2')],
  due: MONDAY + 5,
});

const accountsOf = (db: LocalDatabase) =>
  everythingOf({ store: new SqliteAccountStore(db), ledger: new SqliteLedgerReader(db) });

describe('a file that is opened again', () => {
  it('shows everything that was committed, and goes on from there', async () => {
    const folder = dataFolder();
    const db = opened(folder);
    const store = new SqliteAccountStore(db);
    await store.commit(FIRST);
    await store.settle(1);
    await new SqliteDefinitionStore(db).put('d1', {
      journey: {
        id: 'j',
        priority: 0,
        to: ['champion'],
        anchor: 'now',
        reentry: 'never',
        onChange: 'pin',
        steps: [],
      },
      conditions: {},
      templates: {},
    });
    await new SqliteContactBook(db).put('a', 'ann', { name: 'Ann' }, MONDAY, 'crm|1');
    await new SqliteContactBook(db).erase('a', 'bob');
    await new SqliteSendLedger(db).plan(PLAN);
    const sent = await advance(new SqliteSendLedger(db), 'k1', MONDAY, CLAIM, SENT);
    await new SqliteSuppressionList(db).add('h1', 'bounce', MONDAY);
    await new SqliteWatermarkStore(db).hear('crm', MONDAY);
    const before = await accountsOf(db);
    db.close();

    const again = opened(folder);
    expect(await accountsOf(again)).toEqual(before);
    expect(before.outbox).toEqual([{ id: 2, account: 'a', effect: sampleEffect('r2') }]);
    expect(await new SqliteDefinitionStore(again).hashes()).toEqual(['d1']);
    const book = new SqliteContactBook(again);
    await book.put('a', 'bob', { name: 'Bob' }, MONDAY + 1, 'crm|2');
    expect(await book.get('a', 'bob')).toBeUndefined();
    expect((await book.get('a', 'ann'))?.fields).toEqual({ name: 'Ann' });
    expect(await new SqliteSendLedger(again).get('k1')).toEqual(sent);
    expect(await new SqliteSendLedger(again).sendsTo('h1', 0)).toEqual([MONDAY]);
    expect(await new SqliteSuppressionList(again).has('h1')).toBe(true);
    expect(await new SqliteWatermarkStore(again).hours('crm', 0)).toEqual([MONDAY]);
    await new SqliteAccountStore(again).commit(
      sampleCommit('a', { expected: 1, ledger: [sampleEntry()], outbox: [sampleEffect('r3')] }),
    );
    const after = await accountsOf(again);
    expect(after.ledger.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(after.outbox.map(({ id }) => id)).toEqual([2, 3]);
  });

  it('never gives out the id of an effect that was settled before', async () => {
    const folder = dataFolder();
    const db = opened(folder);
    await new SqliteAccountStore(db).commit(FIRST);
    for (const id of [1, 2]) await new SqliteAccountStore(db).settle(id);
    db.close();
    const store = new SqliteAccountStore(opened(folder));
    await store.commit(sampleCommit('b', { outbox: [sampleEffect('r3')] }));
    expect((await store.outbox(10)).map(({ id }) => id)).toEqual([3]);
  });
});

describe('a transaction that does not end', () => {
  it('leaves nothing when something throws inside', async () => {
    const db = opened(dataFolder());
    await new SqliteAccountStore(db).commit(FIRST);
    const before = await accountsOf(db);
    const work = () =>
      db.transact(() => {
        db.run('UPDATE accounts SET version = 9, due = 0');
        db.run('DELETE FROM outbox');
        throw new Error('killed');
      });
    expect(work).toThrow('killed');
    expect(await accountsOf(db)).toEqual(before);
    db.transact(() => db.run('DELETE FROM outbox'));
    expect((await accountsOf(db)).outbox).toEqual([]);
  });

  it('leaves nothing in the file when the process goes away in the middle of it', async () => {
    const folder = dataFolder();
    const db = opened(folder);
    await new SqliteAccountStore(db).commit(FIRST);
    const before = await accountsOf(db);
    const crashed = dataFolder();
    // A cache of ten pages, so that the open transaction writes to the file before it is done.
    db.execute('PRAGMA cache_size = 10');
    db.execute('BEGIN IMMEDIATE');
    db.run('UPDATE accounts SET version = 9');
    for (let i = 0; i < 2000; i += 1)
      db.run('INSERT INTO seen VALUES (1, ?, 0)', `crm|${i}|${'x'.repeat(200)}`);
    cpSync(folder, crashed, { recursive: true });
    db.execute('COMMIT');
    const walBytes = readFileSync(join(crashed, 'touchline.db-wal')).length;
    expect(walBytes).toBeGreaterThan(200_000);
    expect(await accountsOf(opened(crashed))).toEqual(before);
    expect((await accountsOf(db)).account?.version).toBe(9);
  });

  it('keeps a commit that was answered when the process goes away right after it', async () => {
    const folder = dataFolder();
    const db = opened(folder);
    await new SqliteAccountStore(db).commit(FIRST);
    const crashed = dataFolder();
    cpSync(folder, crashed, { recursive: true });
    expect(await accountsOf(opened(crashed))).toEqual(await accountsOf(db));
  });
});

describe('an erased contact', () => {
  it('is in no file any more, neither values that were replaced nor long ones', async () => {
    const folder = dataFolder();
    const book = new SqliteContactBook(opened(folder));
    const canary = 'canary-7f3a';
    const holds = () => readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(canary));
    for (let i = 0; i < 40; i += 1) {
      await book.put(
        'a',
        `c${i}`,
        { email: `keep-${i}@example.com`, note: 'kept '.repeat(i * 20) },
        MONDAY,
        'k',
      );
      const length = [1, 900, 3, 40][i % 4] ?? 1;
      const values = { email: `${canary}-${i}@example.com`, note: `${canary} `.repeat(length) };
      await book.put('a', 'ann', values, MONDAY + i, 'k');
    }
    expect(holds()).toBe(true);
    await book.erase('a', 'ann');
    expect(holds()).toBe(false);
    expect((await book.get('a', 'c39'))?.fields.email).toBe('keep-39@example.com');
    await book.put('a', 'ann', { email: `${canary}@example.com` }, MONDAY + 99, 'k');
    expect(holds()).toBe(false);
  });
});

describe('a foreign key', () => {
  it('keeps ledger, outbox and seen signals from outliving or preceding their account', async () => {
    const folder = dataFolder();
    const db = opened(folder);
    await new SqliteAccountStore(db).commit(FIRST);
    expect(() => db.run('DELETE FROM accounts')).toThrow(/FOREIGN KEY/);
    expect(() => db.run('INSERT INTO seen VALUES (7, ?, 0)', 'crm|1')).toThrow(/FOREIGN KEY/);
    const outside = new DatabaseSync(join(folder, 'touchline.db'), { readOnly: true });
    expect(outside.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(outside.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    outside.close();
  });
});
