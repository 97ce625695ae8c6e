import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore, Commit } from '../../../lib/app/ports/account-store.ts';
import { type AccountStoreUnderTest, everythingOf } from './account-store-under-test.ts';
import {
  MONDAY,
  ODD_NAMES,
  sampleAccount,
  sampleCommit,
  sampleEffect,
  sampleEntry,
} from './sample-commit.ts';

/** What an AccountStore gives back: due, list, outbox, and everything as it was put in. */
export function describeQueries(name: string, make: () => AccountStoreUnderTest): void {
  describe(`${name} being asked`, () => {
    let under: AccountStoreUnderTest;
    let store: AccountStore;
    beforeEach(() => {
      under = make();
      store = under.store;
    });
    afterEach(() => under.close?.());

    const everything = () => everythingOf(under);

    describe('due', () => {
      it('gives accounts whose time has come, earliest first, then by id', async () => {
        for (const [id, due] of [
          ['d', 3],
          ['b', 1],
          ['c', 2],
          ['a', 2],
          ['e', undefined],
        ] as const) {
          await store.commit(sampleCommit(id, { due: due && MONDAY + due }));
        }
        expect(await store.due(MONDAY + 2, 10)).toEqual([
          { account: 'b', at: MONDAY + 1 },
          { account: 'a', at: MONDAY + 2 },
          { account: 'c', at: MONDAY + 2 },
        ]);
        expect(await store.due(MONDAY, 10)).toEqual([]);
      });

      it('gives at most as many as asked for, the earliest', async () => {
        for (const id of ['a', 'b', 'c']) await store.commit(sampleCommit(id, { due: MONDAY }));
        expect((await store.due(MONDAY, 2)).map(({ account }) => account)).toEqual(['a', 'b']);
        expect(await store.due(MONDAY, 0)).toEqual([]);
      });

      it('is replaced with every commit, later, earlier or never', async () => {
        await store.commit(sampleCommit('a', { due: MONDAY + 5 }));
        await store.commit(sampleCommit('a', { expected: 1, due: MONDAY + 9 }));
        expect(await store.due(MONDAY + 8, 10)).toEqual([]);
        await store.commit(sampleCommit('a', { expected: 2, due: MONDAY + 1 }));
        expect(await store.due(MONDAY + 8, 10)).toEqual([{ account: 'a', at: MONDAY + 1 }]);
        await store.commit(sampleCommit('a', { expected: 3, due: undefined }));
        expect(await store.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      });

      it('takes instants before 1970', async () => {
        await store.commit(sampleCommit('a', { due: -1 }));
        await store.commit(sampleCommit('b', { due: 0 }));
        expect(await store.due(-1, 10)).toEqual([{ account: 'a', at: -1 }]);
      });
    });

    describe('list', () => {
      it('goes through all accounts page by page, whether or not the last one is still there', async () => {
        for (const id of ['c', 'a', 'e', 'b', 'd']) await store.commit(sampleCommit(id));
        expect(await store.list(undefined, 2)).toEqual(['a', 'b']);
        expect(await store.list('b', 2)).toEqual(['c', 'd']);
        expect(await store.list('bb', 2)).toEqual(['c', 'd']);
        expect(await store.list('d', 2)).toEqual(['e']);
        expect(await store.list('e', 2)).toEqual([]);
        expect(await store.list(undefined, 0)).toEqual([]);
      });

      it('goes by code point, so that every store has the same order', async () => {
        // U+1F600 is after U+FF5E, though its first UTF-16 unit is before it.
        const ids = ['A', 'B', 'a', 'a10', 'a2', 'é', '\uff5e', '😀'];
        for (const id of ids.toReversed()) await store.commit(sampleCommit(id, { due: MONDAY }));
        expect(await store.list(undefined, 100)).toEqual(ids);
        expect(await store.list('\uff5e', 100)).toEqual(['😀']);
        expect((await store.due(MONDAY, 100)).map(({ account }) => account)).toEqual(ids);
      });
    });

    describe('outbox', () => {
      it('keeps effects in the order in which they were decided, over commits and accounts', async () => {
        await store.commit(sampleCommit('b', { outbox: [sampleEffect('r1'), sampleEffect('r2')] }));
        await store.commit(sampleCommit('a', { outbox: [sampleEffect('r3')] }));
        await store.commit(sampleCommit('b', { expected: 1, outbox: [sampleEffect('r4')] }));
        const entries = await store.outbox(10);
        expect(entries.map(({ account, effect }) => [account, effect])).toEqual([
          ['b', sampleEffect('r1')],
          ['b', sampleEffect('r2')],
          ['a', sampleEffect('r3')],
          ['b', sampleEffect('r4')],
        ]);
        const ids = entries.map(({ id }) => id);
        expect(ids).toEqual([...new Set(ids)].sort((x, y) => x - y));
      });

      it('gives an effect again until it is settled, and never afterwards', async () => {
        await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1'), sampleEffect('r2')] }));
        const [first, second] = await store.outbox(10);
        expect(await store.outbox(1)).toEqual([first]);
        expect(await store.outbox(0)).toEqual([]);
        await store.settle(first!.id);
        expect(await store.outbox(10)).toEqual([second]);
      });

      it('does nothing when an effect is settled once more, or never was', async () => {
        await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1'), sampleEffect('r2')] }));
        const [first, second] = await store.outbox(10);
        await store.settle(first!.id);
        await store.settle(first!.id);
        await store.settle(second!.id + 1000);
        expect(await store.outbox(10)).toEqual([second]);
      });

      it('never gives the id of a settled effect to another', async () => {
        await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1')] }));
        const [first] = await store.outbox(10);
        await store.settle(first!.id);
        await store.commit(sampleCommit('a', { expected: 1, outbox: [sampleEffect('r2')] }));
        await store.settle(first!.id);
        expect((await store.outbox(10)).map(({ effect }) => effect)).toEqual([sampleEffect('r2')]);
      });
    });

    describe('what is put in', () => {
      it('is a copy: changing it afterwards changes nothing that is stored', async () => {
        const account = sampleAccount('a', { heard: { crm: MONDAY } });
        const ledger = [sampleEntry({ values: { list: ['x'] } })];
        const outbox = [sampleEffect('r')];
        const seen = ['crm|1'];
        await store.commit({ ...sampleCommit('a'), account, ledger, outbox, seen });
        const before = structuredClone(await everything());
        Object.assign(account.heard, { crm: 0 });
        Object.assign(account, { levels: {} });
        Object.assign(ledger[0]!, { kind: 'notice', values: {} });
        Object.assign(outbox[0]!, { run: 'other' });
        ledger.length = outbox.length = seen.length = 0;
        expect(await everything()).toEqual(before);
      });

      it('comes out as a copy: changing that changes nothing that is stored', async () => {
        await store.commit(
          sampleCommit('a', {
            seen: ['crm|1'],
            ledger: [sampleEntry()],
            outbox: [sampleEffect('r')],
            due: 1,
          }),
        );
        const before = structuredClone(await everything());
        const { account, ledger, outbox, due, seen } = await everything();
        Object.assign(account!.account.levels, { plan: [] });
        Object.assign(ledger[0]!.entry, { kind: 'notice' });
        Object.assign(outbox[0]!.effect, { run: 'other' });
        Object.assign(due[0]!, { account: 'other' });
        (seen as Set<string>).clear();
        expect(await everything()).toEqual(before);
      });

      it.each(ODD_NAMES)('may be named by %s', async (_what, odd) => {
        await store.commit(sampleCommit('a'));
        const levels = JSON.parse(`{${JSON.stringify(odd)}:[["é",1,"k"]]}`) as Commit['account']['levels'];
        const account = sampleAccount(odd, { levels });
        const entry = sampleEntry({ rule: odd, subject: odd });
        await store.commit({ ...sampleCommit(odd, { seen: [odd], due: MONDAY, ledger: [entry] }), account });
        const loaded = await store.load(odd);
        expect(loaded?.account.id).toBe(odd);
        expect(Object.entries(loaded?.account.levels ?? {})).toEqual([[odd, [['é', 1, 'k']]]]);
        expect(await store.seen(odd, [odd, 'x'])).toEqual(new Set([odd]));
        expect(await store.due(MONDAY, 10)).toEqual([{ account: odd, at: MONDAY }]);
        expect(await store.list(undefined, 10)).toHaveLength(2);
        expect(await under.ledger.entries({ account: odd, rule: odd, limit: 9 })).toEqual([
          { sequence: 1, entry },
        ]);
        expect(Object.hasOwn(Object.prototype, 'plan')).toBe(false);
      });
    });
  });
}
