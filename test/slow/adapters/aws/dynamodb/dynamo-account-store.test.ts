import { describeProjection } from '../../../../support/contracts/account-projection.ts';
import { describeAccountStore } from '../../../../support/contracts/account-store.ts';
import { describeLedgerReader } from '../../../../support/contracts/ledger-reader.ts';
import { describeLedgerWriter } from '../../../../support/contracts/ledger-writer.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  const make = () => {
    const { accounts, ledger, ledgerWriter, book } = scene().stores();
    return { store: accounts, ledger, writer: ledgerWriter, book };
  };
  describeAccountStore('DynamoAccountStore', make);
  describeProjection('DynamoAccountStore', make);
  describeLedgerReader('DynamoLedgerReader', make);
  describeLedgerWriter('DynamoLedgerWriter', make);
});
