import type { Command } from 'commander';
import { taskJson } from '../../lib/adapters/http/answer-json.ts';
import type { TaskRow } from '../../lib/app/ports/book-reader.ts';
import { ActError } from '../../lib/app/product/acts.ts';
import type { LevelValue } from '../../lib/core/accounts/cell.ts';
import { formatInstant } from '../../lib/core/time/instant.ts';
import { fieldArgument, instantOf, lineArgument, type Until, untilArgument } from './act-arguments.ts';
import type { Surroundings } from './surroundings.ts';
import { printable } from './table.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const CODES = `Exit code: 0; 2 when there is no such task or what was asked makes no sense; 1 when it is closed already or in shadow.`;
const JSON_TEXT = `JSON: the task as it is then, with the keys that "tasks" has for each of its "items".`;

interface CompleteFlags extends ProductFlags {
  readonly outcome?: string;
  readonly field?: Readonly<Record<string, LevelValue>>;
}

interface SnoozeFlags extends ProductFlags {
  readonly until: Until;
  readonly reason: string;
}

interface DecisionFlags extends ProductFlags {
  readonly reason?: string;
}

/** Adds `complete`, `assign`, `snooze`, `approve` and `decline`. */
export function taskActCommands(program: Command, surroundings: Surroundings): void {
  completeCommand(program, surroundings);
  assignCommand(program, surroundings);
  snoozeCommand(program, surroundings);
  decisionCommand(program, surroundings, 'approve');
  decisionCommand(program, surroundings, 'decline');
}

function completeCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('complete')
    .summary('close a task')
    .description('Closes a task, with how it ended.')
    .argument('<task>', 'id of a task')
    .option('--outcome <outcome>', 'how it ended, where the task has outcomes', lineArgument)
    .option('--field <name=value>', 'more to put on record; may be given again', fieldArgument)
    .addHelpText(
      'after',
      `
A task that has outcomes is closed with one of them ("tasks --json" shows them). A field is a number, true, false, or text.
${CODES}

${JSON_TEXT}

Examples:
  $ touchline complete 5f1c2b7a9d3e4f60a1b2c3d4 --outcome recovered
  $ touchline complete 5f1c2b7a9d3e4f60a1b2c3d4 --field cause="new admin" --field seats=12`,
    );
  withProductFlags(command).action((task: string, flags: CompleteFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const { outcome, field: fields } = flags;
      const how = {
        ...(outcome === undefined ? {} : { outcome }),
        ...(fields === undefined ? {} : { fields }),
      };
      printTask(flags, await acts.completeTask(by, task, how), 'completed');
    }),
  );
}

function assignCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('assign')
    .summary('give a task to somebody')
    .description('Gives a task to a person or queue.')
    .argument('<task>', 'id of a task')
    .argument('<who>', 'who is to do it, such as "sam" or "queue:digital"')
    .addHelpText(
      'after',
      `
${CODES}

${JSON_TEXT}

Examples:
  $ touchline assign 5f1c2b7a9d3e4f60a1b2c3d4 sam
  $ touchline assign 5f1c2b7a9d3e4f60a1b2c3d4 queue:digital --json`,
    );
  withProductFlags(command).action((task: string, who: string, flags: ProductFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const after = await acts.assignTask(by, task, who);
      printTask(flags, after, `given to ${after.assignee}`);
    }),
  );
}

function snoozeCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('snooze')
    .summary('put a task off')
    .description('Puts a task off until later.')
    .argument('<task>', 'id of a task')
    .requiredOption('--until <when>', 'an instant, or a span from now', untilArgument)
    .requiredOption('--reason <text>', 'why it can wait', lineArgument)
    .addHelpText(
      'after',
      `
WHEN is RFC 3339 ("2026-06-08T09:00:00Z"), or a span: "P3D", "PT4H", "2 business days", by the product's clock and calendar.
${CODES}

${JSON_TEXT}

Examples:
  $ touchline snooze 5f1c2b7a9d3e4f60a1b2c3d4 --until P7D --reason "champion is on holiday"
  $ touchline snooze 5f1c2b7a9d3e4f60a1b2c3d4 --until "2 business days" --reason "waits for legal"`,
    );
  withProductFlags(command).action((task: string, flags: SnoozeFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts }, clock, rulebook }, by) => {
      const at = instantOf(flags.until, clock.now(), rulebook);
      if (at === undefined) throw new ActError('invalid', 'until lies too far ahead');
      const until = formatInstant(at);
      printTask(flags, await acts.snoozeTask(by, task, until, flags.reason), `put off until ${until}`);
    }),
  );
}

function decisionCommand(
  program: Command,
  surroundings: Surroundings,
  decision: 'approve' | 'decline',
): void {
  const isApproval = decision === 'approve';
  const command = program
    .command(decision)
    .summary(isApproval ? 'let go what waits for approval' : 'refuse what waits for approval')
    .description(isApproval ? 'Approves what a task asks for.' : 'Declines what a task asks for.')
    .argument('<task>', 'id of a task that asks for approval')
    .option('--reason <text>', 'why', lineArgument)
    .addHelpText(
      'after',
      `
"touchline tasks --kind approval --status open" lists what waits.
${CODES}

${JSON_TEXT}

Examples:
  $ touchline ${decision} 6a1c2b7a9d3e4f60a1b2c3d4
  $ touchline ${decision} 6a1c2b7a9d3e4f60a1b2c3d4 --reason "${isApproval ? 'agreed with sales' : 'not before renewal'}"`,
    );
  withProductFlags(command).action((task: string, flags: DecisionFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const after = await acts.decideApproval(by, task, decision, flags.reason);
      printTask(flags, after, isApproval ? 'approved' : 'declined');
    }),
  );
}

function printTask(flags: ProductFlags, task: TaskRow, done: string): void {
  printAnswer(flags, taskJson(task), () => [
    printable(`${done}: ${task.title} (${task.account}, ${task.id})`),
  ]);
}
