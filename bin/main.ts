import { isClosedPipe } from '../lib/adapters/local/line-writer.ts';
import { exitCodeOf } from './commands/exit-code-of.ts';
import { LOCAL, type Surroundings } from './commands/surroundings.ts';
import { newProgram } from './program.ts';

/** Runs the command line as a process: what its streams say of a reader who has gone is heard here. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onWriteError);
  await runCommand(argv, LOCAL);
}

/** Runs one command: every error ends in one clear line on stderr and an exit code that says what kind it is. */
export async function runCommand(argv: readonly string[], surroundings: Surroundings): Promise<void> {
  try {
    await newProgram(surroundings).parseAsync(argv as string[]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
  }
}

/**
 * A reader that has enough (`touchline test | head -1`) is no failure: the command runs to its end, says the rest to
 * nobody, and its exit code stands.
 */
function onWriteError(error: Error): void {
  if (!isClosedPipe(error)) throw error;
}
