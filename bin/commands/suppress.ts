import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { csvSource } from '../../lib/adapters/local/read-csv.ts';
import { lineArgument } from './act-arguments.ts';
import { plural } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
FILE has one address a line, or is CSV (with commas, semicolons or tabs) whose first column is the address; a header is
passed over. Only keyed hashes of the addresses are kept, and no address is ever printed.
Exit code: 0, also where lines were refused; 2 when the file cannot be read.

JSON: {"added", "refused" (lines that are no address)}; one that was there already is neither.

Examples:
  $ touchline suppress import unsubscribed.csv
  $ touchline suppress import bounces.txt --reason "bounced in the old system"`;

const FIRST_LINE_BYTES = 4096;

interface Flags extends ProductFlags {
  readonly reason: string;
}

/** Adds `touchline suppress import`. */
export function suppressCommand(program: Command, surroundings: Surroundings): void {
  const suppress = program
    .command('suppress')
    .summary('addresses to which nothing goes any more')
    .description('Keeps addresses from being written to.');
  const command = suppress
    .command('import')
    .summary('read them from a file')
    .description('Reads addresses from a file, to which nothing goes any more.')
    .argument('<file>', 'one address a line, or CSV')
    .option('--reason <text>', 'why, for the record', lineArgument, 'imported')
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((file: string, flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const done = await acts.suppressAddresses(by, await addressesOf(file), flags.reason);
      printAnswer(flags, { added: done.added, refused: done.refused }, () => [
        `${done.added} ${done.added === 1 ? 'address' : 'addresses'} added, ${plural(done.refused, 'line')} refused`,
      ]);
    }),
  );
}

/** What stands first on each line. Throws BrokenFile. */
async function addressesOf(file: string): Promise<string[]> {
  const addresses: string[] = [];
  let isFirst = true;
  for await (const { cells } of csvSource(file).rows(await delimiterOf(file))) {
    const [first = ''] = cells;
    // A header names its columns; an address has an "@".
    if (!isFirst || first.includes('@')) addresses.push(first);
    isFirst = false;
  }
  return addresses;
}

/** Spreadsheets write what their country does: the first of the usual ones on the first line, of which no address has any. */
async function delimiterOf(file: string): Promise<string> {
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', end: FIRST_LINE_BYTES }))
      return /^[^\r\n]*?([,;\t])/.exec(String(chunk))?.[1] ?? ',';
  } catch {
    // The reader of the rows says what is wrong with the file.
  }
  return ',';
}
