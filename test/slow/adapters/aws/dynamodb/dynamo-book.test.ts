import { describeBookReader } from '../../../../support/contracts/book-reader.ts';
import type { BookUnderTest } from '../../../../support/contracts/book-under-test.ts';
import { sampleCommit } from '../../../../support/contracts/sample-commit.ts';
import { describeTouchStore } from '../../../../support/contracts/touch-store.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  const make = (): BookUnderTest => {
    const { accounts, book, touches } = scene().stores();
    return {
      book,
      touches,
      project: async ({ account, ledger }) => {
        const expected = await accounts.version(account.id);
        await accounts.commit({ ...sampleCommit(account.id, { expected, ledger }), account });
      },
    };
  };
  describeBookReader('DynamoBookReader', make);
  describeTouchStore('DynamoTouchStore', make);
});
