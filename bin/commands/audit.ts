import type { Command } from 'commander';
import { auditJson, pageJson } from '../../lib/adapters/http/answer-json.ts';
import type { AuditEntry, AuditQuery } from '../../lib/app/ports/audit-log.ts';
import type { Instant } from '../../lib/core/time/instant.ts';
import { given, type ListFlags, pageLines, withList } from './list-flags.ts';
import type { Surroundings } from './surroundings.ts';
import { type Column, whenOf } from './table.ts';
import { printAnswer, withProduct } from './with-product.ts';

const EXAMPLES = `
Every act of a person or token, the latest first: who, when, on what, and what changed. Acts done on this command line are
by "cli:" and the name of the user.
Exit code: 0; 2 when nothing is in the data folder.

JSON: {"items": [{"at", "by", "role", "act", "account", "target", "before", "after", "reason"}],
       "next" (for --cursor, or null)}

Examples:
  $ touchline audit
  $ touchline audit --act kill
  $ touchline audit --account northwind --json`;

interface Flags extends ListFlags, Omit<AuditQuery, 'limit' | 'cursor'> {}

const COLUMNS = (now: Instant): readonly Column<AuditEntry>[] => [
  { title: 'WHEN', cell: ({ at }) => whenOf(at, now) },
  { title: 'BY', cell: ({ by, role }) => `${by} (${role})`, cut: true },
  { title: 'ACT', cell: ({ act }) => act },
  { title: 'ACCOUNT', cell: ({ account }) => account, cut: true },
  { title: 'ON', cell: ({ target }) => target },
  { title: 'CHANGE', cell: ({ before, after }) => changeOf(before, after), cut: true },
  { title: 'WHY', cell: ({ reason }) => reason, cut: true },
];

/** Of two objects only the fields that differ, since a task hardly changes in more than one. */
function changeOf(before: unknown, after: unknown): string {
  if (!isObject(before) || !isObject(after)) return `${said(before)} → ${said(after)}`;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => said(before[name]) !== said(after[name]))
    .map((name) => `${name} ${said(before[name])} → ${said(after[name])}`)
    .join(', ');
}

function said(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Adds `touchline audit`. */
export function auditCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('audit')
    .summary('who did what, and when')
    .description('Lists the acts of people and tokens.')
    .addHelpText('after', EXAMPLES);
  withList(command, 'account', 'act').action((flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { lists }, clock }) => {
      const page = await lists.audit(given(flags, 'account', 'act', 'cursor', 'limit'));
      const lines = () => pageLines(page, COLUMNS(clock.now()), 'nobody has done anything yet');
      printAnswer(flags, pageJson(page, auditJson), lines);
    }),
  );
}
