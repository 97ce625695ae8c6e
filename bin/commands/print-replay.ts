import type { Rulebook } from '../../lib/core/rulebook.ts';
import type { Happened, HistorySummary } from '../../lib/replay/summary.ts';
import { colour, plural } from './options.ts';

interface Report extends HistorySummary {
  readonly hash: string;
  readonly signals: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly accounts: number;
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  readonly signalsPerSecond: number;
}

/** A summary that somebody who leads customer success can read: what would have happened, in their words. */
export function printReplay(report: Report, rulebook: Rulebook): void {
  const out: string[] = [];
  const days = Math.round((Date.parse(report.to) - Date.parse(report.from)) / 86_400_000);
  out.push(
    colour(
      'bold',
      `${plural(report.accounts, 'account')} over ${plural(days, 'day')}, ${report.from.slice(0, 10)} to ${report.to.slice(0, 10)}`,
    ),
    `${plural(report.signals, 'signal')} replayed${report.duplicates > 0 ? `, ${report.duplicates} of them duplicates` : ''}, ${plural(report.rejected, 'line')} refused`,
    '',
  );
  out.push(colour('bold', 'Where accounts stand at the end'));
  out.push(`  segments  ${counts(report.segments)}`);
  out.push(`  health    ${counts(report.health)}`, '');
  happened(out, 'Would have happened (live)', report.live, rulebook);
  happened(out, 'Would have happened if it were live (in shadow)', report.shadow, rulebook);
  const unknown = Object.entries(report.unknown).filter(([, count]) => count > 0);
  if (unknown.length > 0) {
    out.push(colour('bold', 'Not known at the end (facts missing, stale, or their source silent)'));
    for (const [rule, count] of unknown)
      out.push(`  ${pad(count)} ${plural(count, 'account').replace(/^\d+ /, '')}  ${rule}`);
    out.push('');
  }
  if (report.disagreements > 0)
    out.push(
      colour(
        'red',
        `${plural(report.disagreements, 'firing')} on which the two evaluators disagreed: nothing was done`,
      ),
      '',
    );
  out.push(`history ${report.hash}`);
  process.stdout.write(`${out.join('\n')}\n`);
  process.stderr.write(`${report.seconds} s, ${report.signalsPerSecond} signals/s\n`);
}

function happened(out: string[], title: string, what: Happened, rulebook: Rulebook): void {
  const total = [what.firings, what.runs, what.touches, what.tasks]
    .flatMap((one) => Object.values(one))
    .reduce((sum, one) => sum + one, 0);
  if (total === 0) return;
  out.push(colour('bold', title));
  const describe = (id: string) => rulebook.rules.find((rule) => rule.id === id)?.description ?? '';
  section(out, 'rules fired', what.firings, describe);
  section(out, 'journeys started', what.runs, (id) => ends(what.ended[id]));
  section(out, 'touches', what.touches);
  section(out, 'touches not sent', what.suppressed);
  section(out, 'touches held for later', what.delayed);
  section(out, 'journeys refused', what.refused);
  section(out, 'tasks for people', what.tasks);
  section(out, 'opportunities', what.opportunities);
  out.push('');
}

function section(
  out: string[],
  title: string,
  by: Readonly<Record<string, number>>,
  describe: (id: string) => string = () => '',
): void {
  const rows = Object.entries(by).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (rows.length === 0) return;
  out.push(`  ${title}`);
  for (const [name, count] of rows)
    out.push(`  ${pad(count)}  ${name.padEnd(28)} ${colour('dim', describe(name))}`.trimEnd());
}

function ends(by: Readonly<Record<string, number>> | undefined): string {
  return by === undefined ? '' : `ended: ${counts(by)}`;
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .sort(([, n], [, m]) => m - n)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function pad(count: number): string {
  return String(count).padStart(7);
}
