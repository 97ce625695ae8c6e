import { describeCommits } from './account-commits.ts';
import { describeQueries } from './account-queries.ts';
import type { AccountStoreUnderTest } from './account-store-under-test.ts';

/** What every AccountStore does. `make` gives an empty one. */
export function describeAccountStore(name: string, make: () => AccountStoreUnderTest): void {
  describeCommits(name, make);
  describeQueries(name, make);
}
