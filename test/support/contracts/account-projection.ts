import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStore } from '../../../lib/app/ports/account-store.ts';
import type { BookReader } from '../../../lib/app/ports/book-reader.ts';
import { sampleRun, sampleTask } from '../sample-book.ts';
import { MONDAY, sampleAccount, sampleCommit, sampleEntry } from './sample-commit.ts';

export interface ProjectionUnderTest {
  readonly store: AccountStore;
  /** Shows what the store's commits leave. */
  readonly book: BookReader;
  close?(): void;
}

/** That what people look at changes with every commit of an AccountStore, and only with one. */
export function describeProjection(name: string, make: () => ProjectionUnderTest): void {
  describe(`${name} and what people look at`, () => {
    let under: ProjectionUnderTest;
    beforeEach(async () => {
      under = make();
      const account = sampleAccount('a', { tasks: [sampleTask('t1')], runs: [sampleRun('r1')] });
      await under.store.commit({ ...sampleCommit('a', { seen: ['crm|1'] }), account });
    });
    afterEach(() => under.close?.());
    const closing = sampleEntry({ kind: 'task-closed', task: 't1', to: 'saved', at: MONDAY + 1 });
    const statuses = async () => [
      (await under.book.task('t1'))?.status,
      (await under.book.run('r1'))?.status,
    ];

    it('shows tasks and runs as the commit leaves them', async () => {
      expect(await statuses()).toEqual(['open', 'open']);
      await under.store.commit(sampleCommit('a', { expected: 1, ledger: [closing] }));
      expect(await statuses()).toEqual(['closed', 'ended']);
      expect(await under.book.task('t1')).toMatchObject({ outcome: 'saved', closedAt: MONDAY + 1 });
    });

    it.each([
      ['comes too late', { expected: 0 }, 'version-conflict'],
      ['decides a signal again', { expected: 1, seen: ['crm|1'] }, 'already-seen'],
    ])('shows nothing of a commit that %s', async (_what, over, code) => {
      const refused = under.store.commit(sampleCommit('a', { ...over, ledger: [closing] }));
      await expect(refused).rejects.toMatchObject({ code });
      expect(await statuses()).toEqual(['open', 'open']);
    });
  });
}
