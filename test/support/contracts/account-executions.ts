import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore } from '../../../lib/app/ports/account-store.ts';
import type { AccountStoreUnderTest } from './account-store-under-test.ts';
import { ODD_NAMES, sampleCommit, sampleExecution } from './sample-commit.ts';

/** The executions that an AccountStore keeps, where the store's own runtime runs them. */
export function describeExecutions(name: string, make: () => AccountStoreUnderTest): void {
  describe(`${name} keeping executions`, () => {
    let under: AccountStoreUnderTest;
    let store: AccountStore;
    beforeEach(() => {
      under = make();
      store = under.store;
    });
    afterEach(() => under.close?.());

    const first = (...runs: readonly string[]) =>
      sampleCommit('a', { executions: runs.map((run) => ({ run, execution: sampleExecution(`${run}.1`) })) });

    it('gives them back by run as they were written', async () => {
      await store.commit(first('r2', 'r1'));
      expect(await store.executions('a')).toEqual(
        new Map([
          ['r1', sampleExecution('r1.1')],
          ['r2', sampleExecution('r2.1')],
        ]),
      );
      expect([...(await store.executions('a')).keys()]).toEqual(['r1', 'r2']);
      expect(await store.executions('b')).toEqual(new Map());
    });

    it('replaces the one that moved, deletes the one that is over, and leaves the others', async () => {
      await store.commit(first('moves', 'ends', 'stays'));
      const moved = {
        ...sampleExecution('t2'),
        execution: { ...sampleExecution('').execution, state: 'next', attempts: {} },
      };
      await store.commit(
        sampleCommit('a', {
          expected: 1,
          executions: [
            { run: 'moves', execution: moved },
            { run: 'ends', execution: undefined },
            { run: 'never-was', execution: undefined },
          ],
        }),
      );
      expect(await store.executions('a')).toEqual(
        new Map([
          ['moves', moved],
          ['stays', sampleExecution('stays.1')],
        ]),
      );
    });

    it('leaves them alone in a commit that says nothing of them', async () => {
      await store.commit(first('r1'));
      await store.commit(sampleCommit('a', { expected: 1 }));
      await store.commit(sampleCommit('a', { expected: 2, executions: [] }));
      expect(await store.executions('a')).toEqual(new Map([['r1', sampleExecution('r1.1')]]));
    });

    it('takes the last word on a run that is twice in one commit', async () => {
      const executions = [
        { run: 'r1', execution: sampleExecution('t1') },
        { run: 'r1', execution: undefined },
        { run: 'r2', execution: undefined },
        { run: 'r2', execution: sampleExecution('t2') },
      ];
      await store.commit(sampleCommit('a', { executions }));
      expect(await store.executions('a')).toEqual(new Map([['r2', sampleExecution('t2')]]));
    });

    it('keeps runs of one id in two accounts apart', async () => {
      await store.commit(first('r1'));
      await store.commit(
        sampleCommit('b', { executions: [{ run: 'r1', execution: sampleExecution('b.1') }] }),
      );
      await store.commit(
        sampleCommit('b', { expected: 1, executions: [{ run: 'r1', execution: undefined }] }),
      );
      expect((await store.executions('a')).get('r1')).toEqual(sampleExecution('r1.1'));
      expect(await store.executions('b')).toEqual(new Map());
    });

    it('writes nothing of a commit that comes too late', async () => {
      await store.commit(first('r1'));
      const late = sampleCommit('a', { executions: [{ run: 'r1', execution: undefined }] });
      await expect(store.commit(late)).rejects.toMatchObject({ code: 'version-conflict' });
      expect((await store.executions('a')).size).toBe(1);
    });

    it.each(ODD_NAMES)('may be of a run named by %s', async (_what, odd) => {
      await store.commit(sampleCommit(odd, { executions: [{ run: odd, execution: sampleExecution(odd) }] }));
      expect([...(await store.executions(odd))]).toEqual([[odd, sampleExecution(odd)]]);
    });
  });
}
