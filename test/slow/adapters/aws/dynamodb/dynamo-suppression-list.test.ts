import { describeSuppressionList } from '../../../../support/contracts/suppression-list.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeSuppressionList('DynamoSuppressionList', () => ({ list: scene().stores().suppressions }));
});
