import { ageOf } from '../../lib/app/explain/describe-trace.ts';
import type { AccountDetail } from '../../lib/app/product/lists.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { colour } from './options.ts';
import { RUN_COLUMNS } from './runs.ts';
import { printable, tableLines } from './table.ts';
import { TASK_COLUMNS } from './tasks.ts';

/** One account whole, for reading. */
export function accountLines(account: AccountDetail, now: Instant): string[] {
  const { id, name, segment, stage, health, paused, facts, links, contacts, runs, tasks } = account;
  const out = [colour('bold', printable(name === undefined || name === id ? id : `${id}, ${name}`))];
  const score = health.score === undefined ? '' : ` ${health.score}`;
  out.push(
    `segment ${segment}; stage ${stage ?? 'none'}; health ${health.band}${score}${paused ? '; paused: nothing is sent' : ''}`,
  );
  if (links.length > 0)
    out.push(
      printable(`known as ${links.map(({ system, id: external }) => `${system}:${external}`).join(', ')}`),
    );
  section(
    out,
    'contacts',
    contacts.length === 0
      ? []
      : tableLines(
          [
            { title: 'CONTACT', cell: (contact) => contact.id },
            { title: 'ROLES', cell: ({ roles }) => roles.join(', '), cut: true },
            { title: 'ZONE', cell: ({ zone }) => zone, cut: true },
            { title: '', cell: ({ reachable }) => (reachable ? '' : 'not reachable') },
          ],
          contacts,
        ),
  );
  section(out, 'open tasks', tasks.length === 0 ? [] : tableLines(TASK_COLUMNS(now), tasks));
  section(out, 'open runs', runs.length === 0 ? [] : tableLines(RUN_COLUMNS(now), runs));
  section(
    out,
    'facts',
    Object.entries(facts).map(([fact, { value, asOf }]) =>
      printable(`${fact} = ${JSON.stringify(value)} (${ageOf(Math.max(0, now - Date.parse(asOf)))} old)`),
    ),
  );
  return out;
}

function section(out: string[], title: string, lines: readonly string[]): void {
  if (lines.length > 0) out.push('', title, ...lines.map((line) => `  ${line}`));
}
