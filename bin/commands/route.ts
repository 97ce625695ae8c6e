import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { type ConnectorRoute, routeOf, routeOfBus } from '../../lib/app/explain/explain-route.ts';
import type { Issue } from '../../lib/core/authoring/issue.ts';
import { readJson } from '../../lib/core/authoring/read-json.ts';
import { hint } from '../../lib/core/authoring/suggest.ts';
import type { Connector } from '../../lib/core/connectors/connector.ts';
import { hookEvent } from '../../lib/core/connectors/hook-event.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import {
  EXIT,
  type FormatFlags,
  formatOf,
  printJson,
  type RulesFlags,
  withFormat,
  withRules,
} from './options.ts';
import { routeJson, routeLines } from './print-route.ts';
import { openValidRulebook } from './valid-rulebook.ts';

const EXAMPLES = `
The event as it stands on a bus: {"source", "detail-type", "detail", …}. With --hook, the body of a webhook, or a message
of Segment for the connector that reads these. Nothing is sent, stored or looked up: whether the account that a signal is
about is known here is not asked, and no signature is checked.
Exit code: 0 when at least one signal comes of it; 1 when none does; 2 when the event, the connector or the rulebook is
           not right.

JSON: {"taken", "connectors": [{"connector", "taken", "mismatch", "mappings": [{"number" (from 1), "type" (of the signal,
       null where the event names none), "outcome", "mismatch"?, "problem"?, "signal"?}]}]}. "outcome" is "signal",
       "refused" ("problem" says which field and why), "not-matched", "no-signal" (the event names none that there is),
       "nobody" (it would be about a person, and names none) or "not-needed" (for the rest, and one before it took it).
       A "mismatch" is {"path", "wanted" (as the pattern has it), "got" (at most 5 values), "why"}, where "why" is "value",
       "object" (there is an object, and patterns match values) or "apart" (in another item of the list than the fields
       before it), and null where the pattern matches. A "signal" is {"id", "time", "account", "contact", "data"}, with
       "account" {"system", "id"} and "contact" {"system", "id"} or {"email"}, each null where the event does not say.

Examples:
  $ touchline route payment-failed.json
  $ touchline route body.json --hook stripe
  $ touchline route body.json --hook desk --header "x-desk-delivery: 7f3a" --json
  $ cat event.json | touchline route -`;

interface Flags extends RulesFlags, FormatFlags {
  readonly hook?: string;
  readonly header?: ReadonlyMap<string, string>;
}

/** Adds `touchline route`. */
export function routeCommand(program: Command): void {
  const command = program
    .command('route')
    .summary('which connectors take an event, and why not the rest')
    .description('Tells which connectors take an outside event, what signals it becomes, and why not.')
    .argument('<event>', 'file with the event as JSON; - for standard input')
    .option('--hook <connector>', 'the event is what comes by the webhook of this connector')
    .option('--header <name: value>', 'a header of the webhook; as often as needed', headerArgument)
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(command)).action(async (file: string, flags: Flags) => {
    process.exitCode = await runRoute(file, flags);
  });
}

function headerArgument(text: string, before: ReadonlyMap<string, string> | undefined) {
  const [, name = '', value = ''] = /^([^\s:]+):\s*(.*)$/.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('a header is written as "name: value".');
  return new Map([...(before ?? []), [name.toLowerCase(), value] as const]);
}

async function runRoute(file: string, flags: Flags): Promise<number> {
  const rulebook = await openValidRulebook(flags);
  if (rulebook === undefined) return EXIT.invalid;
  const read = readEvent(file);
  if ('problem' in read) return invalid(read.problem);
  const routes =
    flags.hook === undefined ? busRoutes(read.event, rulebook) : hookRoutes(read.event, rulebook, flags);
  if ('problem' in routes) return invalid(routes.problem);
  const isTaken = routes.some((one) => one.isTaken);
  if (formatOf(flags) === 'json') printJson({ taken: isTaken, connectors: routes.map(routeJson) });
  else process.stdout.write(`${routes.flatMap(routeLines).join('\n')}\n`);
  return isTaken ? EXIT.ok : EXIT.failed;
}

type Routes = readonly ConnectorRoute[] | { readonly problem: string };

function busRoutes(event: unknown, rulebook: Rulebook): Routes {
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    return { problem: 'an event on a bus is a JSON object' };
  const routes = routeOfBus(event, rulebook);
  return routes.length > 0
    ? routes
    : { problem: 'no connector of this rulebook has a bus: name one with --hook' };
}

function hookRoutes(body: unknown, rulebook: Rulebook, { hook: id = '', header }: Flags): Routes {
  const takers = [...rulebook.connectors.values()].filter(
    (one) => one.hook !== undefined || one.ingest !== undefined,
  );
  const connector = takers.find((one) => one.id === id);
  if (connector === undefined) {
    const rest = hint(
      id,
      takers.map((one) => one.id),
    );
    return { problem: `there is no webhook "${id}"${rest}` };
  }
  return [routeOf(connector, eventOf(connector, body, header ?? new Map()), rulebook)];
}

function eventOf({ id, hook }: Connector, body: unknown, headers: ReadonlyMap<string, string>): unknown {
  return hook === undefined ? body : hookEvent(id, hook, headers, body);
}

function readEvent(file: string): { readonly event: unknown } | { readonly problem: string } {
  const name = file === '-' ? 'standard input' : file;
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    return { problem: `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  try {
    return { event: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    // No more than the place is told: what the parser says quotes the event.
    const issues: Issue[] = [];
    readJson(name, text, issues);
    const [at] = issues;
    return { problem: `${name}${at === undefined ? '' : `:${at.line}:${at.column}`} is no JSON` };
  }
}

function invalid(problem: string): number {
  process.stderr.write(`error: ${problem}\n`);
  return EXIT.invalid;
}
