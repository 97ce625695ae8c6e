import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteDirectory } from '../../../../lib/adapters/local/sqlite/sqlite-directory.ts';
import { describeDirectory } from '../../../support/contracts/directory.ts';

describeDirectory('SqliteDirectory', () => {
  const db = openDatabase(':memory:');
  return { directory: new SqliteDirectory(db), close: () => db.close() };
});
