import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openRulebook } from '../../lib/adapters/local/open-rulebook.ts';
import { formatIssue } from '../../lib/core/authoring/issue.ts';
import { benchEvaluation } from './bench-evaluation.ts';
import { benchReplay } from './bench-replay.ts';
import { versionOf } from './contender.ts';
import { printFigures } from './print-figures.ts';

/** Fixed sizes and seeds: figures of two machines or two days are about the same work. */
const EVALUATION = { rules: 60, accounts: 10_000, rounds: 5, seed: 20_260_601 };
const HISTORY = { signals: 200_000, accounts: 500, days: 200, seed: 20_260_105 };
const REPLAY_ROUNDS = 5;

const USAGE = `usage: npm run -s bench -- [--json] [--rules DIR]

Measures Touchline beside json-rules-engine, json-logic-engine and bare JSON.parse: medians of alternating rounds in
one process, on generated data. Takes about two minutes. Exit code 1 if the engines do not agree.`;

const { values: flags } = parseArgs({
  options: { json: { type: 'boolean' }, rules: { type: 'string' }, help: { type: 'boolean' } },
});
if (flags.help === true) console.log(USAGE);
else process.exitCode = await run(flags.rules ?? 'rules');

async function run(folder: string): Promise<number> {
  const tell = (text: string) => void process.stderr.write(`${text}\n`);
  const { rulebook, issues } = await openRulebook(folder);
  if (rulebook === undefined) {
    for (const issue of issues) tell(formatIssue(issue));
    return 2;
  }
  // Replay first: in the product, too, it runs in a process that has done nothing else.
  const { wakeupsPerQuietAccount, ...replay } = await benchReplay(rulebook, HISTORY, REPLAY_ROUNDS, tell);
  const evaluation = await benchEvaluation(EVALUATION, tell);
  const figures = {
    node: process.version,
    cores: availableParallelism(),
    peers: {
      'json-rules-engine': versionOf('json-rules-engine'),
      'json-logic-engine': versionOf('json-logic-engine'),
    },
    rules: { ...evaluation, wakeupsPerQuietAccount },
    replay,
  };
  if (flags.json === true) console.log(JSON.stringify(figures, null, 2));
  else printFigures(figures);
  return evaluation.identical ? 0 : 1;
}
