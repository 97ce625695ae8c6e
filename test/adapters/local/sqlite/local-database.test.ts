import { describe, expect, it } from 'vitest';
import type { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import type { DatabaseOptions } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { dataFolder, opened } from './data-folder.ts';

const add = (db: LocalDatabase, hour: number) => db.run("INSERT INTO watermarks VALUES ('crm', ?)", hour);
const hours = (db: LocalDatabase) =>
  db.all<{ hour: number }>('SELECT hour FROM watermarks ORDER BY hour').map(({ hour }) => hour);
const level = (db: LocalDatabase) => db.one<{ synchronous: number }>('PRAGMA synchronous')?.synchronous;
const NORMAL = 1;
const FULL = 2;

function fail(): never {
  throw new Error('stopped');
}

describe('a transaction inside of another', () => {
  it('is committed with the outer one, and not before', () => {
    const folder = dataFolder();
    const [db, other] = [opened(folder), opened(folder)];
    const answer = db.transact(() => {
      add(db, 1);
      const inner = db.transact(() => {
        add(db, 2);
        return 'inner';
      });
      expect(hours(other)).toEqual([]);
      add(db, 3);
      return `outer ${inner}`;
    });
    expect(answer).toBe('outer inner');
    expect(hours(other)).toEqual([1, 2, 3]);
  });

  it('takes back its own part alone when the outer one goes on without it', () => {
    const db = opened(dataFolder());
    db.transact(() => {
      add(db, 1);
      expect(() =>
        db.transact(() => {
          add(db, 2);
          fail();
        }),
      ).toThrow('stopped');
      add(db, 3);
    });
    expect(hours(db)).toEqual([1, 3]);
  });

  it('takes back everything when nobody catches what it throws', () => {
    const db = opened(dataFolder());
    const work = () =>
      db.transact(() => {
        add(db, 1);
        db.transact(() => {
          add(db, 2);
          fail();
        });
      });
    expect(work).toThrow('stopped');
    expect(hours(db)).toEqual([]);
    add(db, 4);
    expect(hours(db)).toEqual([4]);
  });

  it('goes with the outer one that fails later', () => {
    const db = opened(dataFolder());
    const work = () =>
      db.transact(() => {
        db.transact(() => add(db, 1));
        db.transact(() => add(db, 2));
        fail();
      });
    expect(work).toThrow('stopped');
    expect(hours(db)).toEqual([]);
  });

  it('may hold one itself: each takes back what is its own', () => {
    const db = opened(dataFolder());
    db.transact(() => {
      db.transact(() => {
        add(db, 1);
        expect(() => db.transact(() => add(db, 2) > 0 && fail())).toThrow('stopped');
        db.transact(() => add(db, 3));
      });
      expect(() =>
        db.transact(() => {
          db.transact(() => add(db, 4));
          fail();
        }),
      ).toThrow('stopped');
    });
    expect(hours(db)).toEqual([1, 3]);
  });

  it('throws the first error when a failure has ended the outer one already', () => {
    const db = opened(dataFolder());
    const work = () =>
      db.transact(() => {
        add(db, 1);
        db.transact(() => {
          // As SQLite does by itself when a disk is full.
          db.execute('ROLLBACK');
          fail();
        });
      });
    expect(work).toThrow('stopped');
    expect(hours(db)).toEqual([]);
  });
});

describe('a durable transaction', () => {
  it.each<[NonNullable<DatabaseOptions['synchronous']>, number]>([
    ['off', 0],
    ['normal', NORMAL],
    ['full', FULL],
  ])('is synced on a connection that is set to %s, which stays so afterwards', (synchronous, before) => {
    const db = opened(dataFolder(), { synchronous });
    expect(level(db)).toBe(before);
    const within = db.transactDurably(() => {
      add(db, 1);
      return level(db);
    });
    expect(within).toBe(FULL);
    expect(level(db)).toBe(before);
    expect(db.transact(() => level(db))).toBe(before);
    expect(hours(db)).toEqual([1]);
  });

  it('takes everything back when something throws, and the setting too', () => {
    const db = opened(dataFolder(), { synchronous: 'normal' });
    expect(() => db.transactDurably(() => add(db, 1) > 0 && fail())).toThrow('stopped');
    expect(hours(db)).toEqual([]);
    expect(level(db)).toBe(NORMAL);
  });

  it('leaves the setting as it was when it cannot even begin', () => {
    const folder = dataFolder();
    const [db, holder] = [opened(folder, { synchronous: 'normal' }), opened(folder)];
    holder.execute('BEGIN IMMEDIATE');
    expect(() => db.transactDurably(() => add(db, 1))).toThrow('in use by another process');
    holder.execute('ROLLBACK');
    expect(level(db)).toBe(NORMAL);
    db.transactDurably(() => add(db, 2));
    expect(hours(db)).toEqual([2]);
  });

  it('may be inside of another durable one, which stays durable to its end', () => {
    const db = opened(dataFolder(), { synchronous: 'normal' });
    db.transactDurably(() => {
      db.transactDurably(() => add(db, 1));
      db.transact(() => add(db, 2));
      expect(level(db)).toBe(FULL);
    });
    expect(hours(db)).toEqual([1, 2]);
    expect(level(db)).toBe(NORMAL);
  });

  it('refuses to be inside of one that may be lost, and writes nothing', () => {
    const db = opened(dataFolder(), { synchronous: 'normal' });
    const work = () => db.transact(() => db.transactDurably(() => add(db, 1)));
    expect(work).toThrow('a durable transaction began inside of one that is not');
    expect(hours(db)).toEqual([]);
  });

  it('may be inside of any where every commit is synced', () => {
    const db = opened(dataFolder());
    db.transact(() => db.transactDurably(() => add(db, 1)));
    expect(hours(db)).toEqual([1]);
  });
});
