import type { EvaluationFigures } from './bench-evaluation.ts';
import type { ReplayFigures } from './bench-replay.ts';

export interface Figures {
  readonly node: string;
  readonly cores: number;
  readonly peers: Readonly<Record<string, string>>;
  readonly rules: EvaluationFigures & { readonly wakeupsPerQuietAccount: number };
  readonly replay: Omit<ReplayFigures, 'wakeupsPerQuietAccount'>;
}

/** The figures as a table for people. */
export function printFigures({ node, cores, peers, rules, replay }: Figures): void {
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
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(30)} ${value}`;
}

function whole(n: number): string {
  return Math.round(n).toLocaleString('en-US');
}
