import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteContactBook } from '../../../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { SqliteSignalLog } from '../../../../lib/adapters/local/sqlite/sqlite-signal-log.ts';
import { describeSignalLog } from '../../../support/contracts/signal-log.ts';

describeSignalLog('SqliteSignalLog', () => {
  const db = openDatabase(':memory:');
  return { log: new SqliteSignalLog(db), contacts: new SqliteContactBook(db), close: () => db.close() };
});
