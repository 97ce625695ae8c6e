import type { AccountJson } from '../../core/accounts/account-json.ts';
import type { OpenRun } from '../../core/journeys/run.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { RunRow } from '../ports/book-reader.ts';
import { changedRows } from './changed-rows.ts';

/** Run rows that a commit changes. */
export function projectRuns(
  account: AccountJson,
  ledger: readonly LedgerEntry[],
  before: readonly RunRow[],
): RunRow[] {
  const open = new Map(account.runs.map((run) => [run.id, openRow(account.id, run)]));
  const over = [...before, ...passingRows(account.id, ledger, before)].filter(({ id }) => !open.has(id));
  return [...over.map((row) => endedRow(row, ledger, account)), ...changedRows([...open.values()], before)];
}

function openRow(account: string, run: OpenRun): RunRow {
  const { id, subject, journey, definition, status, startedAt, step, values } = run;
  return {
    id,
    account,
    subject,
    journey,
    definition,
    mode: status,
    status: 'open',
    startedAt,
    step: step?.id,
    // A step that waits for no time has an infinite one, which stored JSON has as null.
    wakeAt: Number.isFinite(step?.wakeAt) ? step?.wakeAt : undefined,
    endedAt: undefined,
    reason: undefined,
    values,
  };
}

/** The step stays on the row: it is where the run ended. */
function endedRow(row: RunRow, ledger: readonly LedgerEntry[], account: AccountJson): RunRow {
  const ending = ledger.findLast(({ kind, run }) => kind === 'run-ended' && run === row.id);
  const done = ledger.findLast(({ kind, run }) => kind === 'step-done' && run === row.id);
  return {
    ...row,
    status: 'ended',
    step: done?.to ?? row.step,
    wakeAt: undefined,
    endedAt: ending?.at ?? account.now,
    reason: ending?.reason,
  };
}

/** Runs that began and ended within this commit. */
function passingRows(account: string, ledger: readonly LedgerEntry[], before: readonly RunRow[]): RunRow[] {
  const known = new Set(before.map(({ id }) => id));
  return ledger.flatMap((entry): RunRow[] => {
    const { kind, run: id, at } = entry;
    if (kind !== 'run-started' || id === undefined || known.has(id)) return [];
    return [
      {
        id,
        account,
        subject: entry.subject ?? '',
        journey: entry.journey ?? '',
        definition: entry.definition ?? '',
        mode: entry.status ?? 'live',
        status: 'open',
        startedAt: at,
        step: undefined,
        wakeAt: undefined,
        endedAt: undefined,
        reason: undefined,
        values: entry.values ?? {},
      },
    ];
  });
}
