import type { Command } from 'commander';
import { pageJson, taskJson } from '../../lib/adapters/http/answer-json.ts';
import type { TaskQuery, TaskRow } from '../../lib/app/ports/book-reader.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { choice, given, type ListFlags, MODE, pageLines, withList } from './list-flags.ts';
import type { Surroundings } from './surroundings.ts';
import { type Column, whenOf } from './table.ts';
import { printAnswer, withProduct } from './with-product.ts';

const EXAMPLES = `
Newest first. A task is worked on with "complete", "assign" and "snooze", one that asks for an approval with "approve" and
"decline"; what is in shadow is on the record only.
Exit code: 0; 2 when a flag makes no sense, or nothing is in the data folder. An account that is not known has no tasks.

JSON: {"items": [{"id", "account", "subject", "reason", "title", "kind" ("task" or "approval"), "mode" ("live" or
       "shadow"), "status" ("open" or "closed"), "assignee", "priority", "outcomes" (one of them closes it), "createdAt",
       "dueAt", "closedAt", "outcome", "rule", "run"}], "next" (for --cursor, or null)}

Examples:
  $ touchline tasks --status open --mode live
  $ touchline tasks --assignee queue:digital --kind approval
  $ touchline tasks --account northwind --json`;

interface Flags extends ListFlags, Omit<TaskQuery, 'limit' | 'cursor'> {}

/** A task on a line; ages are counted from `now`. */
export const TASK_COLUMNS = (now: Instant): readonly Column<TaskRow>[] => [
  { title: 'TASK', cell: ({ id }) => id },
  { title: 'ACCOUNT', cell: ({ account }) => account, cut: true },
  { title: 'STATE', cell: stateOf, cut: true },
  { title: 'DUE', cell: ({ status, dueAt }) => (status === 'open' ? whenOf(dueAt, now) : '') },
  { title: 'FOR', cell: ({ assignee }) => assignee, cut: true },
  { title: 'WHAT', cell: ({ title, priority }) => (priority === 'high' ? `! ${title}` : title), cut: true },
];

function stateOf({ kind, mode, status, outcome }: TaskRow): string {
  const state = status === 'open' ? (kind === 'approval' ? 'asks approval' : 'open') : (outcome ?? 'closed');
  return mode === 'shadow' ? `${state} (shadow)` : state;
}

/** Adds `touchline tasks`. */
export function tasksCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('tasks')
    .summary('what people are to do, or did')
    .description('Lists tasks and approvals of all accounts.')
    .addOption(choice('status', ['open', 'closed']))
    .addOption(choice('kind', ['task', 'approval']))
    .addOption(MODE())
    .addHelpText('after', EXAMPLES);
  withList(command, 'account', 'assignee', 'reason').action((flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { lists }, clock }) => {
      const page = await lists.tasks(
        given(flags, 'account', 'status', 'assignee', 'reason', 'kind', 'mode', 'cursor', 'limit'),
      );
      printAnswer(flags, pageJson(page, taskJson), () =>
        pageLines(page, TASK_COLUMNS(clock.now()), 'no task'),
      );
    }),
  );
}
