import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteRuleWatch } from '../../../../lib/adapters/local/sqlite/sqlite-rule-watch.ts';
import { describeRuleWatch } from '../../../support/contracts/rule-watch.ts';

describeRuleWatch('SqliteRuleWatch', () => {
  const db = openDatabase(':memory:');
  return { watch: new SqliteRuleWatch(db), close: () => db.close() };
});
