import type { Command } from 'commander';
import { pageJson, runJson } from '../../lib/adapters/http/answer-json.ts';
import type { RunQuery, RunRow } from '../../lib/app/ports/book-reader.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { choice, given, type ListFlags, MODE, pageLines, withList } from './list-flags.ts';
import type { Surroundings } from './surroundings.ts';
import { type Column, whenOf } from './table.ts';
import { printAnswer, withProduct } from './with-product.ts';

const EXAMPLES = `
Newest first: where each run stands, what comes next, or why it ended. "touchline stop RUN" ends one.
Exit code: 0; 2 when a flag makes no sense, or nothing is in the data folder. An account that is not known has no runs.

JSON: {"items": [{"id", "account", "subject", "journey", "definition" (hash of what it finishes on), "mode" ("live" or
       "shadow"), "status" ("open" or "ended"), "startedAt", "step", "wakeAt", "endedAt", "reason", "values"}],
       "next" (for --cursor, or null)}

Examples:
  $ touchline runs --status open --journey smb-onboarding
  $ touchline runs --account northwind
  $ touchline runs --mode shadow --json`;

interface Flags extends ListFlags, Omit<RunQuery, 'limit' | 'cursor'> {}

/** A run on a line; ages are counted from `now`. */
export const RUN_COLUMNS = (now: Instant): readonly Column<RunRow>[] => [
  { title: 'RUN', cell: ({ id }) => id },
  { title: 'ACCOUNT', cell: ({ account }) => account, cut: true },
  { title: 'JOURNEY', cell: ({ journey }) => journey, cut: true },
  { title: 'STATE', cell: stateOf, cut: true },
  { title: 'STARTED', cell: ({ startedAt }) => whenOf(startedAt, now) },
  { title: 'NEXT', cell: ({ status, wakeAt }) => (status === 'open' ? whenOf(wakeAt, now) : '') },
];

function stateOf({ mode, status, step, reason }: RunRow): string {
  const state = status === 'open' ? `at ${step ?? 'its first step'}` : (reason ?? 'ended');
  return mode === 'shadow' ? `${state} (shadow)` : state;
}

/** Adds `touchline runs`. */
export function runsCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('runs')
    .summary('journeys under way, or over')
    .description('Lists the runs of journeys of all accounts.')
    .addOption(choice('status', ['open', 'ended']))
    .addOption(MODE())
    .addHelpText('after', EXAMPLES);
  withList(command, 'account', 'journey').action((flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { lists }, clock }) => {
      const page = await lists.runs(given(flags, 'account', 'status', 'journey', 'mode', 'cursor', 'limit'));
      printAnswer(flags, pageJson(page, runJson), () => pageLines(page, RUN_COLUMNS(clock.now()), 'no run'));
    }),
  );
}
