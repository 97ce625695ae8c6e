import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLines } from '../../lib/adapters/local/read-lines.ts';
import { readSignalFile } from '../../lib/adapters/local/read-signal-file.ts';
import { SpillFiles } from '../../lib/adapters/local/spill-signals.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { SignalCollector } from '../../lib/replay/collect-signals.ts';
import { type Replayed, replay } from '../../lib/replay/replay.ts';
import { type HistorySize, writeSignals } from './bench-signals.ts';
import { parseOnly } from './parse-limit.ts';
import { countWakeUps } from './quiet-accounts.ts';
import { alternate, millisecondsOf, rateOf, type Timed, timesAsFast } from './rounds.ts';

/** More than there are: nothing goes to disk. */
const KEEP = 2_000_000;

export interface ReplayFigures {
  readonly signals: number;
  readonly accounts: number;
  readonly days: number;
  readonly bytesPerSignal: number;
  readonly signalsPerSecond: number;
  /** Lines a second of a reader that does nothing but JSON.parse. */
  readonly parseLimit: number;
  readonly ofParseLimit: number;
  /** Milliseconds for the whole file; stage after stage they make up the replay. */
  readonly stages: Readonly<Record<'read' | 'parse' | 'check' | 'sort' | 'decide', number>>;
  readonly firings: number;
  readonly hash: string;
  /** Reviews of an account in 30 days without a signal. */
  readonly wakeupsPerQuietAccount: number;
}

/** Replays a generated history, from the file to the hash, beside a reader that only parses the same file. */
export async function benchReplay(
  rulebook: Rulebook,
  size: HistorySize,
  rounds: number,
  tell: (text: string) => void,
): Promise<ReplayFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-bench-'));
  try {
    const path = join(folder, 'signals.ndjson');
    tell(`replay: writing ${size.signals} signals`);
    writeSignals(path, size);
    const replays: Replayed[] = [];
    const timed = stagesOf(path, rulebook, size.signals, replays);
    const times = await alternate(timed, rounds, (round) =>
      tell(round < 0 ? 'replay: warming up' : `replay: round ${round + 1} of ${rounds}`),
    );
    const replayed = checkReplays(replays);
    tell('replay: quiet accounts');
    const wakeupsPerQuietAccount = await countWakeUps(rulebook, await collect(path, rulebook, size.signals));
    const whole = (name: string) => millisecondsOf(times, name) * size.signals;
    return {
      signals: size.signals,
      accounts: replayed.accounts,
      days: size.days,
      bytesPerSignal: Math.round(statSync(path).size / size.signals),
      signalsPerSecond: Math.round(rateOf(times, 'replay')),
      parseLimit: Math.round(rateOf(times, 'parse-only')),
      ofParseLimit: timesAsFast(times, 'replay', 'parse-only'),
      stages: {
        read: Math.round(whole('read')),
        parse: Math.round(whole('parse') - whole('read')),
        check: Math.round(whole('collect') - whole('parse')),
        sort: Math.round(whole('sort')),
        decide: Math.round(whole('replay') - whole('collect') - whole('sort')),
      },
      firings: Object.values(replayed.summary.firings).reduce((sum, one) => sum + one, 0),
      hash: replayed.hash,
      wakeupsPerQuietAccount,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole replay, its beginnings one longer than the other, and what it is held against. */
function stagesOf(path: string, rulebook: Rulebook, signals: number, replays: Replayed[]): Timed[] {
  let sorting: SignalCollector | undefined;
  return [
    { name: 'parse-only', run: () => parseOnly(path) + parseOnly(path) },
    {
      name: 'replay',
      run: async () => {
        replays.push(await replay(rulebook, await collect(path, rulebook, signals)));
        return signals;
      },
    },
    {
      name: 'read',
      run: async () => {
        await readLines(path, () => undefined);
        return signals;
      },
    },
    {
      name: 'parse',
      run: async () => {
        await readLines(path, ({ text = '' }) => void JSON.parse(text));
        return signals;
      },
    },
    {
      name: 'collect',
      run: async () => (await collect(path, rulebook, signals)).signals,
    },
    {
      name: 'sort',
      prepare: async () => {
        sorting = await collect(path, rulebook, signals);
      },
      run: async () => {
        let sorted = 0;
        for await (const group of sorting?.groups() ?? []) sorted += group.signals.length;
        sorting = undefined;
        return sorted;
      },
    },
  ];
}

/** Throws where a line was refused, since then less was done than is said. */
async function collect(path: string, rulebook: Rulebook, signals: number): Promise<SignalCollector> {
  const collector = new SignalCollector(rulebook, new SpillFiles(rulebook.signalTypes), KEEP);
  await readSignalFile(path, collector);
  if (collector.signals !== signals) {
    throw new Error(
      `${collector.signals} of ${signals} signals were taken: ${JSON.stringify(collector.rejected)}`,
    );
  }
  return collector;
}

/** Throws unless every replay gave one and the same history, in which rules fired and the evaluators agreed. */
export function checkReplays(replays: readonly Replayed[]): Replayed {
  const [first] = replays;
  if (first === undefined) throw new Error('nothing was replayed');
  if (replays.some(({ hash }) => hash !== first.hash))
    throw new Error('the same signals gave different histories');
  if (Object.keys(first.summary.firings).length === 0) throw new Error('no rule fired');
  if (first.summary.disagreements > 0)
    throw new Error(`the evaluators disagreed ${first.summary.disagreements} times`);
  return first;
}
