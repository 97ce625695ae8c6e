import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerQuery } from '../../../lib/app/ports/ledger-reader.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import type { AccountStoreUnderTest } from './account-store-under-test.ts';
import { MONDAY, sampleCommit, sampleEntry } from './sample-commit.ts';

const FIRED_A: LedgerEntry = { at: MONDAY, kind: 'fired', rule: 'a' };
const STARTED_J: LedgerEntry = { at: MONDAY, kind: 'run-started', rule: 'a', journey: 'j', run: 'j:1' };
const TOUCH_J: LedgerEntry = { at: MONDAY + 5, kind: 'touch', journey: 'j', run: 'j:1' };
const FIRED_B: LedgerEntry = { at: MONDAY + 1, kind: 'fired', rule: 'b' };
const SEGMENT: LedgerEntry = { at: MONDAY - 7, kind: 'segment', to: 'scale' };
const RESOLVED_A: LedgerEntry = { at: MONDAY + 9, kind: 'resolved', rule: 'a' };

/** What every LedgerReader does, over the ledger that an account store writes. */
export function describeLedgerReader(name: string, make: () => AccountStoreUnderTest): void {
  describe(`${name} as a ledger reader`, () => {
    let under: AccountStoreUnderTest;
    beforeEach(async () => {
      under = make();
      await under.store.commit(sampleCommit('x', { ledger: [FIRED_A, STARTED_J, TOUCH_J] }));
      await under.store.commit(sampleCommit('y', { ledger: [FIRED_B] }));
      await under.store.commit(sampleCommit('x', { expected: 1, ledger: [] }));
      await under.store.commit(sampleCommit('x', { expected: 2, ledger: [FIRED_B, SEGMENT, RESOLVED_A] }));
    });
    afterEach(() => under.close?.());
    const read = (query: Partial<LedgerQuery>) =>
      under.ledger.entries({ account: 'x', limit: 100, ...query });
    const sequences = async (query: Partial<LedgerQuery>) =>
      (await read(query)).map(({ sequence }) => sequence);

    it('gives all entries of an account in the order of its decisions, from 1 without gaps', async () => {
      expect(await read({})).toEqual([
        { sequence: 1, entry: FIRED_A },
        { sequence: 2, entry: STARTED_J },
        { sequence: 3, entry: TOUCH_J },
        { sequence: 4, entry: FIRED_B },
        { sequence: 5, entry: SEGMENT },
        { sequence: 6, entry: RESOLVED_A },
      ]);
      expect(await read({ account: 'y' })).toEqual([{ sequence: 1, entry: FIRED_B }]);
    });

    it.each<[string, Partial<LedgerQuery>, number[]]>([
      ['a rule', { rule: 'a' }, [1, 2, 6]],
      ['a journey', { journey: 'j' }, [2, 3]],
      ['a rule and a journey', { rule: 'a', journey: 'j' }, [2]],
      ['one kind', { kinds: ['fired'] }, [1, 4]],
      ['several kinds', { kinds: ['resolved', 'touch', 'segment'] }, [3, 5, 6]],
      ['no kind at all', { kinds: [] }, []],
      ['a rule and a kind', { rule: 'a', kinds: ['fired', 'resolved'] }, [1, 6]],
      ['a journey and a kind', { journey: 'j', kinds: ['touch'] }, [3]],
      ['what is after a sequence', { after: 4 }, [5, 6]],
      ['what is after zero', { after: 0 }, [1, 2, 3, 4, 5, 6]],
      ['what is after the last', { after: 6 }, []],
      ['a rule after a sequence', { rule: 'a', after: 1 }, [2, 6]],
      ['a rule that nothing is of', { rule: 'c' }, []],
      ['a rule of another spelling', { rule: 'A' }, []],
      ['an account that is not there', { account: 'z' }, []],
      ['all filters at once', { rule: 'a', journey: 'j', kinds: ['run-started'], after: 1 }, [2]],
    ])('finds %s', async (_what, query, expected) => {
      expect(await sequences(query)).toEqual(expected);
    });

    it('gives no more than the limit, the first that match', async () => {
      expect(await sequences({ limit: 2 })).toEqual([1, 2]);
      expect(await sequences({ rule: 'a', limit: 2 })).toEqual([1, 2]);
      expect(await sequences({ rule: 'a', after: 2, limit: 2 })).toEqual([6]);
      expect(await sequences({ limit: 0 })).toEqual([]);
    });

    it('continues page by page over a longer ledger', async () => {
      const ledger = Array.from({ length: 250 }, (_, i) => sampleEntry({ detail: `${i}` }));
      await under.store.commit(sampleCommit('long', { ledger }));
      const found: string[] = [];
      for (let after = 0; ; ) {
        const page = await read({ account: 'long', after, limit: 100 });
        if (page.length === 0) break;
        found.push(...page.map(({ entry }) => entry.detail ?? ''));
        after = page.at(-1)?.sequence ?? after;
      }
      expect(found).toEqual(ledger.map(({ detail }) => detail));
    });

    it('gives entries as they were written, traces, numbers and scripts included', async () => {
      const entry = sampleEntry({
        at: MONDAY + 0.0,
        score: 61.5,
        values: {
          share: 1e-9,
          minor: { minor: -12_345, currency: 'EUR' },
          tags: ['ñ', '日本', ''],
          on: false,
        },
        trace: {
          all: [
            {
              fact: 'usage.logins',
              operator: 'lessThan',
              value: 0.4,
              got: null,
              why: 'missing',
              result: 'unknown',
            },
          ],
          result: 'unknown',
        },
        detail: `"quoted" 'single' \\ \n\u2028 ${'long '.repeat(3000)}`,
      });
      await under.store.commit(sampleCommit('whole', { ledger: [entry] }));
      expect(await read({ account: 'whole' })).toEqual([{ sequence: 1, entry }]);
    });

    it('keeps what an entry leaves out left out', async () => {
      const [first] = await read({ limit: 1 });
      expect(Object.keys(first?.entry ?? {}).sort()).toEqual(['at', 'kind', 'rule']);
    });
  });
}
