import { MemoryAccountStore } from '../../../lib/adapters/memory/memory-account-store.ts';
import { MemoryBook } from '../../../lib/adapters/memory/memory-book.ts';
import { describeProjection } from '../../support/contracts/account-projection.ts';
import { describeAccountStore } from '../../support/contracts/account-store.ts';
import { describeLedgerReader } from '../../support/contracts/ledger-reader.ts';
import { describeLedgerWriter } from '../../support/contracts/ledger-writer.ts';

const make = () => {
  const store = new MemoryAccountStore();
  return { store, ledger: store, writer: store };
};
describeAccountStore('MemoryAccountStore', make);
describeProjection('MemoryAccountStore', () => {
  const book = new MemoryBook();
  return { store: new MemoryAccountStore(book), book };
});
describeLedgerReader('MemoryAccountStore', make);
describeLedgerWriter('MemoryAccountStore', make);
