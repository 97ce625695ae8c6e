import { describeDefinitionStore } from '../../../../support/contracts/definition-store.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeDefinitionStore('DynamoDefinitionStore', () => ({ store: scene().stores().definitions }));
});
