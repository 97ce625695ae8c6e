import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccessTokens } from '../../../../lib/adapters/local/sqlite/sqlite-access-tokens.ts';
import { describeAccessTokens } from '../../../support/contracts/access-tokens.ts';

describeAccessTokens('SqliteAccessTokens', () => {
  const db = openDatabase(':memory:');
  return { tokens: new SqliteAccessTokens(db), close: () => db.close() };
});
