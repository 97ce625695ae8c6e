import { describeWatermarkStore } from '../../../../support/contracts/watermark-store.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeWatermarkStore('DynamoWatermarkStore', () => ({ store: scene().stores().watermarks }));
});
