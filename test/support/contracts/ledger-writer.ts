import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerWriter } from '../../../lib/app/ports/ledger-writer.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import type { AccountStoreUnderTest } from './account-store-under-test.ts';
import { MONDAY, ODD_NAMES, sampleCommit, sampleEntry } from './sample-commit.ts';

export interface LedgerWriterUnderTest extends AccountStoreUnderTest {
  readonly writer: LedgerWriter;
}

const SENT: LedgerEntry = { at: MONDAY + 5, kind: 'touch', journey: 'j', run: 'j:1', key: 'k1' };

/** What every LedgerWriter does, on the ledger that an account store writes. */
export function describeLedgerWriter(name: string, make: () => LedgerWriterUnderTest): void {
  describe(`${name} as a ledger writer`, () => {
    let under: LedgerWriterUnderTest;
    beforeEach(() => {
      under = make();
    });
    afterEach(() => under.close?.());
    const read = async (account = 'a') =>
      (await under.ledger.entries({ account, limit: 100 })).map(({ sequence, entry }) => [
        sequence,
        entry.key ?? '',
      ]);

    it('goes on behind what was decided, and decisions go on behind it, without gaps', async () => {
      const { store, writer } = under;
      await store.commit(sampleCommit('a', { ledger: [sampleEntry(), sampleEntry()] }));
      await writer.append('a', [SENT, { ...SENT, key: 'k2' }]);
      await store.commit(sampleCommit('a', { expected: 1, ledger: [sampleEntry({ key: 'd' })] }));
      await writer.append('a', [{ ...SENT, key: 'k3' }]);
      expect(await read()).toEqual([
        [1, ''],
        [2, ''],
        [3, 'k1'],
        [4, 'k2'],
        [5, 'd'],
        [6, 'k3'],
      ]);
      expect(
        await under.ledger.entries({ account: 'a', journey: 'j', kinds: ['touch'], after: 3, limit: 1 }),
      ).toEqual([{ sequence: 4, entry: { ...SENT, key: 'k2' } }]);
    });

    it('begins a ledger that is empty, and changes no version', async () => {
      await under.store.commit(sampleCommit('a'));
      await under.writer.append('a', []);
      expect(await read()).toEqual([]);
      await under.writer.append('a', [SENT]);
      expect(await read()).toEqual([[1, 'k1']]);
      expect(await under.store.version('a')).toBe(1);
    });

    it('writes to no other account', async () => {
      for (const id of ['a', 'b']) await under.store.commit(sampleCommit(id, { ledger: [sampleEntry()] }));
      await under.writer.append('b', [SENT]);
      expect(await read('a')).toEqual([[1, '']]);
    });

    it.each<[string, readonly LedgerEntry[]]>([
      ['an entry', [SENT]],
      ['nothing', []],
    ])('refuses %s for an account that is not stored, and makes none', async (_what, entries) => {
      await under.store.commit(sampleCommit('A'));
      await expect(under.writer.append('a', entries)).rejects.toMatchObject({
        name: 'StoreError',
        code: 'not-found',
        retryable: false,
      });
      expect(await under.store.list(undefined, 10)).toEqual(['A']);
      expect(await read()).toEqual([]);
    });

    it('writes all or none', async () => {
      await under.store.commit(sampleCommit('a'));
      const broken: LedgerEntry = {
        ...SENT,
        get detail(): string {
          throw new Error('this cannot be written');
        },
      };
      await expect(under.writer.append('a', [SENT, broken])).rejects.toThrow('this cannot be written');
      expect(await read()).toEqual([]);
    });

    it.each(ODD_NAMES)('takes %s as an account and a reason', async (_what, odd) => {
      await under.store.commit(sampleCommit(odd));
      await under.writer.append(odd, [{ ...SENT, reason: odd }]);
      expect(await under.ledger.entries({ account: odd, limit: 9 })).toEqual([
        { sequence: 1, entry: { ...SENT, reason: odd } },
      ]);
    });
  });
}
