import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore, Commit } from '../../../lib/app/ports/account-store.ts';
import type { LedgerReader } from '../../../lib/app/ports/ledger-reader.ts';
import type { Effect } from '../../../lib/core/effect.ts';
import {
  MONDAY,
  ODD_NAMES,
  sampleAccount,
  sampleCommit,
  sampleEffect,
  sampleEntry,
} from './sample-commit.ts';

export interface AccountStoreUnderTest {
  readonly store: AccountStore;
  /** Reads the ledger that the store writes. */
  readonly ledger: LedgerReader;
  close?(): void;
}

/** What every AccountStore does. `make` gives an empty one. */
export function describeAccountStore(name: string, make: () => AccountStoreUnderTest): void {
  describe(`${name} as an account store`, () => {
    let under: AccountStoreUnderTest;
    let store: AccountStore;
    beforeEach(() => {
      under = make();
      store = under.store;
    });
    afterEach(() => under.close?.());

    /** Everything that can be asked of the store and of the account `a`. */
    const everything = async () => ({
      account: await store.load('a'),
      seen: await store.seen('a', ['crm|1', 'crm|2', 'crm|3', 'crm|4']),
      ledger: await under.ledger.entries({ account: 'a', limit: 100 }),
      outbox: await store.outbox(100),
      due: await store.due(Number.MAX_SAFE_INTEGER, 100),
      list: await store.list(undefined, 100),
    });
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
