import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { project } from '../../../../lib/adapters/local/sqlite/project-commit.ts';
import { SqliteBookReader } from '../../../../lib/adapters/local/sqlite/sqlite-book-reader.ts';
import { SqliteTouchStore } from '../../../../lib/adapters/local/sqlite/sqlite-touch-store.ts';
import { describeBookReader } from '../../../support/contracts/book-reader.ts';

describeBookReader('SqliteBookReader', () => {
  const db = openDatabase(':memory:');
  return {
    book: new SqliteBookReader(db),
    touches: new SqliteTouchStore(db),
    project: (commit) => db.transact(() => project(db, commit)),
    close: () => db.close(),
  };
});
