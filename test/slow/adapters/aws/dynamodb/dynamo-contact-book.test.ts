import { describeContactBook } from '../../../../support/contracts/contact-book.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  describeContactBook('DynamoContactBook', () => ({ book: scene().stores().contacts }));
});
