import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { accountsCommand } from './commands/accounts.ts';
import { auditCommand } from './commands/audit.ts';
import { backfillCommand } from './commands/backfill.ts';
import { controlActCommands } from './commands/control-acts.ts';
import { eraseCommand } from './commands/erase.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { importCommand } from './commands/import.ts';
import { matchCommand } from './commands/match.ts';
import { replayCommand } from './commands/replay.ts';
import { routeCommand } from './commands/route.ts';
import { runsCommand } from './commands/runs.ts';
import { schemaCommand } from './commands/schema.ts';
import { sendTestCommand } from './commands/send-test.ts';
import { shadowCommand } from './commands/shadow.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { suppressCommand } from './commands/suppress.ts';
import { LOCAL, type Surroundings } from './commands/surroundings.ts';
import { taskActCommands } from './commands/task-acts.ts';
import { tasksCommand } from './commands/tasks.ts';
import { testCommand } from './commands/test.ts';
import { tokenCommand } from './commands/token.ts';
import { touchesCommand } from './commands/touches.ts';
import { validateCommand } from './commands/validate.ts';

/** The whole command line, as it is run and as docs/cli.md is written from. */
export function newProgram(surroundings: Surroundings = LOCAL): Command {
  const program = new Command('touchline');
  program.description('Customer-success rules and journeys as JSON: validated, tested, replayed, run.');
  program.version(
    versionOf(new URL('../package.json', import.meta.url)),
    '-V, --version',
    'print the version',
  );
  program.configureHelp({ sortSubcommands: false, showGlobalOptions: false });
  // Before the commands are added, which take it over: bad flags then end in one exit code, as main says.
  program.exitOverride();
  program.helpCommand('help [command]', 'tell more of a command');
  program.commandsGroup('Authoring:');
  validateCommand(program);
  testCommand(program);
  importCommand(program);
  replayCommand(program);
  matchCommand(program);
  routeCommand(program);
  schemaCommand(program);
  program.commandsGroup('Running:');
  startCommand(program);
  for (const add of [backfillCommand, sendTestCommand, suppressCommand, tokenCommand])
    add(program, surroundings);
  exportCommand(program);
  program.commandsGroup('Looking:');
  explainCommand(program);
  for (const add of [statusCommand, accountsCommand, tasksCommand, runsCommand, touchesCommand])
    add(program, surroundings);
  for (const add of [shadowCommand, auditCommand]) add(program, surroundings);
  program.commandsGroup('Acting:');
  for (const add of [taskActCommands, controlActCommands, eraseCommand]) add(program, surroundings);
  return program;
}

function versionOf(packageFile: URL): string {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly version: string };
  return version;
}
