import type { Command } from 'commander';
import { plural } from './options.ts';
import { newProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
FILE holds signals as NDJSON, as "import" writes them and "replay" reads them. They set facts and the baseline of every
rule, and do nothing else: no task, no run, no touch. From then on only changes fire.
Exit code: 0, also where lines were refused; 2 when the file is not there.

JSON: {"signals", "duplicates", "accounts", "rejected", "baselined" (firings that count as known)}

Examples:
  $ touchline import --map crm.map.json exports/*.csv > history.ndjson && touchline backfill history.ndjson
  $ touchline backfill history.ndjson --data .prod --json`;

/** Adds `touchline backfill`. */
export function backfillCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('backfill')
    .summary('take the past in, without acting on it')
    .description('Reads signals of the past for what is known now; nothing fires because of them.')
    .argument('<file>', 'signals as NDJSON')
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((file: string, flags: ProductFlags) =>
    withProduct(surroundings, flags, async ({ backfill }) => {
      const progress = newProgress();
      try {
        const { signals, duplicates, accounts, rejected, baselined } = await backfill(file, (count) =>
          progress.show(`${count} signals read`),
        );
        progress.done();
        printAnswer(flags, { signals, duplicates, accounts, rejected, baselined }, () => [
          `${plural(signals, 'signal')} of ${plural(accounts, 'account')} taken in, ${plural(duplicates, 'duplicate')}, ${plural(rejected, 'line')} refused`,
          `${plural(baselined, 'firing')} taken as known: from here on changes fire`,
        ]);
      } finally {
        progress.done();
      }
    }),
  );
}
