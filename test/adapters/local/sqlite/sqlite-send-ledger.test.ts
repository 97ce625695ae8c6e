import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteSendLedger } from '../../../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { describeSendLedger } from '../../../support/contracts/send-ledger.ts';

describeSendLedger('SqliteSendLedger', () => {
  const db = openDatabase(':memory:');
  return { ledger: new SqliteSendLedger(db), close: () => db.close() };
});
