import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteBookReader } from '../../../../lib/adapters/local/sqlite/sqlite-book-reader.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteLedgerWriter } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-writer.ts';
import { describeProjection } from '../../../support/contracts/account-projection.ts';
import { describeAccountStore } from '../../../support/contracts/account-store.ts';
import { describeLedgerReader } from '../../../support/contracts/ledger-reader.ts';
import { describeLedgerWriter } from '../../../support/contracts/ledger-writer.ts';

const make = () => {
  const db = openDatabase(':memory:');
  return {
    store: new SqliteAccountStore(db),
    ledger: new SqliteLedgerReader(db),
    writer: new SqliteLedgerWriter(db),
    close: () => db.close(),
  };
};
describeAccountStore('SqliteAccountStore', make);
describeProjection('SqliteAccountStore', () => {
  const db = openDatabase(':memory:');
  return { store: new SqliteAccountStore(db), book: new SqliteBookReader(db), close: () => db.close() };
});
describeLedgerReader('SqliteLedgerReader', make);
describeLedgerWriter('SqliteLedgerWriter', make);
