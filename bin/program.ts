import { Command } from 'commander';

import { importCommand } from './commands/import.ts';

import { schemaCommand } from './commands/schema.ts';
import { testCommand } from './commands/test.ts';
import { validateCommand } from './commands/validate.ts';

/** The whole command line, as it is run and as docs/cli.md is written from. */
export function newProgram(): Command {
  const program = new Command('touchline');
  program.description('Customer-success rules and journeys as JSON: validated, tested, replayed, explained.');
  program.configureHelp({ sortSubcommands: false, showGlobalOptions: false });
  validateCommand(program);
  testCommand(program);
  importCommand(program);

  schemaCommand(program);
  return program;
}
