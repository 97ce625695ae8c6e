import { describeSendLedger } from '../../../../support/contracts/send-ledger.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeSendLedger('DynamoSendLedger', () => ({ ledger: scene().stores().sends }));
});
