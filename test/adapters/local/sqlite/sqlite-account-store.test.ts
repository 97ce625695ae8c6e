import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { describeAccountStore } from '../../../support/contracts/account-store.ts';
import { describeLedgerReader } from '../../../support/contracts/ledger-reader.ts';

const make = () => {
  const db = openDatabase(':memory:');
  return { store: new SqliteAccountStore(db), ledger: new SqliteLedgerReader(db), close: () => db.close() };
};
describeAccountStore('SqliteAccountStore', make);
describeLedgerReader('SqliteLedgerReader', make);
