import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Page } from '../../lib/app/ports/touch-store.ts';
import { colour } from './options.ts';
import { type Column, tableLines } from './table.ts';
import { type ProductFlags, withProductFlags } from './with-product.ts';

const MOST = 200;

/** Flags that narrow a list, by the name that the query has for them too. */
const FILTERS = {
  account: '--account <account>',
  assignee: '--assignee <who>',
  contact: '--contact <contact>',
  journey: '--journey <journey>',
  reason: '--reason <reason>',
  segment: '--segment <segment>',
  health: '--health <band>',
  act: '--act <act>',
} as const;
const MEANING: Readonly<Record<keyof typeof FILTERS, string>> = {
  account: 'only of this account: our id, or an external one',
  assignee: 'only of this person or queue',
  contact: 'only to this contact, by id',
  journey: 'only of this journey',
  reason: 'only for this reason',
  segment: 'only of this segment',
  health: 'only of this health band',
  act: 'only this act, such as "task.complete"',
};

export interface ListFlags extends ProductFlags {
  readonly limit: number;
  readonly cursor?: string;
}

/** Adds what every list has: the filters named, the flags of a page, and those of the product. */
export function withList(command: Command, ...filters: readonly (keyof typeof FILTERS)[]): Command {
  for (const name of filters) command.option(FILTERS[name], MEANING[name]);
  command
    .option('--limit <count>', `how many, at most ${MOST}`, limitArgument, 50)
    .option('--cursor <cursor>', 'go on where a list ended: the "next" of its JSON');
  return withProductFlags(command);
}

/** `--status`, `--channel`, `--mode`, `--kind`: one of a few words. */
export function choice(name: string, words: readonly string[]): Option {
  return new Option(`--${name} <${name}>`, `only of this ${name}`).choices(words);
}

/** `--mode`, since a list holds what is in shadow as well. */
export const MODE = () =>
  new Option('--mode <mode>', 'only what is live, or in shadow').choices(['live', 'shadow']);

function limitArgument(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MOST)
    throw new InvalidArgumentError(`a limit is 1 to ${MOST}.`);
  return count;
}

/** What was given of these flags, as a query has it. */
export function given<Flags extends object, Name extends keyof Flags>(
  flags: Flags,
  ...names: readonly Name[]
): Pick<Flags, Name> {
  const query: Partial<Pick<Flags, Name>> = {};
  for (const name of names) if (flags[name] !== undefined) query[name] = flags[name];
  return query as Pick<Flags, Name>;
}

/** A page as a table, with how to see more, or what it means that there is nothing. */
export function pageLines<Row>(page: Page<Row>, columns: readonly Column<Row>[], none: string): string[] {
  const lines = page.items.length === 0 ? [none] : tableLines(columns, page.items);
  return page.next === undefined ? lines : [...lines, colour('dim', `there are more: --cursor ${page.next}`)];
}
