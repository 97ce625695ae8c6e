import { describe, expect, it } from 'vitest';
import { type OpenRows, projectCommit } from '../../../lib/app/lists/project-commit.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { MONDAY, sampleAccount } from '../../support/contracts/sample-commit.ts';
import {
  accountLater,
  NO_ROWS,
  rowsAfter,
  sampleRun,
  sampleTask,
  TUESDAY,
} from '../../support/sample-book.ts';

describe('tasks of a commit', () => {
  it('are rows as the account has them, with the rule or run that asked', () => {
    const ofRun = { kind: 'run', run: 'r1', definition: 'd1', step: 'ring' } as const;
    const { tasks } = projectCommit(
      sampleAccount('a', {
        tasks: [sampleTask('t1'), sampleTask('t2', { origin: ofRun, kind: 'approval' })],
      }),
      [],
      NO_ROWS,
    );
    expect(tasks).toEqual([
      {
        id: 't1',
        account: 'a',
        subject: '',
        reason: 'usage-decline',
        title: 'Logins fell',
        kind: 'task',
        mode: 'live',
        status: 'open',
        assignee: 'queue:digital',
        priority: 'normal',
        outcomes: ['called', 'given up'],
        createdAt: MONDAY,
        dueAt: MONDAY + 2 * DAY_MS,
        closedAt: undefined,
        outcome: undefined,
        rule: 'login-drop',
        run: undefined,
      },
      expect.objectContaining({ id: 't2', kind: 'approval', rule: undefined, run: 'r1' }),
    ]);
  });

  it('are left out where nothing about them changes', () => {
    const rows = rowsAfter({ tasks: [sampleTask('t1')], runs: [sampleRun('r1')] });
    const stored = JSON.parse(JSON.stringify(rows)) as OpenRows;
    const account = accountLater({ tasks: [sampleTask('t1')], runs: [sampleRun('r1')] });
    expect(projectCommit(account, [], stored)).toEqual({ tasks: [], runs: [], touches: [] });
  });

  it('change with whom they go to', () => {
    const rows = rowsAfter({ tasks: [sampleTask('t1'), sampleTask('t2', { reason: 'other' })] });
    const account = accountLater({
      tasks: [sampleTask('t1', { assignee: 'team:lead' }), sampleTask('t2', { reason: 'other' })],
    });
    const { tasks } = projectCommit(account, [], rows);
    expect(tasks.map(({ id, assignee }) => [id, assignee])).toEqual([['t1', 'team:lead']]);
  });

  it('keep their rows when they close, with outcome and instant', () => {
    const rows = rowsAfter({ tasks: [sampleTask('t1')] });
    const closing: LedgerEntry = {
      at: TUESDAY - 5,
      kind: 'task-closed',
      task: 't1',
      to: 'called',
      status: 'live',
    };
    const { tasks } = projectCommit(accountLater(), [closing], rows);
    expect(tasks).toEqual([{ ...rows.tasks[0], status: 'closed', closedAt: TUESDAY - 5, outcome: 'called' }]);
  });

  it('are closed in the name of whoever they were given to in the same commit', () => {
    const rows = rowsAfter({ tasks: [sampleTask('t1')] });
    const { tasks } = projectCommit(
      accountLater(),
      [
        { at: TUESDAY - 9, kind: 'task-escalated', task: 't1', to: 'team:lead' },
        { at: TUESDAY - 7, kind: 'task-assigned', task: 't1', to: 'bea' },
        { at: TUESDAY - 5, kind: 'task-closed', task: 't1', to: 'done' },
      ],
      rows,
    );
    expect(tasks).toMatchObject([{ assignee: 'bea', outcome: 'done' }]);
  });

  it('vanish from shadow without a word in the ledger, and are closed then', () => {
    const rows = rowsAfter({ tasks: [sampleTask('t1', { status: 'shadow' })] });
    const { tasks } = projectCommit(accountLater(), [], rows);
    expect(tasks).toMatchObject([
      { mode: 'shadow', status: 'closed', closedAt: TUESDAY, outcome: 'vanished' },
    ]);
  });

  it('that were opened and closed at once have a row, by what the ledger says', () => {
    const ledger: readonly LedgerEntry[] = [
      {
        at: MONDAY,
        kind: 'task-created',
        status: 'live',
        run: 'r1',
        journey: 'welcome',
        step: 'offer',
        task: 't1',
        reason: 'approve-1',
        to: 'team:lead',
        until: TUESDAY,
        detail: 'Approve it',
      },
      { at: MONDAY, kind: 'approval-asked', status: 'live', task: 't1', run: 'r1' },
      { at: MONDAY + 1, kind: 'task-closed', status: 'live', task: 't1', to: 'withdrawn' },
    ];
    const { tasks } = projectCommit(accountLater(), ledger, NO_ROWS);
    expect(tasks).toEqual([
      {
        id: 't1',
        account: 'a',
        subject: '',
        reason: 'approve-1',
        title: 'Approve it',
        kind: 'approval',
        mode: 'live',
        status: 'closed',
        assignee: 'team:lead',
        priority: 'high',
        outcomes: ['approve', 'decline'],
        createdAt: MONDAY,
        dueAt: TUESDAY,
        closedAt: MONDAY + 1,
        outcome: 'withdrawn',
        rule: undefined,
        run: 'r1',
      },
    ]);
  });

  it('of one commit and of another are not taken for each other', () => {
    const rows = rowsAfter({ tasks: [sampleTask('t1'), sampleTask('t2', { reason: 'other' })] });
    const account = accountLater({ tasks: [sampleTask('t2', { reason: 'other' })] });
    const { tasks } = projectCommit(
      account,
      [
        { at: TUESDAY - 2, kind: 'task-closed', task: 't0', to: 'done' },
        { at: TUESDAY - 1, kind: 'task-closed', task: 't1', to: 'given up' },
      ],
      rows,
    );
    expect(tasks).toMatchObject([{ id: 't1', outcome: 'given up' }]);
  });
});
