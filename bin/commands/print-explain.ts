import { ageOf, decidingLeaf, describeLeaf, traceLines } from '../../lib/app/explain/describe-trace.ts';
import type { AccountExplanation } from '../../lib/app/explain/explain-account.ts';
import type { RuleExplanation } from '../../lib/app/explain/explain-rule.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import { formatInstant, type Instant } from '../../lib/core/time/instant.ts';
import { colour } from './options.ts';

/** An account, for reading. */
export function printAccount(account: AccountExplanation, now: Instant): void {
  const out = [colour('bold', `${account.account} at ${account.at}`)];
  out.push(
    `segment ${account.segment}; ${Object.entries(account.stages)
      .map(([track, stage]) => `${track} ${stage}`)
      .join('; ')}`,
  );
  const { health } = account;
  if (health === undefined) out.push('health unknown: nothing that it is measured by is known');
  else {
    const trust = `${Math.round(health.trust * 100)}% of its weight is known${health.trusted ? '' : ', too little for automation'}`;
    out.push(`health ${health.score} ${health.band} (${health.model}; ${trust})`);
    for (const driver of health.drivers) {
      const leaf = decidingLeaf(driver.trace);
      const why = leaf === undefined ? '' : `: ${describeLeaf(leaf, now)}`;
      const lost = driver.band === 'unknown' ? `${driver.weight} not backed` : `-${driver.lost}`;
      out.push(`  ${driver.measure} ${driver.band} (${lost}), play ${driver.play}${why}`);
    }
  }
  section(
    out,
    'firing',
    account.firing.map(
      (one) =>
        `${one.rule}${one.subject === '' ? '' : ` for ${one.subject}`}: ${one.state} since ${one.since}`,
    ),
  );
  section(
    out,
    'running',
    account.runs.map(
      (run) =>
        `${run.journey} (${run.status}) at ${run.step}${run.wakeAt === undefined ? '' : `, next ${run.wakeAt}`}`,
    ),
  );
  section(
    out,
    'open tasks',
    account.tasks.map(
      (task) => `${task.reason} for ${task.assignee}, due ${task.dueAt} (${task.status}): ${task.title}`,
    ),
  );
  section(
    out,
    'facts',
    Object.entries(account.facts).map(
      ([name, fact]) => `${name} = ${JSON.stringify(fact.value)} (${ageOf(now - Date.parse(fact.asOf))} old)`,
    ),
  );
  section(out, 'last decided', account.ledger.map(entryLine));
  process.stdout.write(`${out.join('\n')}\n`);
}

/** A rule for one account, for reading. */
export function printRule(account: string, rule: RuleExplanation, now: Instant): void {
  const out = [
    colour('bold', `${rule.rule} for ${account} (${rule.status} ${rule.kind} rule)`),
    rule.description,
  ];
  if (rule.gate !== undefined) out.push(`not asked: ${rule.gate}`);
  if (rule.kind === 'event') out.push('asked once of each signal; see its history');
  for (const subject of rule.subjects) {
    const fired =
      subject.firedAt === undefined ? 'never fired' : `fired ${subject.count}x, last ${subject.firedAt}`;
    out.push(
      '',
      `${subject.subject === '' ? 'the account' : subject.subject}: ${subject.state}, holds: ${subject.holds}, ${fired}`,
    );
    out.push(...traceLines(subject.trace, now, '  '));
  }
  if (rule.subjects.length === 0 && rule.kind === 'level')
    out.push('', 'there is nothing for it to be about');
  if (rule.history.length > 0) out.push('', 'history');
  for (const entry of rule.history) {
    out.push(`  ${entryLine(entry)}`);
    if (entry.trace !== undefined && (entry.kind === 'fired' || entry.kind === 'not-fired'))
      out.push(...traceLines(entry.trace, entry.at, '      '));
  }
  process.stdout.write(`${out.join('\n')}\n`);
}

function section(out: string[], title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  out.push(title, ...lines.map((line) => `  ${line}`));
}

/** `2024-03-01T09:00:00Z fired login-drop-3-weeks (shadow): risk.usage-decline`. */
function entryLine(entry: LedgerEntry): string {
  const what = [entry.rule, entry.journey, entry.step, entry.template].filter((one) => one !== undefined);
  const change =
    entry.from === undefined && entry.to === undefined ? '' : ` ${entry.from ?? ''} → ${entry.to ?? ''}`;
  const score = entry.score === undefined ? '' : ` (${entry.score})`;
  const status = entry.status === 'shadow' ? ' (shadow)' : '';
  const about = [entry.subject ?? entry.contact, entry.reason, entry.detail]
    .filter((one) => one !== undefined)
    .join(', ');
  const until = entry.until === undefined ? '' : `, until ${formatInstant(entry.until)}`;
  return `${formatInstant(entry.at)} ${entry.kind} ${what.join(' ')}${change}${score}${status}${about === '' ? '' : `: ${about}`}${until}`.replaceAll(
    '  ',
    ' ',
  );
}
