import { describeSignalLog } from '../../../../support/contracts/signal-log.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeSignalLog('DynamoSignalLog', () => {
    const { log, contacts } = scene().stores();
    return { log, contacts };
  });
});
