import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteWatermarkStore } from '../../../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { describeWatermarkStore } from '../../../support/contracts/watermark-store.ts';

describeWatermarkStore('SqliteWatermarkStore', () => {
  const db = openDatabase(':memory:');
  return { store: new SqliteWatermarkStore(db), close: () => db.close() };
});
