import { describeAccessTokens } from '../../../../support/contracts/access-tokens.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeAccessTokens('DynamoAccessTokens', () => ({ tokens: scene().stores().tokens }));
});
