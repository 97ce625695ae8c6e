import { openDatabase } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAuditLog } from '../../../../lib/adapters/local/sqlite/sqlite-audit-log.ts';
import { describeAuditLog } from '../../../support/contracts/audit-log.ts';

describeAuditLog('SqliteAuditLog', () => {
  const db = openDatabase(':memory:');
  return { audit: new SqliteAuditLog(db), close: () => db.close() };
});
