import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { project } from '../../../../lib/adapters/local/sqlite/project-commit.ts';
import { SqliteBookReader } from '../../../../lib/adapters/local/sqlite/sqlite-book-reader.ts';
import { SqliteTouchStore } from '../../../../lib/adapters/local/sqlite/sqlite-touch-store.ts';
import { MONDAY } from '../../../support/contracts/sample-commit.ts';
import { describeTouchStore } from '../../../support/contracts/touch-store.ts';
import { dataFolder, opened } from './data-folder.ts';

describeTouchStore('SqliteTouchStore', () => {
  const db = openDatabase(':memory:');
  return {
    book: new SqliteBookReader(db),
    touches: new SqliteTouchStore(db),
    project: (commit) => db.transact(() => project(db, commit)),
    close: () => db.close(),
  };
});

describe('messages to a contact that was erased', () => {
  const CANARY = 'canary-91c4';
  const holds = (folder: string) =>
    readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(CANARY));

  // Which pages rows are moved between, and what stays behind there, depends on their lengths.
  it('are in no file any more, whatever their lengths, neither those that were replaced', async () => {
    const random = seeded(7);
    for (let round = 0; round < 30; round += 1) {
      const folder = dataFolder();
      const touches = new SqliteTouchStore(opened(folder, { synchronous: 'off' }));
      const keep = (touch: string, contact: string, text: string) =>
        touches.keepMessage({
          touch,
          account: 'a',
          contact,
          at: MONDAY,
          address: `${text.slice(0, 20)}@example.com`,
          message: { channel: 'slack', text },
        });
      for (let i = 0; i < 150; i += 1) {
        await keep(`b${Math.floor(random() * 1e9)}`, 'bea', 'kept '.repeat(random() * 100));
        await keep(`a${Math.floor(random() * 40)}`, 'ann', `${CANARY} `.repeat(1 + random() ** 2 * 100));
      }
      expect(holds(folder)).toBe(true);
      await touches.eraseMessages('a', 'ann');
      expect(holds(folder)).toBe(false);
    }
  });
});

/** Numbers from 0 to 1 that are the same in every run: Lehmer's generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
