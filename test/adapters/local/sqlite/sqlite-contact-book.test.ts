import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteContactBook } from '../../../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { describeContactBook } from '../../../support/contracts/contact-book.ts';

describeContactBook('SqliteContactBook', () => {
  const db = openDatabase(':memory:');
  return { book: new SqliteContactBook(db), close: () => db.close() };
});
