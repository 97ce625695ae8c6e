import type { Page } from '../ports/touch-store.ts';
import type { Lists } from '../product/lists.ts';
import { listAccounts } from './list-accounts.ts';
import { listJourneys, listRules } from './list-definitions.ts';
import { listLedger } from './list-ledger.ts';
import type { Installation, ListPorts } from './list-ports.ts';
import { reportShadow } from './report-shadow.ts';
import { reportStatus } from './report-status.ts';
import { resolveAccount } from './resolve-account.ts';
import { showAccount } from './show-account.ts';

/** The questions that people ask, answered from these stores. */
export function newLists(ports: ListPorts, installation: Installation): Lists {
  const { accounts, directory, book, touches } = ports;
  const { rulebook } = installation;
  const idOf = (account: string) => resolveAccount(accounts, directory, account);

  /** Asks with our own id of the account that is named, where one is. */
  const about = async <Query extends { readonly account?: string }, Row>(
    query: Query,
    list: (query: Query) => Promise<Page<Row>>,
  ): Promise<Page<Row>> => {
    if (query.account === undefined) return list(query);
    const account = await idOf(query.account);
    return account === undefined ? { items: [], next: undefined } : list({ ...query, account });
  };

  return {
    accounts: (query) => listAccounts(accounts, query),
    account: async (name) => {
      const id = await idOf(name);
      return id === undefined ? undefined : showAccount(ports, rulebook, id);
    },
    ledger: async (name, query) => {
      const id = await idOf(name);
      // One that is linked and was never decided about is as unknown here as it is to `account`.
      if (id === undefined || (await accounts.version(id)) === 0) return undefined;
      return listLedger(ports.ledger, id, query);
    },
    tasks: (query) => about(query, (one) => book.tasks(one)),
    task: (id) => book.task(id),
    runs: (query) => about(query, (one) => book.runs(one)),
    run: (id) => book.run(id),
    touches: (query) => about(query, (one) => touches.list(one)),
    touch: async (id) => {
      const touch = await touches.get(id);
      return touch && { touch, message: await touches.message(id) };
    },
    rules: () => listRules(ports, rulebook),
    journeys: () => listJourneys(ports, rulebook),
    // An account that is gone from the store may still be on record.
    audit: async (query) =>
      ports.audit.list(
        query.account === undefined
          ? query
          : { ...query, account: (await idOf(query.account)) ?? query.account },
      ),
    status: () => reportStatus(ports, installation),
    shadow: () => reportShadow(ports, rulebook),
  };
}
