import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteDefinitionStore } from '../../../../lib/adapters/local/sqlite/sqlite-definition-store.ts';
import { describeDefinitionStore } from '../../../support/contracts/definition-store.ts';

describeDefinitionStore('SqliteDefinitionStore', () => {
  const db = openDatabase(':memory:');
  return { store: new SqliteDefinitionStore(db), close: () => db.close() };
});
