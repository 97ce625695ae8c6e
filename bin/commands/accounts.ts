import type { Command } from 'commander';
import { accountDetailJson, accountJson, pageJson } from '../../lib/adapters/http/answer-json.ts';
import { ActError } from '../../lib/app/product/acts.ts';
import type { AccountRow } from '../../lib/app/product/lists.ts';
import { given, type ListFlags, pageLines, withList } from './list-flags.ts';
import { accountLines } from './print-account.ts';
import type { Surroundings } from './surroundings.ts';
import type { Column } from './table.ts';
import { printAnswer, withProduct } from './with-product.ts';

const EXAMPLES = `
Without ACCOUNT: all accounts in order of their ids, a page at a time. With ACCOUNT, our id or an external one
("hubspot:1042" where more systems than one have it): its facts, contacts (by opaque id), and what is under way.
Exit code: 0; 2 when there is no such account, or nothing in the data folder.

JSON: without ACCOUNT {"items": [{"id", "name", "segment", "stage", "health": {"band", "score", "trust"}, "paused",
       "openTasks", "openRuns"}], "next" (for --cursor, or null)}; with ACCOUNT the same of one, and "facts" (by name
       {"value", "asOf"}), "links": [{"system", "id"}], "contacts": [{"id", "roles", "zone", "reachable"}],
       "runs" and "tasks" (as of those commands).

Examples:
  $ touchline accounts --health red
  $ touchline accounts northwind
  $ touchline accounts --segment strategic --json`;

interface Flags extends ListFlags {
  readonly segment?: string;
  readonly health?: string;
}

const COLUMNS: readonly Column<AccountRow>[] = [
  { title: 'ACCOUNT', cell: ({ id }) => id },
  { title: 'NAME', cell: ({ name }) => name, cut: true },
  { title: 'SEGMENT', cell: ({ segment }) => segment, cut: true },
  { title: 'STAGE', cell: ({ stage }) => stage, cut: true },
  {
    title: 'HEALTH',
    cell: ({ health: { band, score } }) => (score === undefined ? band : `${band} ${score}`),
  },
  { title: 'TASKS', cell: ({ openTasks }) => openTasks, right: true },
  { title: 'RUNS', cell: ({ openRuns }) => openRuns, right: true },
  { title: '', cell: ({ paused }) => (paused ? 'paused' : '') },
];

/** Adds `touchline accounts`. */
export function accountsCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('accounts')
    .summary('accounts, or one of them whole')
    .description('Lists accounts with segment, stage, health and what is open, or shows one of them.')
    .argument('[account]', 'our id of an account, or an external one')
    .addHelpText('after', EXAMPLES);
  withList(command, 'segment', 'health').action((account: string | undefined, flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { lists }, clock }) => {
      if (account === undefined) {
        const page = await lists.accounts(given(flags, 'segment', 'health', 'cursor', 'limit'));
        const none = page.next === undefined ? 'no account' : 'no account on this page';
        printAnswer(flags, pageJson(page, accountJson), () => pageLines(page, COLUMNS, none));
        return;
      }
      const found = await lists.account(account);
      if (found === undefined) throw new ActError('not-found', `there is no account "${account}"`);
      printAnswer(flags, accountDetailJson(found), () => accountLines(found, clock.now()));
    }),
  );
}
