import type { EvaluationFigures } from './bench-evaluation.ts';
import type { HttpFigures, LoadFigures } from './bench-http.ts';
import type { ReplayFigures } from './bench-replay.ts';

export interface Figures {
  readonly node: string;
  readonly cores: number;
  readonly peers: Readonly<Record<string, string>>;
  readonly rules: EvaluationFigures & { readonly wakeupsPerQuietAccount: number };
  readonly replay: Omit<ReplayFigures, 'wakeupsPerQuietAccount'>;
  readonly http: HttpFigures;
}

/** The figures as a table for people. */
export function printFigures({ node, cores, peers, rules, replay, http }: Figures): void {
  const versions = Object.entries(peers).map(([name, version]) => `${name} ${version}`);
  const lines = [
    `Node ${node}, ${cores} cores, ${versions.join(', ')}`,
    '',
    `${rules.rules} rules of ${rules.conditions} conditions over ${whole(rules.accounts)} accounts`,
    row('identical firings', rules.identical ? 'yes' : 'NO'),
    row('firings', whole(rules.firings)),
    ...Object.entries(rules.accountsPerSecond).map(([name, rate]) => {
      const times = rules.over[name];
      return row(
        name,
        `${whole(rate)} accounts/s${times === undefined ? '' : `   touchline is ${times.toFixed(2)} x`}`,
      );
    }),
    row('confirming one firing', `${rules.confirmMicros.toFixed(1)} µs`),
    row('reviews of a quiet account', `${rules.wakeupsPerQuietAccount.toFixed(2)} in 30 days`),
    '',
    `Replay of ${whole(replay.signals)} signals (${replay.bytesPerSignal} bytes each) of ${replay.accounts} accounts over ${replay.days} days`,
    row('touchline', `${whole(replay.signalsPerSecond)} signals/s`),
    row('JSON.parse alone', `${whole(replay.parseLimit)} lines/s`),
    row('share of that limit', replay.ofParseLimit.toFixed(4)),
    ...Object.entries(replay.stages).map(([stage, ms]) => row(`  ${stage}`, `${whole(ms)} ms`)),
    row('firings', whole(replay.firings)),
    row('history', replay.hash),
    '',
    `Signals accepted durably over HTTP, ${http.connections} connections, ${http.oneCore ? 'each server on one core' : 'servers on any core'}`,
    ...loadRows('one event a request', http),
    ...loadRows(`${http.batchSize} events a request`, http.batch),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function loadRows(name: string, load: LoadFigures): string[] {
  const rate = (signals: number, p99: number) => `${whole(signals)} signals/s   p99 ${p99.toFixed(1)} ms`;
  return [
    row(name, rate(load.signalsPerSecond, load.p99Ms)),
    row('  bare node:http, JSON.parse', rate(load.bareSignalsPerSecond, load.bareP99Ms)),
    row('  share of that', load.ofBare.toFixed(4)),
    row(
      '  decided meanwhile, after',
      `${whole(load.decidedMeanwhilePerSecond)} and ${whole(load.decidedAfterPerSecond)} signals/s`,
    ),
  ];
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(30)} ${value}`;
}

function whole(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
