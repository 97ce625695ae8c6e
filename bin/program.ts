import { Command } from 'commander';
import { explainCommand } from './commands/explain.ts';
import { importCommand } from './commands/import.ts';
import { matchCommand } from './commands/match.ts';
import { replayCommand } from './commands/replay.ts';
import { schemaCommand } from './commands/schema.ts';
import { testCommand } from './commands/test.ts';
import { validateCommand } from './commands/validate.ts';

/** The whole command line, as it is run and as docs/cli.md is written from. */
export function newProgram(): Command {
  const program = new Command('touchline');
  program.description('Customer-success rules and journeys as JSON: validated, tested, replayed, explained.');
  program.configureHelp({ sortSubcommands: false, showGlobalOptions: false });
  // Before the commands are added, which take it over: bad flags then end in one exit code, as main says.
  program.exitOverride();
  validateCommand(program);
  testCommand(program);
  importCommand(program);
  replayCommand(program);
  explainCommand(program);
  matchCommand(program);
  schemaCommand(program);
  return program;
}
