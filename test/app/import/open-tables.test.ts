import { describe, expect, it } from 'vitest';
import { openTables } from '../../../lib/app/import/open-tables.ts';
import { BrokenFile, type RowSource } from '../../../lib/app/import/row-source.ts';
import { formatIssue, sortIssues } from '../../../lib/core/authoring/issue.ts';
import { crmMap, memorySource, validMap } from '../../support/import-tables.ts';

const ACCOUNTS = 'id|name|since|seats|trial';
const TICKETS = 'ticket|account|opened|closed|priority';
const accounts = memorySource('in/accounts.csv', ACCOUNTS);
const tickets = memorySource('in/tickets-2024.csv', TICKETS);

async function issuesOf(...sources: readonly RowSource[]): Promise<string[]> {
  const opened = await openTables(validMap(crmMap()), sources);
  if (opened.issues.some((issue) => issue.severity === 'error')) expect(opened.files).toEqual([]);
  return sortIssues(opened.issues).map(formatIssue);
}

describe('opening the files of an import', () => {
  it('takes files in the order of the tables and of their names, whatever order they come in', async () => {
    const later = memorySource('in/tickets-2025.csv', TICKETS);
    const opened = await openTables(validMap(crmMap()), [later, tickets, accounts]);
    expect(opened.issues).toEqual([]);
    expect(opened.files.map(({ source }) => source.file)).toEqual([
      'in/accounts.csv',
      'in/tickets-2024.csv',
      'in/tickets-2025.csv',
    ]);
  });

  it('finds columns in any order, and trims their names', async () => {
    const shuffled = memorySource('accounts.csv', 'trial|since| id |name|seats');
    const opened = await openTables(validMap(crmMap()), [shuffled]);
    expect(opened.files[0]?.layout).toEqual({ width: 5, places: [2, 3, 1, 4, 0] });
  });

  it.each([
    [
      'has a renamed column',
      'id|nane|since|seats|trial',
      'column "name" of table accounts is missing, did you mean "nane"?',
    ],
    ['lacks a column', 'id|since|seats|trial', 'column "name" of table accounts is missing'],
    ['has a column twice', `${ACCOUNTS}|name`, 'column "name" stands here twice'],
    [
      'writes a column in capitals',
      'ID|name|since|seats|trial',
      'column "id" of table accounts is missing, did you mean "ID"?',
    ],
    [
      'is parted by something else',
      ACCOUNTS.replaceAll('|', ';'),
      'column "id" of table accounts is missing',
    ],
  ])('refuses a file whose header %s', async (_title, header, message) => {
    const [first] = await issuesOf(memorySource('accounts.csv', header));
    expect(first).toContain('accounts.csv:1:1 error ');
    expect(first).toContain(message);
  });

  it('warns of a column that the map does not know, also of one named as a prototype is', async () => {
    const source = memorySource('accounts.csv', `${ACCOUNTS}|__proto__|constructor|no\u001b[31mte`);
    expect(await issuesOf(source)).toEqual([
      'accounts.csv:1:1 warning column "__proto__" is not read: table accounts neither has nor ignores it',
      'accounts.csv:1:1 warning column "constructor" is not read: table accounts neither has nor ignores it',
      'accounts.csv:1:1 warning column "no\\u001b[31mte" is not read: table accounts neither has nor ignores it',
    ]);
  });

  it('says nothing of a column that the map ignores', async () => {
    const map = validMap(crmMap({ accounts: { ignored: ['note'] } }));
    const opened = await openTables(map, [memorySource('accounts.csv', `${ACCOUNTS}|note`)]);
    expect(opened.issues).toEqual([]);
  });

  it('refuses an empty file, and takes one that has a header only', async () => {
    expect(await issuesOf(memorySource('accounts.csv'))).toEqual([
      'accounts.csv:1:1 error this file is empty, a header is expected',
    ]);
    expect(await issuesOf(accounts)).toEqual([]);
  });

  it('refuses a file of no table, of two tables, or given twice', async () => {
    expect(await issuesOf(memorySource('in/leads.csv', 'id'))).toEqual([
      'in/leads.csv:1:1 error no table of the map takes "leads.csv" (tables: accounts, tickets)',
    ]);
    expect(await issuesOf(accounts, accounts)).toEqual([
      'in/accounts.csv:1:1 error this file is given twice',
    ]);
    const map = validMap(crmMap({ accounts: { file: '*.csv' } }));
    const opened = await openTables(map, [tickets]);
    expect(opened.issues.map(formatIssue)).toEqual([
      'in/tickets-2024.csv:1:1 error the tables accounts and tickets both take "tickets-2024.csv"',
    ]);
  });

  it.each([
    ['acc*_*.csv', 'acc_.csv', true],
    ['acc*_*.csv', 'x/accounts_2024.csv', true],
    ['acc*_*.csv', 'x\\acc_1.csv.csv', true],
    ['acc*_*.csv', 'acc.csv', false],
    ['acc*_*.csv', 'acc_csv', false],
    ['acc*_*.csv', 'acc_/x.csv', false],
    ['acc*_*.csv', 'my_acc_1.csv', false],
    ['accounts*s.csv', 'accounts.csv', false],
    ['b*b*.csv', 'b.csv', false],
    ['b*b*.csv', 'bb.csv', true],
    ['a.csv', 'abcsv', false],
    ['*', 'anything', true],
  ])('matches %s with %s: %s', async (pattern, file, matches) => {
    const map = validMap(crmMap({ accounts: { file: pattern }, tickets: { file: 'none' } }));
    const { files } = await openTables(map, [memorySource(file, ACCOUNTS)]);
    expect(files.length === 1).toBe(matches);
  });

  it('asks for the tables that are looked into', async () => {
    expect(await issuesOf(tickets)).toEqual([
      'in/tickets-2024.csv:1:1 error table tickets looks into table accounts: give its file too',
    ]);
  });

  it('asks for tables that are reached through another, too', async () => {
    const regions = {
      file: 'regions.csv',
      key: 'region',
      columns: { region: 'text', since: 'date' },
      account: { from: 'region' },
      signals: [{ signal: 'region.seen', time: { from: 'since' }, data: {} }],
    };
    const references = { region: { column: 'name', table: 'regions' } };
    const map = validMap(crmMap({ accounts: { references }, regions }));
    const opened = await openTables(map, [tickets]);
    expect(sortIssues(opened.issues).map(formatIssue)).toEqual([
      'in/tickets-2024.csv:1:1 error table tickets looks into table accounts: give its file too',
      'in/tickets-2024.csv:1:1 error table tickets looks into table regions: give its file too',
    ]);
  });

  it('finds a broken file before any row is given out', async () => {
    const broken: RowSource = {
      file: 'tickets.csv',
      async *rows() {
        yield { line: 1, cells: TICKETS.split('|') };
        throw new BrokenFile('tickets.csv', 7, 'a quote of this record is never closed');
      },
    };
    expect(await issuesOf(accounts, broken)).toEqual([
      'tickets.csv:7:1 error a quote of this record is never closed',
    ]);
  });
});
