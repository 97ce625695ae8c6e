import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore } from '../../../lib/app/ports/account-store.ts';
import type { AccountStoreUnderTest } from './account-store-under-test.ts';
import { MONDAY, sampleCommit, sampleEffect, sampleNotice, sampleSend } from './sample-commit.ts';

const EVER = Number.MAX_SAFE_INTEGER;

/** Effects that wait in an AccountStore to be acted on. */
export function describeOutbox(name: string, make: () => AccountStoreUnderTest): void {
  describe(`${name} as an outbox`, () => {
    let under: AccountStoreUnderTest;
    let store: AccountStore;
    beforeEach(() => {
      under = make();
      store = under.store;
    });
    afterEach(() => under.close?.());

    const ids = async (until = EVER) => (await store.outbox(until, 100)).map(({ id }) => id);

    it('keeps effects in the order in which they were decided, over commits and accounts', async () => {
      await store.commit(sampleCommit('b', { outbox: [sampleEffect('r1'), sampleEffect('r2')] }));
      await store.commit(sampleCommit('a', { outbox: [sampleEffect('r3')] }));
      await store.commit(sampleCommit('b', { expected: 1, outbox: [sampleEffect('r4')] }));
      const entries = await store.outbox(MONDAY, 10);
      expect(entries.map(({ account, effect }) => [account, effect])).toEqual([
        ['b', sampleEffect('r1')],
        ['b', sampleEffect('r2')],
        ['a', sampleEffect('r3')],
        ['b', sampleEffect('r4')],
      ]);
      expect(entries.map(({ notBefore, attempts }) => [notBefore, attempts])).toEqual(
        Array.from({ length: 4 }, () => [MONDAY, 0]),
      );
    });

    it('names an effect by its key, or else by account, version and place, the same in every store', async () => {
      await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1'), sampleNotice('k1')] }));
      await store.commit(
        sampleCommit('a', { expected: 1, outbox: [sampleSend('k2', MONDAY), sampleEffect('r2')] }),
      );
      await store.commit(sampleCommit('b', { outbox: [sampleEffect('r1')] }));
      expect(await ids()).toEqual(['a|1|0', 'k1', 'k2', 'a|2|1', 'b|1|0']);
    });

    it('gives effects when their time has come, earliest first, then in order of their commits', async () => {
      const outbox = [sampleSend('late', MONDAY + 9), sampleNotice('now'), sampleSend('early', MONDAY - 5)];
      await store.commit(sampleCommit('a', { outbox }));
      await store.commit(sampleCommit('b', { at: MONDAY - 5, outbox: [sampleNotice('before', MONDAY - 5)] }));
      expect(await ids(MONDAY - 6)).toEqual([]);
      expect(await ids(MONDAY - 5)).toEqual(['early', 'before']);
      expect(await ids(MONDAY + 8)).toEqual(['early', 'before', 'now']);
      expect(await ids(MONDAY + 9)).toEqual(['early', 'before', 'now', 'late']);
      expect((await store.outbox(MONDAY + 9, 2)).map(({ id }) => id)).toEqual(['early', 'before']);
      expect(await store.outbox(EVER, 0)).toEqual([]);
    });

    it('tells when the next effect may be acted on', async () => {
      expect(await store.nextOutbox()).toBeUndefined();
      await store.commit(sampleCommit('a', { outbox: [sampleSend('k1', MONDAY + 9), sampleNotice('k2')] }));
      expect(await store.nextOutbox()).toBe(MONDAY);
      await store.settle('k2');
      expect(await store.nextOutbox()).toBe(MONDAY + 9);
      await store.settle('k1');
      expect(await store.nextOutbox()).toBeUndefined();
    });

    it('holds an effect once that is decided again while it waits, as it was decided first', async () => {
      const first = sampleSend('k1', MONDAY);
      await store.commit(
        sampleCommit('a', { outbox: [first, sampleNotice('k2'), sampleSend('k1', MONDAY + 1)] }),
      );
      await store.postpone('k1', MONDAY + 5);
      await store.commit(sampleCommit('a', { expected: 1, outbox: [sampleSend('k1', MONDAY - 7)] }));
      expect(await store.outbox(EVER, 10)).toMatchObject([
        { id: 'k2', notBefore: MONDAY, attempts: 0 },
        { id: 'k1', notBefore: MONDAY + 5, attempts: 1, effect: first },
      ]);
    });

    describe('an effect that is put off', () => {
      beforeEach(() =>
        store.commit(sampleCommit('a', { outbox: ['k1', 'k2', 'k3'].map((key) => sampleNotice(key)) })),
      );

      it('waits until then, and its attempts are counted', async () => {
        await store.postpone('k1', MONDAY + 60_000);
        expect(await ids(MONDAY + 59_999)).toEqual(['k2', 'k3']);
        await store.postpone('k1', MONDAY + 120_000);
        expect(await store.outbox(MONDAY + 120_000, 10)).toMatchObject([
          { id: 'k2', attempts: 0 },
          { id: 'k3', attempts: 0 },
          { id: 'k1', attempts: 2, notBefore: MONDAY + 120_000, effect: sampleNotice('k1') },
        ]);
      });

      it('may be put off to an earlier time, and keeps its place among those of that instant', async () => {
        await store.postpone('k1', MONDAY + 9);
        await store.postpone('k3', MONDAY - 1);
        await store.postpone('k2', MONDAY + 9);
        expect(await ids()).toEqual(['k3', 'k1', 'k2']);
      });

      it('is not brought back when it was settled, and one that never was is not made', async () => {
        await store.settle('k1');
        await store.postpone('k1', MONDAY);
        await store.postpone('k9', MONDAY);
        expect(await ids()).toEqual(['k2', 'k3']);
      });
    });

    it('gives an effect again until it is settled, and never afterwards', async () => {
      await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1'), sampleEffect('r2')] }));
      const [first, second] = await store.outbox(EVER, 10);
      expect(await store.outbox(EVER, 1)).toEqual([first]);
      await store.settle(first!.id);
      expect(await store.outbox(EVER, 10)).toEqual([second]);
    });

    it('does nothing when an effect is settled once more, or never was', async () => {
      await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1'), sampleEffect('r2')] }));
      for (const id of ['a|1|0', 'a|1|0', 'a|1|9', 'A|1|1', '']) await store.settle(id);
      expect(await ids()).toEqual(['a|1|1']);
    });

    it('never gives the id of a settled effect to another', async () => {
      await store.commit(sampleCommit('a', { outbox: [sampleEffect('r1')] }));
      await store.settle('a|1|0');
      await store.commit(sampleCommit('a', { expected: 1, outbox: [sampleEffect('r2')] }));
      await store.settle('a|1|0');
      expect((await store.outbox(EVER, 10)).map(({ effect }) => effect)).toEqual([sampleEffect('r2')]);
    });
  });
}
