import { type Command, InvalidArgumentError } from 'commander';
import { isMailbox } from '../../lib/core/touches/mailbox.ts';
import type { Surroundings } from './surroundings.ts';
import { printable } from './table.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
Renders the template with made-up values for everything that it reads, and sends it: into the outbox of the data folder,
unless TOUCHLINE_MODE is "live" and a transport is set. It counts towards no cap and is no touch.
Exit code: 0; 2 when there is no such template or the address is none; 1 when it was not taken.

JSON: {"template", "where", "file" (of the outbox, or null)}

Examples:
  $ touchline send-test onboarding/welcome --to you@example.com
  $ touchline send-test renewal/reminder --to you@example.com --json`;

interface Flags extends ProductFlags {
  readonly to: string;
}

/** Adds `touchline send-test`. */
export function sendTestCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('send-test')
    .summary('send yourself a template')
    .description('Sends a template with made-up values to one address.')
    .argument('<template>', 'id of a template')
    .requiredOption('--to <address>', 'your own address', addressArgument)
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((template: string, flags: Flags) =>
    withProduct(surroundings, flags, async ({ sendTest }) => {
      const { where, file } = await sendTest(template, flags.to);
      printAnswer(flags, { template, where, file: file ?? null }, () => [
        printable(`sent: ${template}, ${where}${file === undefined ? '' : `: ${file}`}`),
      ]);
    }),
  );
}

function addressArgument(text: string): string {
  if (!isMailbox(text)) throw new InvalidArgumentError('an address is one such as "you@example.com".');
  return text;
}
