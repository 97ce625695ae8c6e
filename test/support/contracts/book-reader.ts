import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BookReader } from '../../../lib/app/ports/book-reader.ts';
import type { OpenRun } from '../../../lib/core/journeys/run.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import type { OpenTask } from '../../../lib/core/rules/task.ts';
import { HOSTILE_CURSORS } from '../hostile-cursors.ts';
import { sampleRun, sampleStep, sampleTask, TUESDAY } from '../sample-book.ts';
import { allPages, type BookUnderTest } from './book-under-test.ts';
import { MONDAY, ODD_NAMES, sampleAccount } from './sample-commit.ts';

/** What every BookReader does. `make` gives an empty one. */
export function describeBookReader(name: string, make: () => BookUnderTest): void {
  describe(`${name} as a book of tasks and runs`, () => {
    let under: BookUnderTest;
    let book: BookReader;
    beforeEach(() => {
      under = make();
      book = under.book;
    });
    afterEach(() => under.close?.());

    const open = (account: string, tasks: readonly OpenTask[], runs: readonly OpenRun[] = []) =>
      under.project({ account: sampleAccount(account, { tasks, runs }), ledger: [] });
    const taskIds = async (query: object) =>
      (await book.tasks({ limit: 50, ...query })).items.map(({ id }) => id);
    const runIds = async (query: object) =>
      (await book.runs({ limit: 50, ...query })).items.map(({ id }) => id);

    it('is empty at first', async () => {
      expect(await book.task('t1')).toBeUndefined();
      expect(await book.run('r1')).toBeUndefined();
      expect(await book.tasks({ limit: 10 })).toEqual({ items: [], next: undefined });
      expect(await book.runs({ limit: 10 })).toEqual({ items: [], next: undefined });
    });

    it('has tasks and runs as they were committed, open and over', async () => {
      await open('a', [sampleTask('t1')], [sampleRun('r1')]);
      expect(await book.task('t1')).toMatchObject({ account: 'a', status: 'open', rule: 'login-drop' });
      expect(await book.run('r1')).toMatchObject({ account: 'a', status: 'open', values: { baseline: 12 } });
      const ledger: readonly LedgerEntry[] = [
        { at: TUESDAY, kind: 'task-closed', task: 't1', to: 'called' },
        { at: TUESDAY, kind: 'run-ended', run: 'r1', reason: 'completed' },
      ];
      await under.project({ account: sampleAccount('a'), ledger });
      expect(await book.task('t1')).toMatchObject({ status: 'closed', outcome: 'called', closedAt: TUESDAY });
      expect(await book.run('r1')).toMatchObject({ status: 'ended', reason: 'completed', endedAt: TUESDAY });
      expect(await taskIds({ status: 'open' })).toEqual([]);
      expect(await taskIds({ status: 'closed' })).toEqual(['t1']);
      expect(await runIds({ status: 'open' })).toEqual([]);
      expect(await runIds({ status: 'ended' })).toEqual(['r1']);
    });

    it('leaves the rows of one account alone when another is committed', async () => {
      await open('a', [sampleTask('t1')], [sampleRun('r1')]);
      await open('b', [sampleTask('t2')]);
      await under.project({ account: sampleAccount('b'), ledger: [] });
      expect(await book.task('t1')).toMatchObject({ status: 'open' });
      expect(await book.run('r1')).toMatchObject({ status: 'open' });
      expect(await book.task('t2')).toMatchObject({ status: 'closed' });
    });

    it('finds tasks by all that a query names, together', async () => {
      await open('a', [
        sampleTask('t1', { createdAt: MONDAY + 1 }),
        sampleTask('t2', { createdAt: MONDAY + 2, reason: 'renewal', assignee: 'bea' }),
        sampleTask('t3', { createdAt: MONDAY + 3, kind: 'approval', reason: 'offer' }),
        sampleTask('t4', { createdAt: MONDAY + 4, status: 'shadow' }),
      ]);
      await open('b', [sampleTask('t5', { createdAt: MONDAY + 5, assignee: 'bea' })]);
      expect(await taskIds({})).toEqual(['t5', 't4', 't3', 't2', 't1']);
      expect(await taskIds({ account: 'a' })).toEqual(['t4', 't3', 't2', 't1']);
      expect(await taskIds({ assignee: 'bea' })).toEqual(['t5', 't2']);
      expect(await taskIds({ assignee: 'bea', account: 'a' })).toEqual(['t2']);
      expect(await taskIds({ reason: 'offer' })).toEqual(['t3']);
      expect(await taskIds({ kind: 'task', mode: 'live' })).toEqual(['t5', 't2', 't1']);
      expect(await taskIds({ mode: 'shadow', status: 'open' })).toEqual(['t4']);
    });

    it('finds runs by all that a query names, together', async () => {
      await open(
        'a',
        [],
        [
          sampleRun('r1', { startedAt: MONDAY + 1 }),
          sampleRun('r2', { startedAt: MONDAY + 2, journey: 'renewal', status: 'shadow' }),
        ],
      );
      await open('b', [], [sampleRun('r3', { startedAt: MONDAY + 3, journey: 'renewal' })]);
      expect(await runIds({})).toEqual(['r3', 'r2', 'r1']);
      expect(await runIds({ account: 'a' })).toEqual(['r2', 'r1']);
      expect(await runIds({ journey: 'renewal' })).toEqual(['r3', 'r2']);
      expect(await runIds({ journey: 'renewal', mode: 'live', status: 'open' })).toEqual(['r3']);
    });

    it('finds nothing where nothing fits', async () => {
      await open('a', [sampleTask('t1')], [sampleRun('r1')]);
      expect(await taskIds({ account: 'c' })).toEqual([]);
      expect(await taskIds({ assignee: 'QUEUE:digital' })).toEqual([]);
      expect(await taskIds({ reason: '%' })).toEqual([]);
      expect(await runIds({ journey: 'welcome ' })).toEqual([]);
      expect(await runIds({ journey: '' })).toEqual([]);
    });

    it('moves a task to another assignee, and a run to another step, where it stands in the list', async () => {
      await open(
        'a',
        [sampleTask('t1'), sampleTask('t2', { reason: 'x' })],
        [sampleRun('r1'), sampleRun('r2')],
      );
      await open(
        'a',
        [sampleTask('t1', { assignee: 'bea' }), sampleTask('t2', { reason: 'x' })],
        [sampleRun('r1', { step: sampleStep('second') }), sampleRun('r2')],
      );
      expect(await taskIds({ assignee: 'queue:digital' })).toEqual(['t2']);
      expect(await taskIds({})).toEqual(['t2', 't1']);
      expect((await book.run('r1'))?.step).toBe('second');
      expect(await runIds({})).toEqual(['r2', 'r1']);
    });

    it('pages from the newest to the oldest, of one instant by id, each row once', async () => {
      const tasks = Array.from({ length: 25 }, (_, i) =>
        sampleTask(`t${String(i).padStart(2, '0')}`, {
          createdAt: MONDAY + Math.floor(i / 4),
          reason: `r${i}`,
        }),
      );
      await open('a', tasks);
      const expected = tasks.map(({ id }) => id).reverse();
      for (const limit of [1, 3, 24, 25, 26]) {
        const rows = await allPages((cursor) => book.tasks({ limit, ...cursor }));
        expect(rows.map(({ id }) => id)).toEqual(expected);
      }
      const filtered = await allPages((cursor) =>
        book.tasks({ account: 'a', status: 'open', limit: 4, ...cursor }),
      );
      expect(filtered.map(({ id }) => id)).toEqual(expected);
    });

    it('sorts ids of one instant by code point, downwards', async () => {
      const ids = ['a', 'B', '\uffff', '\u{10000}', 'ä', 'aa'];
      await open(
        'a',
        [],
        ids.map((id) => sampleRun(id)),
      );
      expect(await runIds({})).toEqual(['\u{10000}', '\uffff', 'ä', 'aa', 'a', 'B']);
    });

    it('misses nothing and repeats nothing where rows come in and end between the pages', async () => {
      const runs = Array.from({ length: 10 }, (_, i) => sampleRun(`r${i}`, { startedAt: MONDAY + i }));
      await open('a', [], runs);
      let more = 0;
      const seen = await allPages(
        (cursor) => book.runs({ limit: 3, ...cursor }),
        async () => {
          more += 1;
          if (more > 3) return;
          // One that is newer than all, and the last row of all ends.
          await open('b', [], [sampleRun(`new${more}`, { startedAt: TUESDAY + more })]);
          await under.project({ account: sampleAccount('a', { runs: runs.slice(more) }), ledger: [] });
        },
      );
      expect(seen.map(({ id }) => id)).toEqual(runs.map(({ id }) => id).reverse());
    });

    it('hands out at most 200 rows, and at least one', async () => {
      await open(
        'a',
        Array.from({ length: 203 }, (_, i) =>
          sampleTask(`t${i}`, { createdAt: MONDAY + i, reason: `r${i}` }),
        ),
      );
      const page = await book.tasks({ limit: 1e9 });
      expect(page.items).toHaveLength(200);
      expect((await book.tasks({ limit: 1e9, cursor: page.next! })).items).toHaveLength(3);
      expect((await book.tasks({ limit: 0 })).items).toHaveLength(1);
      expect((await book.tasks({ limit: Number.NaN })).items).toHaveLength(1);
    });

    it.each(HOSTILE_CURSORS)('refuses a cursor that is %s', async (_what, cursor) => {
      await open('a', [sampleTask('t1')], [sampleRun('r1')]);
      const refused = { name: 'StoreError', code: 'bad-cursor' };
      await expect(book.tasks({ limit: 10, cursor })).rejects.toMatchObject(refused);
      await expect(book.runs({ limit: 10, cursor })).rejects.toMatchObject(refused);
    });

    it.each(ODD_NAMES)('takes %s as account, id, assignee and journey', async (_what, odd) => {
      await open(
        odd,
        [sampleTask(odd, { assignee: odd, reason: odd, title: odd })],
        [sampleRun(odd, { journey: odd })],
      );
      expect(await taskIds({ account: odd, assignee: odd, reason: odd })).toEqual([odd]);
      expect(await runIds({ account: odd, journey: odd })).toEqual([odd]);
      expect(await book.task(odd)).toMatchObject({ title: odd, account: odd });
      const [first, second] = [await book.tasks({ limit: 1 }), await book.runs({ limit: 1, account: odd })];
      expect([first.items.length, second.items.length]).toEqual([1, 1]);
    });

    it('is not changed by what happens to an answer outside of it', async () => {
      await open('a', [sampleTask('t1')]);
      Object.assign((await book.task('t1'))!, { status: 'closed', outcomes: [] });
      Object.assign((await book.tasks({ limit: 1 })).items[0]!, { assignee: 'nobody' });
      expect(await book.task('t1')).toMatchObject({ status: 'open', assignee: 'queue:digital' });
    });
  });
}
