import { describeSettings } from '../../../../support/contracts/settings.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeSettings('DynamoSettings', () => ({ settings: scene().stores().settings }));
});
