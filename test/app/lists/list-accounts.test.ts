import { beforeEach, describe, expect, it } from 'vitest';
import { listAccounts } from '../../../lib/app/lists/list-accounts.ts';
import { StoreError } from '../../../lib/app/ports/store-error.ts';
import type { AccountRow } from '../../../lib/app/product/lists.ts';
import type { AccountJson, LevelJson } from '../../../lib/core/accounts/account-json.ts';
import type { LevelValue } from '../../../lib/core/accounts/cell.ts';
import { allPages } from '../../support/contracts/book-under-test.ts';
import { MONDAY, sampleAccount } from '../../support/contracts/sample-commit.ts';
import { HOSTILE_CURSORS } from '../../support/hostile-cursors.ts';
import { commitTo, LIST_STORES, type ListStores, memoryStores } from '../../support/list-stores.ts';
import { sampleRun, sampleTask } from '../../support/sample-book.ts';

const known = (facts: Readonly<Record<string, LevelValue>>): AccountJson['levels'] =>
  Object.fromEntries(Object.entries(facts).map(([name, value]): [string, LevelJson] => [name, [0, value]]));
const account = (id: string, facts: Readonly<Record<string, LevelValue>> = {}) =>
  sampleAccount(id, { levels: known(facts) });
const idsOf = (rows: readonly AccountRow[]) => rows.map(({ id }) => id);

describe.each(LIST_STORES)('accounts in %s', (_name, make) => {
  let stores: ListStores;
  beforeEach(() => {
    stores = make(MONDAY);
    return () => stores.close();
  });
  const list = (query: object = {}) => listAccounts(stores.accounts, { limit: 10, ...query });

  it('are rows of what is known of them, and of what is under way and live', async () => {
    await commitTo(stores, {
      ...account('a', {
        'account.name': 'Acme',
        segment: 'enterprise',
        'stage.id': 'onboarding',
        'health.band': 'red',
        'health.score': 31.5,
        'health.trust': 0.8,
        paused: true,
      }),
      tasks: [sampleTask('t1'), sampleTask('t2', { status: 'shadow' })],
      runs: [sampleRun('r1'), sampleRun('r2'), sampleRun('r3', { status: 'shadow' })],
    });
    await commitTo(stores, account('b'));
    expect((await list()).items).toEqual([
      {
        id: 'a',
        name: 'Acme',
        segment: 'enterprise',
        stage: 'onboarding',
        health: { band: 'red', score: 31.5, trust: 0.8 },
        paused: true,
        openTasks: 1,
        openRuns: 2,
      },
      {
        id: 'b',
        name: undefined,
        segment: 'unassigned',
        stage: undefined,
        health: { band: 'unknown', score: undefined, trust: undefined },
        paused: false,
        openTasks: 0,
        openRuns: 0,
      },
    ]);
  });

  it('are found by segment and health band, together', async () => {
    await commitTo(stores, account('a', { segment: 'smb', 'health.band': 'red' }));
    await commitTo(stores, account('b', { segment: 'smb', 'health.band': 'green' }));
    await commitTo(stores, account('c', { segment: 'enterprise', 'health.band': 'red' }));
    await commitTo(stores, account('d'));
    expect(idsOf((await list({ segment: 'smb' })).items)).toEqual(['a', 'b']);
    expect(idsOf((await list({ health: 'red' })).items)).toEqual(['a', 'c']);
    expect(idsOf((await list({ segment: 'smb', health: 'red' })).items)).toEqual(['a']);
    expect(idsOf((await list({ segment: 'unassigned', health: 'unknown' })).items)).toEqual(['d']);
    expect(await list({ segment: 'smb', health: 'yellow' })).toEqual({ items: [], next: undefined });
    expect(await list({ segment: '' })).toEqual({ items: [], next: undefined });
  });

  it('page by id, each once, also where accounts come in between the pages', async () => {
    const ids = Array.from({ length: 23 }, (_, i) => `a${String(i).padStart(2, '0')}`);
    for (const [i, id] of ids.entries())
      await commitTo(stores, account(id, { segment: i % 2 ? 'odd' : 'even' }));
    for (const limit of [1, 5, 22, 23, 24])
      expect(idsOf(await allPages((cursor) => list({ limit, ...cursor })))).toEqual(ids);
    const odd = ids.filter((_id, i) => i % 2 === 1);
    expect(idsOf(await allPages((cursor) => list({ limit: 3, segment: 'odd', ...cursor })))).toEqual(odd);

    const first = await list({ limit: 5 });
    await commitTo(stores, account('a00b'));
    await commitTo(stores, account('a10b'));
    const rest = await allPages((cursor) => list({ limit: 5, cursor: first.next, ...cursor }));
    const expected = [...ids.slice(5, 11), 'a10b', ...ids.slice(11)];
    expect(idsOf(rest)).toEqual(expected);
  });

  it('has no next after the last of them, whether or not the page is full', async () => {
    for (const id of ['a', 'b', 'c']) await commitTo(stores, account(id));
    expect((await list({ limit: 3 })).next).toBeUndefined();
    expect((await list({ limit: 4 })).next).toBeUndefined();
    expect((await list({ limit: 2 })).next).toBeDefined();
  });

  it.each(HOSTILE_CURSORS)('refuse a cursor that is %s', async (_what, cursor) => {
    await expect(list({ cursor })).rejects.toThrow(StoreError);
  });
});

describe('a filter that few accounts pass', () => {
  it('ends a page after 2,000 accounts, from where the next one goes on', async () => {
    const stores = memoryStores(MONDAY);
    const ids = Array.from({ length: 2500 }, (_, i) => `a${String(i).padStart(4, '0')}`);
    const json = new Map(ids.map((id, i) => [id, account(id, i === 2499 ? { segment: 'rare' } : {})]));
    let loads = 0;
    const accounts = {
      ...stores.accounts,
      list: async (after: string | undefined, limit: number) =>
        ids.slice(after === undefined ? 0 : ids.indexOf(after) + 1).slice(0, limit),
      load: async (id: string) => {
        loads += 1;
        const found = json.get(id);
        return found && { account: found, version: 1 };
      },
    };
    const first = await listAccounts(accounts, { segment: 'rare', limit: 10 });
    expect([first.items, loads]).toEqual([[], 2000]);
    const second = await listAccounts(accounts, { segment: 'rare', limit: 10, cursor: first.next! });
    expect(idsOf(second.items)).toEqual(['a2499']);
    expect([second.next, loads]).toEqual([undefined, 2500]);
  });
});
