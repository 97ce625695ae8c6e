import { type Command, InvalidArgumentError } from 'commander';
import {
  type RefusedLine,
  readSignalFile,
  SignalFileError,
} from '../../lib/adapters/local/read-signal-file.ts';
import { ReplayStore } from '../../lib/adapters/local/replay-store.ts';
import { SpillFiles } from '../../lib/adapters/local/spill-signals.ts';
import { closeAccount } from '../../lib/core/accounts/close-account.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { formatInstant, type Instant, parseInstant } from '../../lib/core/time/instant.ts';
import { SignalCollector } from '../../lib/replay/collect-signals.ts';
import { type ReplayOptions, replay } from '../../lib/replay/replay.ts';
import {
  EXIT,
  type FormatFlags,
  formatOf,
  plural,
  printJson,
  type RulesFlags,
  withFormat,
  withRules,
} from './options.ts';
import { printReplay } from './print-replay.ts';
import { newProgress } from './progress.ts';
import { openValidRulebook } from './valid-rulebook.ts';

const EXAMPLES = `
FILE holds signals as NDJSON (one CloudEvent a line, in any order); "-" reads standard input. Nothing is ever sent:
a replay has no way to reach anybody. The same signals and rules give the same hash, however the lines are ordered.
Lines that are no signal are listed on stderr with line and reason (the first 20, the rest counted).
Exit code: 0, also where lines were refused; 2 when the rulebook or the file is invalid.

JSON: {"hash", "rulebook", "signals", "duplicates", "rejected", "rejectedByReason", "accounts", "from", "to",
       "firings" (by rule), "runs" (by journey), "ended" (by journey and reason), "touches" (by channel),
       "suppressed", "delayed", "tasks", "refused" (by reason), "opportunities" (by kind),
       "live": {the same counts, of what was live}, "shadow": {…},
       "health" (accounts by band), "segments", "unknown" (accounts by rule), "disagreements",
       "seconds", "signalsPerSecond"}

Examples:
  $ touchline replay signals.ndjson
  $ touchline import --map crm.map.json exports/*.csv | touchline replay - --json
  $ touchline replay signals.ndjson --data .replay && touchline explain A-1042 --data .replay`;

interface Flags extends RulesFlags, FormatFlags {
  readonly data?: string;
  readonly until?: Instant;
}

/** Adds `touchline replay`. */
export function replayCommand(program: Command): void {
  const command = program
    .command('replay')
    .summary('run recorded signals through the rulebook')
    .description(
      'Runs recorded signals through the rulebook under a virtual clock, and sums up what would have happened.',
    )
    .argument('<file>', 'signals as NDJSON, or "-" for standard input')
    .option('--data <dir>', 'keep accounts and ledger there, for "explain" and "match"')
    .option(
      '--until <instant>',
      'let time pass up to this instant (the last signal if nothing is said)',
      instantArgument,
    )
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(command)).action(async (file: string, flags: Flags) => {
    process.exitCode = await runReplay(file, flags);
  });
}

function instantArgument(text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined)
    throw new InvalidArgumentError('an instant is RFC 3339 such as "2026-06-01T00:00:00Z".');
  return at;
}

async function runReplay(file: string, flags: Flags): Promise<number> {
  const started = performance.now();
  const rulebook = await openValidRulebook(flags);
  if (rulebook === undefined) return EXIT.invalid;
  const progress = newProgress();
  const rejects = new Rejects();
  const spill = new SpillFiles(rulebook.signalTypes);
  const collector = new SignalCollector(rulebook, spill, KEEP);
  let store: ReplayStore | undefined;
  try {
    await readSignalFile(file, collector, {
      onRefused: (line) => rejects.add(line),
      onProgress: (lines) => progress.show(`${lines} lines read`),
    });
    rejects.finish();
    if (collector.signals === 0) {
      progress.done();
      process.stderr.write('error: there is no signal to replay\n');
      return EXIT.invalid;
    }
    store = flags.data === undefined ? undefined : await ReplayStore.open(flags.data);
    const replayed = await replay(rulebook, collector, {
      ...(flags.until === undefined ? {} : { until: flags.until }),
      ...(store === undefined ? {} : { onAccount: keeping(store, rulebook) }),
      onProgress: (accounts) => progress.show(`${accounts} accounts replayed`),
    });
    await store?.finish(replayed.to, rulebook, heardHours(rulebook, collector));
    progress.done();
    const seconds = (performance.now() - started) / 1000;
    const rejected = Object.values(collector.rejected).reduce((sum, one) => sum + one, 0);
    const report = {
      hash: replayed.hash,
      rulebook: rulebook.hash,
      signals: collector.signals,
      duplicates: collector.duplicates,
      rejected,
      rejectedByReason: collector.rejected,
      accounts: replayed.accounts,
      from: formatInstant(replayed.from),
      to: formatInstant(replayed.to),
      ...replayed.summary,
      seconds: Math.round(seconds * 1000) / 1000,
      signalsPerSecond: Math.round(collector.signals / seconds),
    };
    if (formatOf(flags) === 'json') printJson(report);
    else printReplay(report, rulebook);
    return EXIT.ok;
  } catch (error) {
    progress.done();
    if (!(error instanceof SignalFileError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.invalid;
  } finally {
    store?.close();
    spill.close();
  }
}

/** Signals kept in memory before sorted runs go to disk: two million of usual size take about 1 GB. */
const KEEP = 2_000_000;
/** Hands every replayed account to the store, as it would be stored. */
function keeping(store: ReplayStore, rulebook: Rulebook): NonNullable<ReplayOptions['onAccount']> {
  return ({ world, ledger }) => {
    const due = world.nextDue();
    const account = closeAccount(world.account, rulebook);
    store.add({ account, due: Number.isFinite(due) ? due : undefined, ledger });
  };
}

function heardHours(rulebook: Rulebook, collector: SignalCollector): Map<string, readonly Instant[]> {
  const sources = [...rulebook.catalog.sources.values()];
  return new Map(sources.map((source) => [source.name, collector.watermarks.hours(source)]));
}

const SHOWN = 20;

/** Lists the first refused lines on stderr and counts the rest. */
class Rejects {
  #count = 0;

  add({ line, reason, detail }: RefusedLine): void {
    this.#count += 1;
    if (this.#count <= SHOWN) process.stderr.write(`line ${line}: ${reason}: ${detail}\n`);
  }

  finish(): void {
    if (this.#count > SHOWN)
      process.stderr.write(`… and ${plural(this.#count - SHOWN, 'more line')} refused\n`);
  }
}
