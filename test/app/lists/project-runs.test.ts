import { describe, expect, it } from 'vitest';
import { projectCommit } from '../../../lib/app/lists/project-commit.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { MONDAY, sampleAccount } from '../../support/contracts/sample-commit.ts';
import {
  accountLater,
  NO_ROWS,
  rowsAfter,
  sampleRun,
  sampleStep,
  TUESDAY,
} from '../../support/sample-book.ts';

describe('runs of a commit', () => {
  it('are rows with the step they are at and when it wakes', () => {
    const runs = [
      sampleRun('r1'),
      sampleRun('r2', { subject: 'i1', step: sampleStep('hold', { wakeAt: Number.POSITIVE_INFINITY }) }),
      sampleRun('r3', { step: undefined, status: 'shadow' }),
    ];
    // As it comes back from the store: JSON has null for infinity.
    const stored = JSON.parse(JSON.stringify(runs)) as typeof runs;
    for (const given of [runs, stored]) {
      const rows = projectCommit(sampleAccount('a', { runs: given }), [], NO_ROWS).runs;
      expect(rows).toEqual([
        {
          id: 'r1',
          account: 'a',
          subject: '',
          journey: 'welcome',
          definition: 'd1',
          mode: 'live',
          status: 'open',
          startedAt: MONDAY,
          step: 'hello',
          wakeAt: MONDAY + HOUR_MS,
          endedAt: undefined,
          reason: undefined,
          values: { baseline: 12 },
        },
        expect.objectContaining({ id: 'r2', subject: 'i1', step: 'hold', wakeAt: undefined }),
        expect.objectContaining({ id: 'r3', mode: 'shadow', step: undefined, wakeAt: undefined }),
      ]);
    }
  });

  it('change with step, time and values, also where the ledger says nothing', () => {
    const rows = rowsAfter({ runs: [sampleRun('r1'), sampleRun('r2'), sampleRun('r3'), sampleRun('r4')] });
    const account = accountLater({
      runs: [
        sampleRun('r1', { step: sampleStep('second') }),
        sampleRun('r2', { step: sampleStep('hello', { wakeAt: TUESDAY }) }),
        sampleRun('r3', { values: { baseline: 12, score: 9 } }),
        sampleRun('r4', { step: sampleStep('hello', { begun: true, token: 'x' }) }),
      ],
    });
    expect(projectCommit(account, [], rows).runs.map(({ id }) => id)).toEqual(['r1', 'r2', 'r3']);
  });

  it('keep their rows when they end, with why, when and where', () => {
    const rows = rowsAfter({ runs: [sampleRun('r1')] });
    const { runs } = projectCommit(
      accountLater(),
      [
        { at: TUESDAY - 2, kind: 'step-done', run: 'r1', step: 'hello', to: 'over' },
        { at: TUESDAY - 1, kind: 'run-ended', run: 'r1', reason: 'completed' },
      ],
      rows,
    );
    expect(runs).toEqual([
      {
        ...rows.runs[0],
        status: 'ended',
        step: 'over',
        wakeAt: undefined,
        endedAt: TUESDAY - 1,
        reason: 'completed',
      },
    ]);
  });

  it('that began and ended at once have a row', () => {
    const { runs } = projectCommit(
      accountLater(),
      [
        {
          at: MONDAY,
          kind: 'run-started',
          status: 'shadow',
          run: 'r1',
          rule: 'login-drop',
          journey: 'welcome',
          definition: 'd1',
          subject: 'ann',
          values: { baseline: 3 },
        },
        { at: MONDAY, kind: 'run-ended', status: 'shadow', run: 'r1', reason: 'goal' },
      ],
      NO_ROWS,
    );
    expect(runs).toEqual([
      {
        id: 'r1',
        account: 'a',
        subject: 'ann',
        journey: 'welcome',
        definition: 'd1',
        mode: 'shadow',
        status: 'ended',
        startedAt: MONDAY,
        step: undefined,
        wakeAt: undefined,
        endedAt: MONDAY,
        reason: 'goal',
        values: { baseline: 3 },
      },
    ]);
  });
});
