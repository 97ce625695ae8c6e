import type { Command } from 'commander';
import type { Actor } from '../../lib/app/ports/access-tokens.ts';
import {
  EXIT,
  type FormatFlags,
  formatOf,
  printJson,
  type RulesFlags,
  withData,
  withFormat,
  withRules,
} from './options.ts';
import type { CommandProduct, Surroundings } from './surroundings.ts';
import { openValidRulebook } from './valid-rulebook.ts';

export interface ProductFlags extends RulesFlags, FormatFlags {
  readonly data: string;
}

/** `--data`, `--rules`, `--format` and `--json`, which every command on a running product has. */
export function withProductFlags(command: Command): Command {
  return withFormat(withRules(withData(command)));
}

/**
 * Opens the product that `--data` and `--rules` name, beside a running server or without one, uses it as the person at
 * the keyboard, and closes it whatever happens. Errors go up to `main`, which knows the line and the exit code of each.
 */
export async function withProduct(
  { checkData, open, user }: Surroundings,
  flags: ProductFlags,
  use: (opened: CommandProduct, by: Actor) => Promise<void>,
): Promise<void> {
  checkData(flags.data);
  const rulebook = await openValidRulebook(flags);
  if (rulebook === undefined) {
    process.exitCode = EXIT.invalid;
    return;
  }
  const opened = await open(flags.data, rulebook);
  try {
    await use(opened, actorOf(user()));
  } finally {
    await opened.close();
  }
}

/** Whoever may write to the data folder may do everything; the record says that it was done here. */
function actorOf(user: string): Actor {
  return { name: `cli:${user.replaceAll(/[^\w.@-]/g, '_').slice(0, 60)}`, role: 'admin' };
}

/** Prints what came of a command: one JSON object, or lines for a person. */
export function printAnswer(flags: FormatFlags, json: unknown, lines: () => readonly string[]): void {
  if (formatOf(flags) === 'json') printJson(json);
  else process.stdout.write(`${lines().join('\n')}\n`);
}
