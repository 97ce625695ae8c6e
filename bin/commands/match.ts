import type { Command } from 'commander';
import { openKeptData } from '../../lib/adapters/local/open-kept-data.ts';
import { RuleMatcher } from '../../lib/app/explain/match-rule.ts';
import { hint } from '../../lib/core/authoring/suggest.ts';
import {
  colour,
  EXIT,
  type FormatFlags,
  formatOf,
  plural,
  printJson,
  type RulesFlags,
  withData,
  withFormat,
  withRules,
} from './options.ts';
import { openValidRulebook } from './valid-rulebook.ts';

const EXAMPLES = `
Asks a rule of every account that was kept by "replay --data" (or by a running Touchline), as things stand there now,
with the rulebook as it is on disk: change a threshold and ask again. An event rule has nothing to be asked about.
Exit code: 0; 2 when the rule, the rulebook or the data is not there.

JSON: {"rule", "at", "accounts", "matches": [ids], "not" (count by deciding comparison), "unknown" (count by fact and
       why), "gated" (count by segment)}

Examples:
  $ touchline match seat-limit-80
  $ touchline match health-red --data .replay --json`;

interface Flags extends RulesFlags, FormatFlags {
  readonly data: string;
}

/** Adds `touchline match`. */
export function matchCommand(program: Command): void {
  const command = program
    .command('match')
    .summary('which accounts a rule matches now, and why not the rest')
    .description('Tells which accounts a rule matches now, and what keeps it from the rest, as counts.')
    .argument('<rule>', 'id of a rule')
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(withData(command))).action(async (id: string, flags: Flags) => {
    process.exitCode = await runMatch(id, flags);
  });
}

async function runMatch(id: string, flags: Flags): Promise<number> {
  const rulebook = await openValidRulebook(flags);
  if (rulebook === undefined) return EXIT.invalid;
  const rule = rulebook.rules.find((one) => one.id === id);
  if (rule === undefined || rule.on !== undefined) {
    const why =
      rule === undefined
        ? `unknown rule "${id}"${hint(
            id,
            rulebook.rules.map((one) => one.id),
          )}`
        : `"${id}" is an event rule: it is asked of signals, not of accounts`;
    process.stderr.write(`error: ${why}\n`);
    return EXIT.invalid;
  }
  const { kept, close } = await openKeptData(flags.data, rulebook);
  const matcher = new RuleMatcher(rule);
  for await (const work of kept.works()) matcher.add(work);
  close();
  const match = matcher.result();
  if (formatOf(flags) === 'json') printJson({ ...match, at: kept.at });
  else {
    const out = [
      colour(
        'bold',
        `${id} matches ${match.matches.length} of ${plural(match.accounts, 'account')} at ${kept.at}`,
      ),
    ];
    for (const one of match.matches.slice(0, 20)) out.push(`  ${one}`);
    if (match.matches.length > 20) out.push(`  … and ${match.matches.length - 20} more`);
    table(out, 'not', match.not);
    table(out, 'not known', match.unknown);
    table(out, 'not asked', match.gated);
    process.stdout.write(`${out.join('\n')}\n`);
  }
  return EXIT.ok;
}

function table(out: string[], title: string, counts: Readonly<Record<string, number>>): void {
  const rows = Object.entries(counts);
  if (rows.length === 0) return;
  out.push(title);
  for (const [what, count] of rows) out.push(`${String(count).padStart(7)}  ${what}`);
}
