import type { Command } from 'commander';
import { ActError } from '../../lib/app/product/acts.ts';
import { plural } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import { printable } from './table.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
Deletes the contact's record, the messages to it and their .eml files, ends its runs, and keeps a hash of its address from
being written to. It cannot be undone: the id has to be typed once more, unless --yes says so. "accounts ACCOUNT" lists
the ids of contacts; --account is only needed where more accounts than one have a contact of that id.
Exit code: 0; 2 when there is no such contact, or nobody to ask and no --yes; 1 when the id was not typed.

JSON: {"account", "contact", "messages" (how many were deleted)}

Examples:
  $ touchline erase c0ffee0123456789
  $ touchline erase c0ffee0123456789 --account northwind --yes --json`;

interface Flags extends ProductFlags {
  readonly account?: string;
  readonly yes?: true;
}

/** Adds `touchline erase`. */
export function eraseCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('erase')
    .summary('delete all that is personal of a contact')
    .description('Deletes all that is personal of a contact.')
    .argument('<contact>', 'id of a contact')
    .option('--account <account>', 'the account that the contact belongs to')
    .option('--yes', 'do not ask')
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((contact: string, flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      if (flags.yes !== true) await confirm(surroundings, contact);
      const { account, messages } = await acts.eraseContact(by, contact, flags.account);
      printAnswer(flags, { account, contact, messages }, () => [
        printable(`erased: ${contact} of ${account}, ${plural(messages, 'message')} deleted`),
      ]);
    }),
  );
}

async function confirm({ ask }: Surroundings, contact: string): Promise<void> {
  const typed = await ask(`This cannot be undone. Type the id of the contact to erase it: `);
  if (typed === undefined)
    throw new ActError('invalid', 'this cannot be undone, and there is nobody to ask: add --yes');
  if (typed.trim() !== contact) throw new ActError('conflict', 'that is another id: nothing was erased');
}
