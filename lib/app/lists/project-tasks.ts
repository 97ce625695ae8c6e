import type { AccountJson } from '../../core/accounts/account-json.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { OpenTask } from '../../core/rules/task.ts';
import type { TaskRow } from '../ports/book-reader.ts';
import { changedRows } from './changed-rows.ts';

/** Task rows that a commit changes. */
export function projectTasks(
  account: AccountJson,
  ledger: readonly LedgerEntry[],
  before: readonly TaskRow[],
): TaskRow[] {
  const open = new Map(account.tasks.map((task) => [task.id, openRow(account.id, task)]));
  const over = [...before, ...passingRows(account.id, ledger, before)].filter(({ id }) => !open.has(id));
  return [...over.map((row) => closedRow(row, ledger, account)), ...changedRows([...open.values()], before)];
}

function openRow(account: string, task: OpenTask): TaskRow {
  const { id, subject, reason, title, kind, assignee, priority, outcomes, createdAt, dueAt, origin } = task;
  return {
    id,
    account,
    subject,
    reason,
    title,
    kind,
    mode: task.status,
    status: 'open',
    assignee,
    priority,
    outcomes,
    createdAt,
    dueAt,
    closedAt: undefined,
    outcome: undefined,
    rule: origin.kind === 'rule' ? origin.rule : undefined,
    run: origin.kind === 'run' ? origin.run : undefined,
  };
}

/** A task in shadow goes without a word when nobody could be waiting for it any more. */
function closedRow(row: TaskRow, ledger: readonly LedgerEntry[], account: AccountJson): TaskRow {
  const closing = ledger.findLast(({ kind, task }) => kind === 'task-closed' && task === row.id);
  const assignee = lastAssignee(ledger, row.id) ?? row.assignee;
  const ended = { closedAt: closing?.at ?? account.now, outcome: closing?.to ?? 'vanished' };
  return { ...row, status: 'closed', assignee, ...ended };
}

/** Tasks opened by this commit that were there for no commit to see: what the ledger says of them is all there is. */
function passingRows(account: string, ledger: readonly LedgerEntry[], before: readonly TaskRow[]): TaskRow[] {
  const known = new Set(before.map(({ id }) => id));
  return ledger.flatMap((entry): TaskRow[] => {
    const { kind, task: id, at } = entry;
    if (kind !== 'task-created' || id === undefined || known.has(id)) return [];
    known.add(id);
    const asked = ledger.some((one) => one.kind === 'approval-asked' && one.task === id);
    return [
      {
        id,
        account,
        subject: entry.subject ?? '',
        reason: entry.reason ?? '',
        title: entry.detail ?? '',
        kind: asked ? 'approval' : 'task',
        mode: entry.status ?? 'live',
        status: 'open',
        assignee: entry.to ?? '',
        priority: asked ? 'high' : 'normal',
        outcomes: asked ? ['approve', 'decline'] : [],
        createdAt: at,
        dueAt: entry.until ?? at,
        closedAt: undefined,
        outcome: undefined,
        rule: entry.run === undefined ? entry.rule : undefined,
        run: entry.run,
      },
    ];
  });
}

function lastAssignee(ledger: readonly LedgerEntry[], id: string): string | undefined {
  const moved = ({ kind, task }: LedgerEntry) =>
    (kind === 'task-assigned' || kind === 'task-escalated') && task === id;
  return ledger.findLast(moved)?.to;
}
