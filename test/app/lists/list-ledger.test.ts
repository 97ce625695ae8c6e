import { beforeEach, describe, expect, it } from 'vitest';
import { listLedger } from '../../../lib/app/lists/list-ledger.ts';
import { MONDAY, sampleAccount, sampleEntry } from '../../support/contracts/sample-commit.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';

describe.each(LIST_STORES)('the ledger of an account, in %s', (_name, make) => {
  let stores: ListStores;
  beforeEach(async () => {
    stores = make(MONDAY);
    await commitTo(stores, sampleAccount('a'), [
      sampleEntry({ rule: 'login-drop' }),
      sampleEntry({ kind: 'task-created', rule: 'login-drop', task: 't1' }),
      sampleEntry({ kind: 'run-started', rule: 'renewal', journey: 'renewal', run: 'r1' }),
      sampleEntry({ kind: 'touch', journey: 'renewal', run: 'r1', key: 'k1' }),
      sampleEntry({ kind: 'segment', to: 'smb' }),
    ]);
    return () => stores.close();
  });
  const sequences = async (query: object = {}) =>
    (await listLedger(stores.ledger, 'a', { limit: 10, ...query })).items.map(({ sequence }) => sequence);

  it('is in the order of decisions, with sequence numbers to go on after', async () => {
    const first = await listLedger(stores.ledger, 'a', { limit: 2 });
    expect(first.items.map(({ entry }) => entry.kind)).toEqual(['fired', 'task-created']);
    expect(first.next).toBe('2');
    expect(await sequences({ after: Number(first.next) })).toEqual([3, 4, 5]);
    expect((await listLedger(stores.ledger, 'a', { limit: 5 })).next).toBeUndefined();
    await commitTo(stores, sampleAccount('a'), [sampleEntry({ kind: 'health' })]);
    expect(await sequences({ after: 5 })).toEqual([6]);
  });

  it('is filtered by rule, journey and kind, together', async () => {
    expect(await sequences({ rule: 'login-drop' })).toEqual([1, 2, 4, 5]);
    expect(await sequences({ journey: 'renewal' })).toEqual([3, 4]);
    expect(await sequences({ kind: 'touch' })).toEqual([4]);
    expect(await sequences({ rule: 'login-drop', kind: 'task-created' })).toEqual([2]);
    expect(await sequences({ journey: 'renewal', kind: 'touch', after: 4 })).toEqual([]);
  });

  it('has nothing for what is no kind, no rule and no journey', async () => {
    expect(await sequences({ kind: 'toString' })).toEqual([]);
    expect(await sequences({ kind: '' })).toEqual([]);
    expect(await sequences({ rule: "' OR '1'='1" })).toEqual([]);
    expect(await sequences({ after: 99 })).toEqual([]);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])(
    'refuses to go on after %d',
    async (after) => {
      await expect(sequences({ after })).rejects.toMatchObject({ code: 'bad-cursor' });
    },
  );

  it('hands out at most 200 lines', async () => {
    await commitTo(
      stores,
      sampleAccount('a'),
      Array.from({ length: 300 }, () => sampleEntry()),
    );
    const page = await listLedger(stores.ledger, 'a', { limit: 1000 });
    expect([page.items.length, page.next]).toEqual([200, '200']);
  });
});
