import type { AccountStore, Commit } from '../../lib/app/ports/account-store.ts';

/** A store in which somebody else does something before each of the next commits. */
export function disturbed(store: AccountStore, happens: (() => Promise<unknown>)[]): AccountStore {
  return {
    load: (id) => store.load(id),
    version: (id) => store.version(id),
    executions: (account) => store.executions(account),
    seen: (account, keys) => store.seen(account, keys),
    due: (until, limit) => store.due(until, limit),
    nextDue: () => store.nextDue(),
    count: () => store.count(),
    list: (after, limit) => store.list(after, limit),
    outbox: (until, limit) => store.outbox(until, limit),
    nextOutbox: () => store.nextOutbox(),
    settle: (id) => store.settle(id),
    postpone: (id, notBefore) => store.postpone(id, notBefore),
    forgetSeen: (instant) => store.forgetSeen(instant),
    commit: async (commit: Commit) => {
      await happens.shift()?.();
      return store.commit(commit);
    },
  };
}
