import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DataFolderError } from '../../lib/adapters/local/data-folder-error.ts';
import type { OpenedProduct } from '../../lib/adapters/local/open-product.ts';
import { parseSpeed } from '../../lib/adapters/local/runtime/product-clock.ts';
import { sampleStart } from '../../lib/adapters/local/runtime/sample-feed.ts';
import { newLinks } from '../../lib/app/delivery/links.ts';
import { EXIT, type RulesFlags, withData, withRules } from './options.ts';
import { StartReport } from './start-report.ts';
import { openValidRulebook } from './valid-rulebook.ts';

const EXAMPLES = `
Takes signals in over HTTP, decides, runs journeys, and puts every message into the outbox of the data folder; nothing
leaves the machine unless TOUCHLINE_MODE is "live" and a transport is set (docs/running.md). Ctrl-C stops it cleanly; what
was acknowledged is kept, and starting again goes on where it was.
Exit code: 0 when it was stopped; 2 when rulebook, data folder, keys or environment are not fit for it.

Examples:
  $ touchline start                                a demonstration: 120 days of a made-up book of business
  $ touchline start --speed 1d=2s                  the same, and a day passes in two seconds from then on
  $ touchline start --data .prod --sample none     an empty product, for your own signals
  $ touchline start --data .prod --sample none --backfill history.ndjson`;

interface Flags extends RulesFlags {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly speed: number | undefined;
  readonly sample: 'demo' | 'none' | undefined;
  readonly backfill: string | undefined;
  readonly publicUrl: string | undefined;
}

/** Adds `touchline start`. */
export function startCommand(program: Command): void {
  const command = program
    .command('start')
    .summary('run the product on this machine')
    .description('Runs the whole product on this machine, on one data folder.')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 for any that is free', portArgument, 8787)
    .option('--speed <ratio>', 'how fast the clock runs, such as 1d=2s', speedArgument)
    .addOption(
      new Option('--sample <book>', 'what to begin an empty data folder with (default: demo)').choices([
        'demo',
        'none',
      ]),
    )
    .option('--backfill <file>', 'signals of the past, for facts alone, before it starts')
    .option(
      '--public-url <url>',
      'under which links in messages lead here (default: http://HOST:PORT)',
      publicUrlArgument,
    )
    .addHelpText('after', EXAMPLES);
  withRules(withData(command)).action(async (flags: Flags) => {
    process.exitCode = await runStart(flags);
  });
}

function portArgument(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('a port is 0 to 65535.');
  return port;
}

function speedArgument(text: string): number {
  const speed = parseSpeed(text);
  if (speed === undefined)
    throw new InvalidArgumentError(
      'a speed is virtual time=real time, such as 1d=2s or 1h=1m, and not slower than real.',
    );
  return speed;
}

function publicUrlArgument(text: string): string {
  try {
    newLinks(text, () => '');
    return text;
  } catch (error) {
    throw error instanceof RangeError ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}

/** Where a browser on this machine finds what listens there. */
function urlOf(host: string, port: number): string {
  const every: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  return `http://${every[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}

/** No message may carry a link that leads over the net in the clear: another machine's readers need an address. */
function checkLinks({ host, publicUrl }: Flags): void {
  if (publicUrl !== undefined) return;
  try {
    newLinks(urlOf(host, 1), () => '');
  } catch (error) {
    throw error instanceof RangeError
      ? new DataFolderError(`name where links lead with --public-url https://…, since --host is "${host}"`)
      : error;
  }
}

async function runStart(flags: Flags): Promise<number> {
  checkLinks(flags);
  const rulebook = await openValidRulebook({ ...flags, format: 'text' });
  if (rulebook === undefined) return EXIT.invalid;
  const isNew = !existsSync(join(flags.data, 'touchline.db'));
  const wantsSample = flags.backfill === undefined && (flags.sample ?? (isNew ? 'demo' : 'none')) === 'demo';
  const report = new StartReport();
  const real = () => Date.now();
  const address: Address = { url: flags.publicUrl ?? urlOf(flags.host, flags.port) };
  // Loaded here, so that commands that only read files start without it.
  const { openProduct } = await import('../../lib/adapters/local/open-product.ts');
  const opened = await openProduct({
    data: flags.data,
    rulebook,
    runs: true,
    env: process.env,
    ...(flags.speed === undefined ? {} : { speed: flags.speed }),
    ...(wantsSample && isNew ? { sampleFrom: sampleStart(real()) } : {}),
    publicUrl: () => address.url,
    real,
    onTrouble: (what, error) => report.trouble(what, error),
    onNotice: (text) => report.notice(text),
    onProgress: (now, catchingUp) => report.progress(now, catchingUp),
  });
  try {
    if (flags.backfill !== undefined) {
      const filled = await opened.backfill(flags.backfill, (signals) => report.backfilling(signals));
      report.backfilled(filled);
    }
    return await serve(opened, flags, address, report);
  } finally {
    await opened.close();
  }
}

/** Where it is reached; the port is known once it listens. */
interface Address {
  url: string;
}

async function serve(
  opened: OpenedProduct,
  flags: Flags,
  address: Address,
  report: StartReport,
): Promise<number> {
  const { newHttpApp } = await import('../../lib/adapters/http/http-app.ts');
  const { clientAddress, startHttpServer } = await import('../../lib/adapters/local/http-server.ts');
  const app = newHttpApp(opened.product, {
    hosts: hostsOf(flags),
    writeKeys: [opened.keys.writeKey],
    authenticate: opened.authenticate,
    clientOf: clientAddress,
    onError: (error, route) => report.trouble(route, error),
  });
  const server = await startHttpServer(app, { host: flags.host, port: flags.port });
  const url = urlOf(flags.host, server.port);
  if (flags.publicUrl === undefined) address.url = url;
  report.started(url, flags.data, opened);
  opened.runtime.start();
  await stopAsked();
  report.stopping();
  await server.close();
  await opened.runtime.stop();
  report.stopped();
  return EXIT.ok;
}

/** Names under which requests may come: any other is a page of somebody else's that was pointed here. */
function hostsOf(flags: Flags): readonly string[] {
  const own = ['127.0.0.1', 'localhost', '[::1]', flags.host];
  return flags.publicUrl === undefined ? own : [...own, new URL(flags.publicUrl).hostname];
}

/** One Ctrl-C arrives twice where npm hands it on that the terminal has sent to both of them. */
const SAME_SIGNAL_MS = 1000;

/** The first Ctrl-C (or SIGTERM) asks to stop; a second one does not wait. */
async function stopAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    let asked: number | undefined;
    const ask = () => {
      const now = performance.now();
      if (asked !== undefined && now - asked > SAME_SIGNAL_MS) process.exit(EXIT.failed);
      asked ??= now;
      resolve();
    };
    process.on('SIGINT', ask);
    process.on('SIGTERM', ask);
  });
}
