import type { Command } from 'commander';
import { plural, withData } from './options.ts';

const EXAMPLES = `
Signals go to stdout, one JSON object a line, in the order in which they were decided; how many there were goes to stderr.
They hold opaque ids and no personal data: an address is only there as the key that counts it. Acts of people are signals
too, and are among them. "replay" decides them again as the product has, but for what no signal says: rules that paused
themselves, the kill switch, addresses that were suppressed, sends that failed, and what a backfill took as known.
Exit code: 0; 2 when nothing is kept there, or no such account.

Examples:
  $ touchline export > signals.ndjson && touchline replay signals.ndjson
  $ touchline export --account northwind --data .prod | touchline replay - --json`;

interface Flags {
  readonly data: string;
  readonly account?: string;
}

/** Adds `touchline export`. */
export function exportCommand(program: Command): void {
  const command = program
    .command('export')
    .summary('write the signals that are kept, for a replay')
    .description('Writes the signals that the product has taken in, so that they can be replayed.')
    .option('--account <account>', 'of this account alone: our id, or an external one')
    .addHelpText('after', EXAMPLES);
  withData(command).action(async ({ data, account }: Flags) => {
    const { exportLog } = await import('../../lib/adapters/local/export-log.ts');
    const signals = await exportLog(data, account, process.stdout);
    process.stderr.write(`${plural(signals, 'signal')}\n`);
  });
}
