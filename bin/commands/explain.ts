import { type Command, InvalidArgumentError } from 'commander';
import { openKeptData } from '../../lib/adapters/local/open-kept-data.ts';
import { explainAccount } from '../../lib/app/explain/explain-account.ts';
import { explainRule } from '../../lib/app/explain/explain-rule.ts';
import { hint } from '../../lib/core/authoring/suggest.ts';
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
import { printAccount, printRule } from './print-explain.ts';
import { openValidRulebook } from './valid-rulebook.ts';

const EXAMPLES = `
Without RULE: where the account stands, what is under way, and the last things decided. With RULE: why it fires or does
not, comparison by comparison, with value, threshold and age of each fact (✓ true, ✗ false, ? unknown), and its history.
Exit code: 0; 2 when the account, the rule, the rulebook or the data is not there.

JSON: without RULE {"account", "at", "segment", "stages", "health", "facts", "firing", "runs", "tasks", "ledger"};
       with RULE {"account", "at", "rulebook", "rule", "description", "status", "kind", "gate"?,
       "subjects": [{"subject", "state", "holds", "since"?, "firedAt"?, "count", "trace"}], "history": [ledger entries]}

Examples:
  $ touchline explain A-1042
  $ touchline explain A-1042 login-drop-3-weeks --data .replay
  $ touchline explain A-1042 --json`;

interface Flags extends RulesFlags, FormatFlags {
  readonly data: string;
  readonly last: number;
}

/** Adds `touchline explain`. */
export function explainCommand(program: Command): void {
  const command = program
    .command('explain')
    .summary('why something happened to an account, or did not')
    .description('Explains an account as it stands, or why a rule fires for it or does not.')
    .argument('<account>', 'id of an account')
    .argument('[rule]', 'id of a rule, or of a journey with an "enter"')
    .option('--last <count>', 'how many of the last things decided are shown', countArgument, 20)
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(withData(command))).action(
    async (account: string, rule: string | undefined, flags: Flags) => {
      process.exitCode = await runExplain(account, rule, flags);
    },
  );
}

function countArgument(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('a count is 0 or more.');
  return count;
}

async function runExplain(account: string, id: string | undefined, flags: Flags): Promise<number> {
  const rulebook = await openValidRulebook(flags);
  if (rulebook === undefined) return EXIT.invalid;
  const rule = rulebook.rules.find((one) => one.id === id);
  if (id !== undefined && rule === undefined) {
    process.stderr.write(
      `error: unknown rule "${id}"${hint(
        id,
        rulebook.rules.map((one) => one.id),
      )}\n`,
    );
    return EXIT.invalid;
  }
  const { kept, close } = await openKeptData(flags.data, rulebook);
  const work = await kept.work(account);
  if (work === undefined) {
    process.stderr.write(
      `error: there is no account "${account}" in ${flags.data}${hint(account, await kept.someIds())}\n`,
    );
    close();
    return EXIT.invalid;
  }
  if (rule === undefined) {
    const explained = explainAccount(work, await kept.lastEntries(account, flags.last));
    if (formatOf(flags) === 'json') printJson(explained);
    else printAccount(explained, work.now);
  } else {
    const explained = explainRule(work, rule, await kept.entriesOf(account, rule.id));
    if (formatOf(flags) === 'json')
      printJson({ account, at: kept.at, rulebook: rulebook.hash, ...explained });
    else printRule(account, explained, work.now);
  }
  close();
  return EXIT.ok;
}
