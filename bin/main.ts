import { RulebookFolderError } from '../lib/adapters/local/load-rulebook.ts';
import { KeptDataError } from '../lib/adapters/local/open-kept-data.ts';
import { DatabaseFileError } from '../lib/adapters/local/sqlite/database-error.ts';
import { EXIT } from './commands/options.ts';
import { newProgram } from './program.ts';

/** Runs the command line: every error ends in one clear line on stderr and an exit code that says what kind it is. */
export async function main(argv: readonly string[]): Promise<void> {
  const program = newProgram();
  try {
    await program.parseAsync(argv as string[]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

function exitCodeOf(error: unknown): number {
  if (isCommanderError(error)) return error.exitCode === 0 ? EXIT.ok : EXIT.invalid;
  if (
    error instanceof RulebookFolderError ||
    error instanceof KeptDataError ||
    error instanceof DatabaseFileError
  ) {
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.invalid;
  }
  process.stderr.write(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}

/** commander has told the reader already: bad flags, or help that was asked for. */
function isCommanderError(error: unknown): error is { exitCode: number } {
  return (
    error instanceof Error &&
    'code' in error &&
    String(error.code).startsWith('commander.') &&
    'exitCode' in error
  );
}
