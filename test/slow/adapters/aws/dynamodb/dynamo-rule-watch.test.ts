import { describeRuleWatch } from '../../../../support/contracts/rule-watch.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeRuleWatch('DynamoRuleWatch', () => ({ watch: scene().stores().ruleWatch }));
});
