import type { AccountStore } from '../ports/account-store.ts';

const PAGE = 200;

/** The ids of all accounts after `after`, in order. */
export async function* everyAccount(
  accounts: Pick<AccountStore, 'list'>,
  after?: string,
): AsyncGenerator<string> {
  let last = after;
  for (;;) {
    const ids = await accounts.list(last, PAGE);
    yield* ids;
    last = ids.at(-1);
    if (ids.length < PAGE) return;
  }
}
