import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore, Commit } from '../../../lib/app/ports/account-store.ts';
import type { Effect } from '../../../lib/core/effect.ts';
import { type AccountStoreUnderTest, everythingOf } from './account-store-under-test.ts';
import { MONDAY, sampleAccount, sampleCommit, sampleEffect, sampleEntry } from './sample-commit.ts';

/** How an AccountStore takes commits: whole or not at all, on the version that was loaded, each signal once. */
export function describeCommits(name: string, make: () => AccountStoreUnderTest): void {
  describe(`${name} taking commits`, () => {
    let under: AccountStoreUnderTest;
    let store: AccountStore;
    beforeEach(() => {
      under = make();
      store = under.store;
    });
    afterEach(() => under.close?.());

    const everything = () => everythingOf(under);
    const refused = async (commit: Commit, code: string) => {
      const before = await everything();
      await expect(store.commit(commit)).rejects.toMatchObject({ name: 'StoreError', code });
      expect(await everything()).toEqual(before);
    };

    describe('versions', () => {
      it('knows nothing of an account that was never committed', async () => {
        expect(await store.load('a')).toBeUndefined();
        expect(await store.list(undefined, 10)).toEqual([]);
        expect(await store.due(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
        expect(await store.outbox(10)).toEqual([]);
      });

      it('starts at 1 and grows by one with every commit, which replaces the whole state', async () => {
        await store.commit(sampleCommit('a'));
        expect(await store.load('a')).toEqual({ account: sampleAccount('a'), version: 1 });
        const changed = sampleAccount('a', { now: MONDAY + 1, levels: {} });
        await store.commit({ ...sampleCommit('a', { expected: 1 }), account: changed });
        expect(await store.load('a')).toEqual({ account: changed, version: 2 });
      });

      it.each([
        ['a first commit of an account that is there', 0],
        ['a commit on the version before', 1],
        ['a commit on a version that does not exist yet', 3],
      ])('refuses %s', async (_what, expected) => {
        await store.commit(sampleCommit('a', { due: MONDAY }));
        await store.commit(sampleCommit('a', { expected: 1, due: MONDAY }));
        await refused(
          sampleCommit('a', {
            expected,
            seen: ['crm|3'],
            due: MONDAY + 5,
            ledger: [sampleEntry()],
            outbox: [sampleEffect('r')],
          }),
          'version-conflict',
        );
      });

      it('refuses a later commit of an account that is not there, and leaves no trace of it', async () => {
        await refused(sampleCommit('a', { expected: 1, seen: ['crm|1'], due: MONDAY }), 'version-conflict');
      });

      it('lets one of many commits on the same version win, with what came along with it', async () => {
        await store.commit(sampleCommit('a'));
        const tries = Array.from({ length: 8 }, (_, i) =>
          store.commit(
            sampleCommit('a', { expected: 1, seen: [`crm|${i}`], outbox: [sampleEffect(`r${i}`)] }),
          ),
        );
        const outcomes = await Promise.allSettled(tries);
        const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect((await store.load('a'))?.version).toBe(2);
        expect((await store.outbox(10)).map(({ effect }) => effect)).toEqual([sampleEffect(`r${winner}`)]);
        expect(
          await store.seen(
            'a',
            tries.map((_, i) => `crm|${i}`),
          ),
        ).toEqual(new Set([`crm|${winner}`]));
      });

      it('keeps versions of accounts apart', async () => {
        await store.commit(sampleCommit('a'));
        await store.commit(sampleCommit('a', { expected: 1 }));
        await store.commit(sampleCommit('b'));
        expect((await store.load('b'))?.version).toBe(1);
      });
    });

    describe('signals seen', () => {
      it('tells which of the keys were committed before, and for this account only', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|1', 'crm|2'] }));
        expect(await store.seen('a', ['crm|2', 'crm|3', 'crm|1'])).toEqual(new Set(['crm|1', 'crm|2']));
        expect(await store.seen('a', [])).toEqual(new Set());
        expect(await store.seen('b', ['crm|1'])).toEqual(new Set());
      });

      it('takes the same key for another account', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|1'] }));
        await store.commit(sampleCommit('b', { seen: ['crm|1'] }));
        expect(await store.seen('b', ['crm|1'])).toEqual(new Set(['crm|1']));
      });

      it('refuses a signal that an earlier commit decided, and changes nothing at all', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|1'], due: MONDAY + 1 }));
        await refused(
          sampleCommit('a', {
            expected: 1,
            seen: ['crm|2', 'crm|1', 'crm|3'],
            due: MONDAY,
            ledger: [sampleEntry()],
            outbox: [sampleEffect('r')],
          }),
          'already-seen',
        );
      });

      it('refuses a signal that is twice in one commit, of a new account too', async () => {
        await refused(
          sampleCommit('a', { seen: ['crm|1', 'crm|2', 'crm|1'], due: MONDAY, outbox: [sampleEffect('r')] }),
          'already-seen',
        );
      });

      it('reports the version first when both are wrong, so that the caller loads afresh', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|1'] }));
        await refused(sampleCommit('a', { expected: 7, seen: ['crm|1'] }), 'version-conflict');
      });

      it('takes further commits after a refusal', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|1'] }));
        await refused(sampleCommit('a', { expected: 1, seen: ['crm|2', 'crm|1'] }), 'already-seen');
        await store.commit(sampleCommit('a', { expected: 1, seen: ['crm|2'] }));
        expect((await store.load('a'))?.version).toBe(2);
      });

      it('tells keys apart that differ in case, blanks or form alone', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|x', 'crm|X', 'crm|x ', 'crm|é', 'crm|e\u0301'] }));
        expect(await store.seen('a', ['CRM|x', 'crm| x'])).toEqual(new Set());
        expect((await store.seen('a', ['crm|x', 'crm|X', 'crm|x ', 'crm|é', 'crm|e\u0301'])).size).toBe(5);
      });

      it('forgets what was committed before an instant, not at it', async () => {
        await store.commit(sampleCommit('a', { seen: ['crm|1'], at: MONDAY }));
        await store.commit(sampleCommit('a', { expected: 1, seen: ['crm|2'], at: MONDAY + 1 }));
        await store.commit(sampleCommit('b', { seen: ['crm|1'], at: MONDAY }));
        await store.forgetSeen(MONDAY + 1);
        expect(await store.seen('a', ['crm|1', 'crm|2'])).toEqual(new Set(['crm|2']));
        expect(await store.seen('b', ['crm|1'])).toEqual(new Set());
        await store.commit(sampleCommit('a', { expected: 2, seen: ['crm|1'], at: MONDAY + 2 }));
        await refused(sampleCommit('a', { expected: 3, seen: ['crm|2'] }), 'already-seen');
      });
    });

    describe('a commit that breaks half-way', () => {
      const broken = (): string => {
        throw new Error('this cannot be written');
      };
      const whole = sampleCommit('a', {
        expected: 1,
        seen: ['crm|2'],
        due: MONDAY,
        ledger: [sampleEntry(), sampleEntry()],
        outbox: [sampleEffect('r1'), sampleEffect('r2')],
      });
      it.each([
        [
          'the state',
          {
            ...whole,
            account: {
              ...sampleAccount('a'),
              get levels() {
                return { plan: broken() };
              },
            } as unknown as Commit['account'],
          },
        ],
        [
          'the second entry of the ledger',
          {
            ...whole,
            ledger: [
              sampleEntry(),
              {
                ...sampleEntry(),
                get detail() {
                  return broken();
                },
              },
            ],
          },
        ],
        [
          'the last effect',
          {
            ...whole,
            outbox: [
              sampleEffect('r1'),
              {
                kind: 'start-run',
                definition: 'd',
                status: 'live',
                get run() {
                  return broken();
                },
              },
            ] as Effect[],
          },
        ],
      ])('at %s leaves state, seen, ledger, outbox and due as they were', async (_what, commit) => {
        await store.commit(sampleCommit('a', { seen: ['crm|1'], due: MONDAY + 9 }));
        const before = await everything();
        await expect(store.commit(commit)).rejects.toThrow('this cannot be written');
        expect(await everything()).toEqual(before);
        await store.commit(whole);
        expect((await store.load('a'))?.version).toBe(2);
      });
    });
  });
}
