import type { Command } from 'commander';
import { statusJson } from '../../lib/adapters/http/answer-json.ts';
import type { ProductStatus } from '../../lib/app/product/lists.ts';
import { colour, plural } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import { printable, whenOf } from './table.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
Queues, sources that fell silent, rules that paused themselves, sends of which nobody knows whether they went, what is
stopped, and what comes next. "now" is by the product's clock, which a demonstration runs fast.
Exit code: 0, whatever it says; 2 when nothing is in the data folder.

JSON: {"now", "rulebook", "mode" ("outbox" or "live"), "environment", "queues": {"signals", "effects", "parked",
       "quarantined"}, "sources": [{"source", "lastHeard", "silent"}], "pausedRules": [{"rule", "at", "reason"}],
       "ambiguousSends": [ids of touches], "nextDue", "kill": {"everything", "journeys", "topics"}, "accounts"}

Examples:
  $ touchline status
  $ touchline status --data .prod --json | jq .queues`;

/** Adds `touchline status`. */
export function statusCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('status')
    .summary('how the product stands')
    .description('Tells how the product stands: what waits, what is silent, paused, stopped or in doubt.')
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((flags: ProductFlags) =>
    withProduct(surroundings, flags, async ({ product }) => {
      const status = await product.lists.status();
      printAnswer(flags, statusJson(status), () => statusLines(status));
    }),
  );
}

function statusLines(status: ProductStatus): string[] {
  const { now, rulebook, mode, environment, queues, sources, pausedRules, ambiguousSends, kill } = status;
  const at = Date.parse(now);
  const due = status.nextDue === undefined ? 'nothing' : whenOf(Date.parse(status.nextDue), at);
  const sending = mode === 'live' ? colour('yellow', 'live') : 'into the outbox';
  const out = [
    colour('bold', `${plural(status.accounts, 'account')} at ${now}`),
    `sending ${sending}, environment ${environment}, rulebook ${rulebook.slice(0, 12)}`,
    `waiting: ${plural(queues.signals, 'signal')}, ${plural(queues.effects, 'effect')}, ${queues.parked} parked, ${queues.quarantined} quarantined; next due: ${due}`,
  ];
  const stopped = [
    ...(kill.everything ? ['everything'] : []),
    ...kill.journeys.map((id) => `journey ${id}`),
    ...kill.topics.map((id) => `topic ${id}`),
  ];
  if (stopped.length > 0) out.push(colour('red', `stopped: ${stopped.join(', ')}`));
  section(
    out,
    'rules that paused themselves ("touchline resume-rule RULE" lets one go on)',
    pausedRules.map(({ rule, at: since, reason }) =>
      colour('yellow', printable(`${rule}: ${reason}, ${whenOf(Date.parse(since), at)}`)),
    ),
  );
  section(
    out,
    'sends of which nobody knows whether they went ("touchline touches TOUCH" shows one)',
    ambiguousSends.map((id) => colour('yellow', printable(id))),
  );
  section(
    out,
    'sources',
    sources.map(({ source, lastHeard, silent }) => {
      const heard =
        lastHeard === undefined ? 'never heard' : `last heard ${whenOf(Date.parse(lastHeard), at)}`;
      return silent ? colour('red', `${source}: ${heard}, silent`) : `${source}: ${heard}`;
    }),
  );
  return out;
}

function section(out: string[], title: string, lines: readonly string[]): void {
  if (lines.length > 0) out.push('', title, ...lines.map((line) => `  ${line}`));
}
