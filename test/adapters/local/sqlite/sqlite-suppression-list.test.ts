import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteSuppressionList } from '../../../../lib/adapters/local/sqlite/sqlite-suppression-list.ts';
import { describeSuppressionList } from '../../../support/contracts/suppression-list.ts';

describeSuppressionList('SqliteSuppressionList', () => {
  const db = openDatabase(':memory:');
  return { list: new SqliteSuppressionList(db), close: () => db.close() };
});
