import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteSettings } from '../../../../lib/adapters/local/sqlite/sqlite-settings.ts';
import { describeSettings } from '../../../support/contracts/settings.ts';

describeSettings('SqliteSettings', () => {
  const db = openDatabase(':memory:');
  return { settings: new SqliteSettings(db), close: () => db.close() };
});
