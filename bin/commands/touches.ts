import type { Command } from 'commander';
import { pageJson, renderedTouchJson, touchJson } from '../../lib/adapters/http/answer-json.ts';
import type { Touch, TouchQuery } from '../../lib/app/ports/touch-store.ts';
import { ActError } from '../../lib/app/product/acts.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { choice, given, type ListFlags, MODE, pageLines, withList } from './list-flags.ts';
import { touchLines } from './print-touch.ts';
import type { Surroundings } from './surroundings.ts';
import { type Column, whenOf } from './table.ts';
import { printAnswer, withProduct } from './with-product.ts';

const EXAMPLES = `
Without TOUCH: touches and non-touches with the reason of each, the latest first. With TOUCH: that one, and the message as
it was rendered, which is personal data. Emails are .eml files in the folder "outbox" of the data folder as well.
Exit code: 0; 2 when there is no such touch, or nothing in the data folder. An account that is not known has no touches.

JSON: without TOUCH {"items": [{"id", "account", "contact", "channel", "template", "topic", "journey", "run", "step",
       "mode", "status", "at", "reason", "until"}], "next" (for --cursor, or null)}; with TOUCH the same of one, and "address",
       "renderedAt", "message" (null where none was rendered; of an email {"channel", "from", "subject", "preheader",
       "html", "text"}).

Examples:
  $ touchline touches --account northwind
  $ touchline touches --status suppressed --channel email --limit 200
  $ touchline touches 0123456789abcdef0123456789abcdef`;

const STATUSES = [
  'delayed',
  'planned',
  'suppressed',
  'skipped',
  'sent',
  'failed',
  'ambiguous',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
] as const satisfies readonly Touch['status'][];
const CHANNELS = ['email', 'in-app', 'slack', 'webhook'];

interface Flags extends ListFlags, Omit<TouchQuery, 'limit' | 'cursor'> {}

const COLUMNS = (now: Instant): readonly Column<Touch>[] => [
  { title: 'TOUCH', cell: ({ id }) => id },
  { title: 'ACCOUNT', cell: ({ account }) => account, cut: true },
  { title: 'BY', cell: ({ channel }) => channel },
  { title: 'TEMPLATE', cell: ({ template }) => template, cut: true },
  {
    title: 'STATUS',
    cell: ({ status, mode }) => (mode === 'shadow' && status !== 'skipped' ? `${status} (shadow)` : status),
  },
  { title: 'WHEN', cell: ({ at }) => whenOf(at, now), cut: true },
  { title: 'WHY', cell: ({ reason }) => reason, cut: true },
];

/** Adds `touchline touches`. */
export function touchesCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('touches')
    .summary('what was sent, or why not')
    .description('Lists touches of all accounts, or shows one with its message.')
    .argument('[touch]', 'id of a touch')
    .addOption(choice('status', STATUSES))
    .addOption(choice('channel', CHANNELS))
    .addOption(MODE())
    .addHelpText('after', EXAMPLES);
  withList(command, 'account', 'contact', 'journey').action((id: string | undefined, flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { lists }, clock }) => {
      if (id === undefined) {
        const page = await lists.touches(
          given(flags, 'account', 'contact', 'status', 'channel', 'journey', 'mode', 'cursor', 'limit'),
        );
        const lines = () => pageLines(page, COLUMNS(clock.now()), 'no touch');
        printAnswer(flags, pageJson(page, touchJson), lines);
        return;
      }
      const found = await lists.touch(id);
      if (found === undefined) throw new ActError('not-found', `there is no touch "${id}"`);
      printAnswer(flags, renderedTouchJson(found.touch, found.message), () =>
        touchLines(found.touch, found.message, clock.now()),
      );
    }),
  );
}
