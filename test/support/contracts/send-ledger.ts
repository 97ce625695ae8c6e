import { describeSendChanges } from './send-changes.ts';
import { describeSendCounts } from './send-counts.ts';
import type { SendLedgerUnderTest } from './send-ledger-under-test.ts';

/** What every SendLedger does. `make` gives an empty one. */
export function describeSendLedger(name: string, make: () => SendLedgerUnderTest): void {
  describeSendCounts(name, make);
  describeSendChanges(name, make);
}
