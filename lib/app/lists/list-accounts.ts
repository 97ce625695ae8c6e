import { type AccountJson, storedLevel } from '../../core/accounts/account-json.ts';
import type { LevelValue } from '../../core/accounts/cell.ts';
import type { AccountStore } from '../ports/account-store.ts';
import { idCursorOf, pageSize, readIdCursor } from '../ports/page-cursor.ts';
import type { Page } from '../ports/touch-store.ts';
import type { AccountQuery, AccountRow } from '../product/lists.ts';
import { everyAccount } from './every-account.ts';

/** Accounts that are looked at for one page: with a filter that few pass, a page may come out short, or empty. */
const MAX_LOOKED_AT = 2000;

/**
 * Accounts in order of their ids, those that pass the filters. There are more while `next` says so, also after a page
 * that is short. Throws StoreError `bad-cursor`.
 */
export async function listAccounts(
  accounts: Pick<AccountStore, 'list' | 'load'>,
  query: AccountQuery,
): Promise<Page<AccountRow>> {
  const size = pageSize(query.limit);
  const items: AccountRow[] = [];
  let last = query.cursor === undefined ? undefined : readIdCursor(query.cursor);
  let looked = 0;
  const more = () => ({ items, next: last === undefined ? undefined : idCursorOf(last) });
  for await (const id of everyAccount(accounts, last)) {
    if (looked === MAX_LOOKED_AT) return more();
    looked += 1;
    const stored = await accounts.load(id);
    const row = stored && accountRow(stored.account);
    if (row !== undefined && fits(row, query)) {
      if (items.length === size) return more();
      items.push(row);
    }
    last = id;
  }
  return { items, next: undefined };
}

/** What a list says of an account. Only live tasks and runs count: nobody is to do what is in shadow. */
export function accountRow(account: AccountJson): AccountRow {
  const { id, tasks, runs } = account;
  const score = levelOf(account, 'health.score');
  const trust = levelOf(account, 'health.trust');
  return {
    id,
    name: textOf(account, 'account.name'),
    segment: textOf(account, 'segment') ?? 'unassigned',
    stage: textOf(account, 'stage.id'),
    health: {
      band: textOf(account, 'health.band') ?? 'unknown',
      score: typeof score === 'number' ? score : undefined,
      trust: typeof trust === 'number' ? trust : undefined,
    },
    paused: levelOf(account, 'paused') === true,
    openTasks: tasks.filter(({ status }) => status === 'live').length,
    openRuns: runs.filter(({ status }) => status === 'live').length,
  };
}

function fits(row: AccountRow, { segment, health }: AccountQuery): boolean {
  return (segment ?? row.segment) === row.segment && (health ?? row.health.band) === row.health.band;
}

function textOf(account: AccountJson, fact: string): string | undefined {
  const value = levelOf(account, fact);
  return typeof value === 'string' ? value : undefined;
}

function levelOf(account: AccountJson, fact: string): LevelValue | undefined {
  return storedLevel(account, fact)?.value;
}
