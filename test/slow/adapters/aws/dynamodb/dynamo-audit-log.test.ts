import { describeAuditLog } from '../../../../support/contracts/audit-log.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeAuditLog('DynamoAuditLog', () => ({ audit: scene().stores().audit }));
});
