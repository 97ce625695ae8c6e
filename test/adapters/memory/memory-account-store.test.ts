import { MemoryAccountStore } from '../../../lib/adapters/memory/memory-account-store.ts';
import { describeAccountStore } from '../../support/contracts/account-store.ts';
import { describeLedgerReader } from '../../support/contracts/ledger-reader.ts';

const make = () => {
  const store = new MemoryAccountStore();
  return { store, ledger: store };
};
describeAccountStore('MemoryAccountStore', make);
describeLedgerReader('MemoryAccountStore', make);
