import { describeDirectory } from '../../../../support/contracts/directory.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeDirectory('DynamoDirectory', () => ({ directory: scene().stores().directory }));
});
