import type { Command } from 'commander';
import { shadowJson } from '../../lib/adapters/http/answer-json.ts';
import type { ShadowReport } from '../../lib/app/product/lists.ts';
import { colour } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import { tableLines } from './table.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
What the rules and journeys in shadow would have done, had they been live, by what the ledgers of all accounts hold.
Exit code: 0; 2 when nothing is in the data folder.

JSON: {"from", "to", "rules": [{"rule", "firings", "accounts", "tasks", "runs", "notices", "opportunities"}],
       "journeys": [{"journey", "runs", "touches" (by template), "suppressed" (by reason), "tasks"}]}

Examples:
  $ touchline shadow
  $ touchline shadow --json | jq '.rules[] | select(.firings > 20)'`;

/** Adds `touchline shadow`. */
export function shadowCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('shadow')
    .summary('what the rules in shadow would have done')
    .description('Reports what rules and journeys in shadow would have done.')
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((flags: ProductFlags) =>
    withProduct(surroundings, flags, async ({ product }) => {
      const report = await product.lists.shadow();
      printAnswer(flags, shadowJson(report), () => shadowLines(report));
    }),
  );
}

function shadowLines({ from, to, rules, journeys }: ShadowReport): string[] {
  if (rules.length === 0 && journeys.length === 0) return ['nothing is in shadow'];
  const span =
    from === undefined || to === undefined
      ? 'Nothing was decided in shadow yet'
      : `Decided in shadow, ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  const out = [colour('bold', span)];
  if (rules.length > 0)
    out.push(
      '',
      ...tableLines(
        [
          { title: 'RULE', cell: ({ rule }) => rule, cut: true },
          { title: 'FIRINGS', cell: ({ firings }) => firings, right: true },
          { title: 'ACCOUNTS', cell: ({ accounts }) => accounts, right: true },
          { title: 'TASKS', cell: ({ tasks }) => tasks, right: true },
          { title: 'RUNS', cell: ({ runs }) => runs, right: true },
          { title: 'NOTICES', cell: ({ notices }) => notices, right: true },
          { title: 'OPPORTUNITIES', cell: ({ opportunities }) => opportunities, right: true },
        ],
        rules,
      ),
    );
  if (journeys.length > 0)
    out.push(
      '',
      ...tableLines(
        [
          { title: 'JOURNEY', cell: ({ journey }) => journey, cut: true },
          { title: 'RUNS', cell: ({ runs }) => runs, right: true },
          { title: 'TASKS', cell: ({ tasks }) => tasks, right: true },
          { title: 'TOUCHES', cell: ({ touches }) => counts(touches), cut: true },
          { title: 'NOT SENT', cell: ({ suppressed }) => counts(suppressed), cut: true },
        ],
        journeys,
      ),
    );
  return out;
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
