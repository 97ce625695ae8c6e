import { beforeEach, describe, expect, it } from 'vitest';
import { newLists } from '../../../lib/app/lists/new-lists.ts';
import type { Lists } from '../../../lib/app/product/lists.ts';
import { MONDAY, sampleAccount, sampleEntry } from '../../support/contracts/sample-commit.ts';
import { HOSTILE_CURSORS } from '../../support/hostile-cursors.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { sampleRun, sampleTask, touchEntry } from '../../support/sample-book.ts';

const INSTALLED = { rulebook: rulebookOf({}), mode: 'outbox', environment: 'local' } as const;

describe.each(LIST_STORES)('lists on %s', (_name, make) => {
  let stores: ListStores;
  let lists: Lists;
  beforeEach(async () => {
    stores = make(MONDAY);
    lists = newLists(stores, INSTALLED);
    for (const id of ['a', 'b']) {
      await commitTo(
        stores,
        sampleAccount(id, { tasks: [sampleTask(`${id}-t`)], runs: [sampleRun(`${id}-r`)] }),
        [sampleEntry(), touchEntry('touch', { key: `${id}-k` })],
      );
      await stores.directory.link(id, 'stripe', `cus_${id}`);
    }
    return () => stores.close();
  });
  const ids = ({ items }: { readonly items: readonly { readonly id: string }[] }) =>
    items.map(({ id }) => id);

  it.each(['a', 'stripe:cus_a', 'cus_a'])(
    'find an account as "%s", wherever one is named',
    async (account) => {
      const query = { account, limit: 10 };
      expect(ids(await lists.tasks(query))).toEqual(['a-t']);
      expect(ids(await lists.runs(query))).toEqual(['a-r']);
      expect(ids(await lists.touches(query))).toEqual(['a-k']);
      expect((await lists.account(account))?.id).toBe('a');
      expect((await lists.ledger(account, { limit: 10 }))?.items.map(({ sequence }) => sequence)).toEqual([
        1, 2,
      ]);
    },
  );

  it('find nothing for an account that nobody knows', async () => {
    const empty = { items: [], next: undefined };
    const query = { account: 'nobody', limit: 10 };
    expect(await lists.tasks(query)).toEqual(empty);
    expect(await lists.runs(query)).toEqual(empty);
    expect(await lists.touches(query)).toEqual(empty);
    expect(await lists.audit(query)).toEqual(empty);
    expect(await lists.account('nobody')).toBeUndefined();
    expect(await lists.ledger('nobody', { limit: 10 })).toBeUndefined();
    expect(ids(await lists.tasks({ account: '', limit: 10 }))).toEqual([]);
  });

  it('find nothing for an account that is linked and was never decided about', async () => {
    await stores.directory.link('coming', 'stripe', 'cus_new');
    expect(await lists.account('cus_new')).toBeUndefined();
    expect(await lists.ledger('cus_new', { limit: 10 })).toBeUndefined();
    expect((await lists.tasks({ account: 'cus_new', limit: 10 })).items).toEqual([]);
  });

  it('have everything of all accounts where none is named', async () => {
    expect(ids(await lists.tasks({ limit: 10 }))).toEqual(['b-t', 'a-t']);
    expect(ids(await lists.runs({ limit: 10, status: 'open' }))).toEqual(['b-r', 'a-r']);
    expect(ids(await lists.touches({ limit: 10, status: 'planned' }))).toEqual(['b-k', 'a-k']);
    expect(ids(await lists.accounts({ limit: 10 }))).toEqual(['a', 'b']);
  });

  it('have one thing by its id, and a touch with the message as it was rendered', async () => {
    expect((await lists.task('a-t'))?.account).toBe('a');
    expect((await lists.run('b-r'))?.account).toBe('b');
    expect(await lists.task('a-r')).toBeUndefined();
    expect(await lists.run('__proto__')).toBeUndefined();
    expect(await lists.touch('a-t')).toBeUndefined();
    expect(await lists.touch('a-k')).toMatchObject({ touch: { status: 'planned' }, message: undefined });
    await stores.touches.keepMessage({
      touch: 'a-k',
      account: 'a',
      contact: 'ann',
      at: MONDAY,
      address: undefined,
      message: { channel: 'slack', text: 'Hello' },
    });
    expect((await lists.touch('a-k'))?.message?.message).toEqual({ channel: 'slack', text: 'Hello' });
  });

  it('have acts of people by an external id of the account, and of accounts that are gone', async () => {
    const act = {
      at: MONDAY,
      by: 'bea',
      role: 'csm',
      act: 'account.pause',
      target: 'a',
      before: false,
      after: true,
      reason: undefined,
    };
    await stores.audit.append({ ...act, account: 'a' });
    await stores.audit.append({ ...act, account: 'gone' });
    expect((await lists.audit({ account: 'cus_a', limit: 10 })).items).toMatchObject([{ account: 'a' }]);
    expect((await lists.audit({ account: 'gone', limit: 10 })).items).toMatchObject([{ account: 'gone' }]);
    expect((await lists.audit({ limit: 10 })).items).toHaveLength(2);
  });

  it('answer for rules, journeys, status and shadow', async () => {
    expect(await lists.rules()).toEqual([]);
    expect(await lists.journeys()).toEqual([]);
    expect(await lists.status()).toMatchObject({ accounts: 2, environment: 'local', mode: 'outbox' });
    expect(await lists.shadow()).toEqual({ from: undefined, to: undefined, rules: [], journeys: [] });
  });

  it.each(HOSTILE_CURSORS)('refuse everywhere a cursor that is %s', async (_what, cursor) => {
    const query = { limit: 10, cursor };
    for (const list of [lists.accounts, lists.tasks, lists.runs, lists.touches, lists.audit])
      await expect(list(query)).rejects.toMatchObject({ name: 'StoreError', code: 'bad-cursor' });
  });
});
