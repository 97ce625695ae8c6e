import { describe, expect, it } from 'vitest';
import type { AccountStore } from '../../../../../lib/app/ports/account-store.ts';
import {
  MONDAY,
  sampleCommit,
  sampleEntry,
  sampleNotice,
} from '../../../../support/contracts/sample-commit.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';
import { timeout } from '../../../../support/dynamo-traffic.ts';

const EVER = Number.MAX_SAFE_INTEGER;
const KEYS = Array.from({ length: 350 }, (_, i) => `k${String(i).padStart(3, '0')}`);
const LARGE = sampleCommit('a', {
  seen: ['crm|1'],
  due: MONDAY + 9,
  ledger: [sampleEntry()],
  outbox: KEYS.map((key) => sampleNotice(key)),
});

onDynamoDb((scene) => {
  describe('a commit of more items than one transaction takes', () => {
    const waiting = async (store: AccountStore) => (await store.outbox(EVER, 1000)).map(({ id }) => id);

    /** A process that is cut off from the table once `count` transactions got through. */
    const cutOffAfter = (count: number) => {
      const stores = scene().watchedStores();
      stores.traffic.before = (_name, n) => {
        const done = stores.traffic.calls.filter(({ name }) => name === 'TransactWriteItems').length;
        if (done >= count && n > 0) throw timeout();
      };
      return stores;
    };

    it('is taken, and all of its effects wait in order', async () => {
      const { accounts, ledger } = scene().stores();
      await accounts.commit(LARGE);
      expect(await waiting(accounts)).toEqual(KEYS);
      expect(await accounts.due(EVER, 10)).toEqual([{ account: 'a', at: MONDAY + 9 }]);
      expect(await ledger.entries({ account: 'a', limit: 10 })).toHaveLength(1);
      await accounts.commit(sampleCommit('a', { expected: 1, outbox: [sampleNotice('more')] }));
      expect((await waiting(accounts)).length).toBe(351);
    });

    it('leaves nothing behind where it comes too late', async () => {
      const { accounts } = scene().stores();
      await accounts.commit(sampleCommit('a'));
      await expect(accounts.commit(LARGE)).rejects.toMatchObject({ code: 'version-conflict' });
      expect(await waiting(accounts)).toEqual([]);
    });

    it('that never got to its first transaction did not happen', async () => {
      const { accounts } = cutOffAfter(0);
      await expect(accounts.commit(LARGE)).rejects.toMatchObject({ code: 'unavailable' });
      const later = scene().stores().accounts;
      expect(await later.version('a')).toBe(0);
      expect(await waiting(later)).toEqual([]);
      await later.commit(LARGE);
      expect(await waiting(later)).toEqual(KEYS);
    });

    it.each([1, 2, 3])(
      'that broke off after transaction %i is finished by the next commit',
      async (count) => {
        await cutOffAfter(count).accounts.commit(LARGE);
        const { accounts } = scene().stores();
        expect((await waiting(accounts)).length).toBeLessThan(350);
        expect(await accounts.version('a')).toBe(1);
        await accounts.commit(sampleCommit('a', { expected: 1, seen: ['crm|2'] }));
        expect(await waiting(accounts)).toEqual(KEYS);
        expect(await accounts.seen('a', ['crm|1', 'crm|2'])).toEqual(new Set(['crm|1', 'crm|2']));
      },
    );

    it('that broke off is found by whoever asks what is due, at once and not only when it is due', async () => {
      await cutOffAfter(1).accounts.commit(LARGE);
      const { accounts } = scene().stores();
      expect(await accounts.due(MONDAY, 10)).toEqual([]);
      expect(await waiting(accounts)).toEqual(KEYS);
      expect(await accounts.due(MONDAY + 9, 10)).toEqual([{ account: 'a', at: MONDAY + 9 }]);
    });

    it('that two finish at the same time is written once: what was settled meanwhile does not come back', async () => {
      await cutOffAfter(1).accounts.commit(LARGE);
      const finishers = [1, 2, 3].map(() => scene().stores().accounts);
      await Promise.all(finishers.map((accounts) => accounts.due(MONDAY, 10)));
      const [accounts] = finishers;
      expect(await waiting(accounts!)).toEqual(KEYS);
      await Promise.all(KEYS.map((key) => accounts!.settle(key)));
      await Promise.all(finishers.map((other) => other.due(MONDAY, 10)));
      expect(await waiting(accounts!)).toEqual([]);
    });

    it('is not brought back by one who was held up while finishing it, when it has been acted on since', async () => {
      await cutOffAfter(1).accounts.commit(LARGE);
      const { accounts: slow, traffic } = scene().watchedStores();
      const { accounts } = scene().stores();
      traffic.before = async (name, n) => {
        if (name !== 'TransactWriteItems' || n > 1) return;
        await accounts.due(MONDAY, 10);
        expect(await waiting(accounts)).toEqual(KEYS);
        await Promise.all(KEYS.map((key) => accounts.settle(key)));
      };
      await slow.due(MONDAY, 10);
      expect(await waiting(accounts)).toEqual([]);
    });

    it('that waits does not keep outcomes from being put on record', async () => {
      await cutOffAfter(1).accounts.commit(LARGE);
      const { accounts, ledgerWriter, ledger } = scene().stores();
      await ledgerWriter.append('a', [sampleEntry({ kind: 'sent', key: 'x' })]);
      await accounts.due(MONDAY, 10);
      expect(await waiting(accounts)).toEqual(KEYS);
      const entries = await ledger.entries({ account: 'a', limit: 10 });
      expect(entries.map(({ sequence, entry }) => [sequence, entry.kind])).toEqual([
        [1, 'fired'],
        [2, 'sent'],
      ]);
    });
  });

  describe('what no item can hold', () => {
    /** Text that does not deflate. */
    const noise = (bytes: number) =>
      Array.from({ length: bytes / 4 }, (_, i) =>
        Math.sin(i + 1)
          .toString(36)
          .slice(3, 7),
      ).join('');

    it('is refused by its size, and nothing of it is stored', async () => {
      const { accounts, ledger } = scene().stores();
      const huge = sampleCommit('a', { ledger: [sampleEntry({ detail: noise(900_000) })] });
      await expect(accounts.commit(huge)).rejects.toThrow(/a ledger entry of account a has \d+ bytes/);
      expect(await accounts.version('a')).toBe(0);
      expect(await ledger.entries({ account: 'a', limit: 10 })).toEqual([]);
    });

    it('is taken in several items where it is several things: entries of more than 400 KB together', async () => {
      const { accounts, ledger } = scene().stores();
      const entries = Array.from({ length: 30 }, (_, i) => sampleEntry({ detail: `${i} ${noise(40_000)}` }));
      await accounts.commit(sampleCommit('a', { ledger: entries }));
      const found = await ledger.entries({ account: 'a', limit: 100 });
      expect(found.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i + 1));
      expect(found.at(-1)?.entry).toEqual(entries.at(-1));
    });

    it('is taken as a definition, which may be larger than an item', async () => {
      const { definitions } = scene().stores();
      const large = {
        journey: { id: noise(1_200_000) },
        conditions: {},
        templates: {},
      } as unknown as Parameters<typeof definitions.put>[1];
      await definitions.put('d1', large);
      expect(await definitions.get('d1')).toEqual(large);
      expect(await definitions.hashes()).toEqual(['d1']);
    });
  });
});
