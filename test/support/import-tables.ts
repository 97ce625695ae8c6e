import type { ImportMap } from '../../lib/app/import/import-map.ts';
import { type ImportSummary, SummaryCount } from '../../lib/app/import/import-summary.ts';
import { importTables, type RowOutcome } from '../../lib/app/import/import-tables.ts';
import { openTables } from '../../lib/app/import/open-tables.ts';
import { readMap } from '../../lib/app/import/read-map.ts';
import type { RowSource } from '../../lib/app/import/row-source.ts';
import { formatIssue, type Issue, sortIssues } from '../../lib/core/authoring/issue.ts';

/** A map over two small tables; `tables` replaces parts of them. */
export function crmMap(changes: Readonly<Record<string, unknown>> = {}, top: object = {}) {
  const tables = {
    accounts: {
      file: 'accounts.csv',
      key: 'id',
      columns: {
        id: 'text',
        name: 'text',
        since: 'date',
        seats: { as: 'integer', optional: true, min: 1 },
        trial: 'boolean',
      },
      account: { from: 'id' },
      signals: [{ signal: 'account.updated', time: { from: 'since' }, data: { name: { from: 'name' } } }],
    },
    tickets: {
      file: 'tickets*.csv',
      key: 'ticket',
      columns: {
        ticket: 'text',
        account: 'text',
        opened: 'instant',
        closed: { as: 'instant', optional: true },
        priority: 'text',
      },
      references: { account: { column: 'account', table: 'accounts' } },
      account: { from: 'account' },
      signals: [
        {
          signal: 'ticket.opened',
          time: { from: 'opened' },
          data: {
            ticketId: { from: 'ticket' },
            severity: { from: 'priority', map: { low: 'low', urgent: 'critical' } },
          },
        },
        {
          signal: 'ticket.solved',
          when: { from: 'closed', operator: 'isKnown', value: true },
          time: { from: 'closed' },
          data: { ticketId: { from: 'ticket' } },
        },
      ],
    },
  };
  const merged = Object.fromEntries(
    Object.entries({ ...tables, ...changes }).map(([name, table]) => [
      name,
      { ...(Object.hasOwn(tables, name) ? tables[name as keyof typeof tables] : {}), ...(table as object) },
    ]),
  );
  return {
    $schema: 'import-map.json',
    id: 'crm',
    owner: 'cs-ops',
    description: 'Accounts and tickets of the CRM',
    source: 'crm-export',
    zone: 'Europe/Berlin',
    words: { true: ['yes'], false: ['no'] },
    tables: merged,
    ...top,
  };
}

/** The map, or its mistakes as they are printed. */
export function readMapJson(json: unknown): { map: ImportMap | undefined; mistakes: string[] } {
  const issues: Issue[] = [];
  const map = readMap('maps/crm.map.json', JSON.stringify(json, null, 1), issues);
  return { map, mistakes: sortIssues(issues).map(formatIssue) };
}

export function validMap(json: unknown): ImportMap {
  const { map, mistakes } = readMapJson(json);
  if (map === undefined) throw new Error(mistakes.join('\n'));
  return map;
}

/** A file in memory: one text a record, cells parted by `|`; records stand on lines 1, 2, … */
export function memorySource(file: string, ...records: readonly string[]): RowSource {
  return {
    file,
    async *rows() {
      for (const [i, record] of records.entries()) yield { line: i + 1, cells: record.split('|') };
    },
  };
}

export interface Imported {
  readonly outcomes: readonly RowOutcome[];
  readonly signals: readonly RowOutcome['signals'][number][];
  /** `file:line reason detail` of each refused row. */
  readonly refused: readonly string[];
  /** `file:line kind detail` of each contradiction. */
  readonly contradictions: readonly string[];
  readonly summary: ImportSummary;
}

/** Imports files, which must be good ones. */
export async function importAll(map: ImportMap, sources: readonly RowSource[]): Promise<Imported> {
  const opened = await openTables(map, sources);
  const errors = opened.issues.filter((issue) => issue.severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(formatIssue).join('\n'));
  const count = new SummaryCount(map, new Set(opened.files.map(({ table }) => table.name)));
  const outcomes: RowOutcome[] = [];
  for await (const outcome of importTables(map, opened)) {
    count.add(outcome);
    outcomes.push(outcome);
  }
  return {
    outcomes,
    signals: outcomes.flatMap((outcome) => outcome.signals),
    refused: outcomes.flatMap(({ file, line, refusal }) =>
      refusal === undefined ? [] : [`${file}:${line} ${refusal.reason} ${refusal.detail}`],
    ),
    contradictions: outcomes.flatMap(({ file, line, contradictions }) =>
      contradictions.map(({ kind, detail }) => `${file}:${line} ${kind} ${detail}`),
    ),
    summary: count.summary(),
  };
}
