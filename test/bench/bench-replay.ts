import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectFile } from '../../lib/adapters/local/collect-file.ts';
import { readLines } from '../../lib/adapters/local/read-lines.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { SignalCollector } from '../../lib/replay/collect-signals.ts';
import { type Replayed, replay } from '../../lib/replay/replay.ts';
import { type HistorySize, writeSignals } from './bench-signals.ts';
import { parseOnly } from './parse-limit.ts';
import { countWakeUps } from './quiet-accounts.ts';
import { alternate, median, type Timed, timesAsFast } from './rounds.ts';

export interface ReplayFigures {
  readonly signals: number;
  readonly accounts: number;
  readonly days: number;
  readonly bytesPerSignal: number;
  readonly signalsPerSecond: number;
  /** Lines a second of a reader that does nothing but JSON.parse. */
  readonly parseLimit: number;
  readonly ofParseLimit: number;
  /** Milliseconds for all signals, stage after stage; together they are the replay. */
  readonly stages: Readonly<Record<'read' | 'parse' | 'check' | 'sort' | 'decide', number>>;
  readonly firings: number;
  readonly hash: string;
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
    const stages = new Stages(path, rulebook);
    const timed: Timed[] = [
      { name: 'parse', run: () => parseOnly(path) },
      { name: 'replay', run: async () => size.signals * ((replays.push(await replayFile(path, rulebook, size)), 1)) },
      { name: 'stages', run: (round) => stages.time(round) },
    ];
    const rates = await alternate(timed, rounds, (round) =>
      tell(round < 0 ? 'replay: warming up' : `replay: round ${round + 1} of ${rounds}`),
    );
    const [first] = replays;
    if (first === undefined || replays.some(({ hash }) => hash !== first.hash)) throw new Error('the same signals gave different histories');
    tell('replay: quiet accounts');
    const wakeupsPerQuietAccount = await countWakeUps(rulebook, await collected(path, rulebook, size));
    return {
      signals: size.signals,
      accounts: first.accounts,
      days: size.days,
      bytesPerSignal: Math.round(statSync(path).size / size.signals),
      signalsPerSecond: Math.round(median(rates.get('replay') ?? [])),
      parseLimit: Math.round(median(rates.get('parse') ?? [])),
      ofParseLimit: timesAsFast(rates, 'replay', 'parse'),
      stages: stages.result(),
      firings: Object.values(first.summary.firings).reduce((sum, one) => sum + one, 0),
      hash: first.hash,
      wakeupsPerQuietAccount,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
