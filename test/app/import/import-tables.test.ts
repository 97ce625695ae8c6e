import { describe, expect, it } from 'vitest';
import { formatSummary } from '../../../lib/app/import/import-summary.ts';
import { importTables } from '../../../lib/app/import/import-tables.ts';
import { openTables } from '../../../lib/app/import/open-tables.ts';
import { BrokenFile } from '../../../lib/app/import/row-source.ts';
import { crmMap, importAll, memorySource, validMap } from '../../support/import-tables.ts';

const ACCOUNTS = 'id|name|since|seats|trial';
const TICKETS = 'ticket|account|opened|closed|priority';
const ACME = 'A-1|Acme|2024-01-15|5|no';
const accountsOf = (...rows: readonly string[]) => memorySource('accounts.csv', ACCOUNTS, ...rows);
const ticketsOf = (...rows: readonly string[]) => memorySource('tickets.csv', TICKETS, ...rows);

describe('importing tables', () => {
  it('makes CloudEvents of rows, with ids of table and key', async () => {
    const map = validMap(crmMap());
    const tickets = ticketsOf('T/1 é|A-1|2024-03-31 09:00:00|2024-03-31T10:30:00Z|urgent');
    const { signals, summary } = await importAll(map, [tickets, accountsOf(ACME)]);
    expect(signals).toEqual([
      {
        specversion: '1.0',
        id: 'accounts/A-1/account.updated',
        source: 'crm-export',
        type: 'account.updated',
        time: '2024-01-14T23:00:00Z',
        account: 'A-1',
        data: { name: 'Acme' },
      },
      {
        specversion: '1.0',
        id: 'tickets/T%2F1%20%C3%A9/ticket.opened',
        source: 'crm-export',
        type: 'ticket.opened',
        time: '2024-03-31T07:00:00Z',
        account: 'A-1',
        data: { ticketId: 'T/1 é', severity: 'critical' },
      },
      {
        specversion: '1.0',
        id: 'tickets/T%2F1%20%C3%A9/ticket.solved',
        source: 'crm-export',
        type: 'ticket.solved',
        time: '2024-03-31T10:30:00Z',
        account: 'A-1',
        data: { ticketId: 'T/1 é' },
      },
    ]);
    expect(summary).toEqual({
      rows: 2,
      accepted: 2,
      rejected: 0,
      signals: 3,
      byReason: {},
      bySignal: { 'account.updated': 1, 'ticket.opened': 1, 'ticket.solved': 1 },
      contradictions: {},
      tables: {
        accounts: { rows: 1, accepted: 1, rejected: 0, signals: 1 },
        tickets: { rows: 1, accepted: 1, rejected: 0, signals: 2 },
      },
    });
  });

  it('makes of every type what a payload carries', async () => {
    const columns = {
      id: 'text',
      day: 'date',
      at: 'instant',
      size: 'number',
      big: 'boolean',
      fee: { as: 'money', currency: 'USD' },
      none: { as: 'text', optional: true },
    };
    const from = (name: string) => ({ from: name });
    const data = {
      ...Object.fromEntries(Object.keys(columns).map((name) => [name, from(name)])),
      literal: 7,
      roles: ['primary'],
      joined: { join: [from('id'), '-', from('day'), '-', from('fee')] },
      partly: { join: [from('id'), from('none')] },
      mapped: { from: 'big', map: { true: 'large' } },
      otherwise: { from: 'id', map: { b: 'B' }, otherwise: 'other' },
      dropped: { from: 'id', map: { b: 'B' }, otherwise: null },
    };
    const things = {
      file: 'things.csv',
      key: ['id', 'day'],
      columns,
      account: 'A-1',
      signals: [
        { signal: 'thing.seen', time: from('at'), contact: { join: [from('id'), '-primary'] }, data },
      ],
    };
    const map = validMap({ ...crmMap(), tables: { things } });
    const header = Object.keys(columns).join('|');
    const source = memorySource(
      'things.csv',
      header,
      ' a |2024-06-01|2024-06-01 12:00:00.5|1.50|yes|12000.5|',
    );
    const { signals } = await importAll(map, [source]);
    expect(signals).toEqual([
      {
        specversion: '1.0',
        id: 'things/a/2024-06-01/thing.seen',
        source: 'crm-export',
        type: 'thing.seen',
        time: '2024-06-01T10:00:00.500Z',
        account: 'A-1',
        contact: 'a-primary',
        data: {
          id: 'a',
          day: '2024-06-01',
          at: '2024-06-01T10:00:00.500Z',
          size: 1.5,
          big: true,
          fee: { amount: 12_000.5, currency: 'USD' },
          literal: 7,
          roles: ['primary'],
          joined: 'a-2024-06-01-12000.5 USD',
          mapped: 'large',
          otherwise: 'other',
        },
      },
    ]);
  });

  it('gives the same output twice, and whatever order the files come in', async () => {
    const map = validMap(crmMap());
    const files = [
      accountsOf(ACME, 'A-2|Beta|2024-02-01||yes'),
      memorySource('tickets-a.csv', TICKETS, 'T-1|A-2|2024-03-01 09:00:00||low'),
      memorySource(
        'tickets-b.csv',
        TICKETS,
        'T-1|A-1|2024-03-01 09:00:00||low',
        'T-2|A-1|2024-03-01 09:00:00||low',
      ),
    ];
    const first = await importAll(map, files);
    expect(await importAll(map, files)).toEqual(first);
    expect(await importAll(map, [...files].reverse())).toEqual(first);
    expect(first.refused).toEqual([
      'tickets-b.csv:2 duplicate-key ticket "T-1" stands in a row with other values, tickets-a.csv:2',
    ]);
  });
});

describe('a reference', () => {
  const solved = '2024-03-01 09:00:00||low';

  it('finds rows of files that come later, and of several files', async () => {
    const map = validMap(
      crmMap({
        accounts: { file: 'accounts*.csv', references: { parent: { column: 'name', table: 'accounts' } } },
        tickets: { account: { from: 'account.parent.id' } },
      }),
    );
    const children = memorySource('accounts-1.csv', ACCOUNTS, 'A-1|A-9|2024-01-15|5|no');
    const parents = memorySource('accounts-2.csv', ACCOUNTS, 'A-9|A-9|2024-01-15|5|no');
    const { signals, refused } = await importAll(map, [ticketsOf(`T-1|A-1|${solved}`), children, parents]);
    expect(refused).toEqual([]);
    expect(
      signals.filter((signal) => signal.type === 'ticket.opened').map((signal) => signal.account),
    ).toEqual(['A-9']);
  });

  it('that finds nothing refuses the row, also at the second step', async () => {
    const map = validMap(
      crmMap({
        accounts: { references: { parent: { column: 'name', table: 'accounts' } } },
        tickets: { account: { from: 'account.parent.id' } },
      }),
    );
    const tickets = ticketsOf(`T-1|A-1|${solved}`, `T-2|A-404|${solved}`);
    const { refused } = await importAll(map, [accountsOf('A-1|A-9|2024-01-15|5|no'), tickets]);
    expect(refused).toEqual([
      'accounts.csv:2 unknown-reference name "A-9" is not in accounts',
      'tickets.csv:2 unknown-reference name "A-9" of accounts.csv:2 is not in accounts',
      'tickets.csv:3 unknown-reference account "A-404" is not in accounts',
    ]);
  });

  it('to a key that stands twice finds the first row, which is the one that is kept', async () => {
    const late = { from: 'opened', operator: 'before', value: { from: 'account.since' } };
    const lists = { tickets: { table: 'tickets', on: 'account' } };
    const twice = { some: 'tickets', where: { from: 'priority', operator: 'equal', value: 'urgent' } };
    const map = validMap(
      crmMap({
        accounts: { lists, contradictions: [{ kind: 'has-urgent', when: twice }] },
        tickets: { contradictions: [{ kind: 'too-early', when: late }] },
      }),
    );
    const tickets = ticketsOf(`T-1|A-1|${solved}`, 'T-1|A-1|2024-03-01 09:00:00||urgent');
    const found = await importAll(map, [accountsOf(ACME, 'A-1|Acme|2025-01-15|5|no'), tickets]);
    expect(found.contradictions).toEqual([]);
    expect(found.summary.byReason).toEqual({ 'duplicate-key': 2 });
  });

  it('to a row that could not be read says which', async () => {
    const rows = [
      'A-1|Acme|2024-01-15|many|no',
      'A-1|Acme|2024-01-15|more|no',
      'A-2|Beta|never|5|no',
      'A-2|Beta|2024-01-15|5|no',
    ];
    const tickets = ticketsOf(`T-1|A-1|${solved}`, `T-2|A-2|${solved}`);
    const { refused, summary } = await importAll(validMap(crmMap()), [accountsOf(...rows), tickets]);
    expect(refused.filter((line) => line.startsWith('tickets'))).toEqual([
      'tickets.csv:2 rejected-reference account "A-1" is accounts.csv:2, rejected for bad-value',
    ]);
    expect(summary.byReason).toEqual({ 'bad-value': 3, 'rejected-reference': 1 });
  });

  it('with a prototype name finds no more than a row of that name', async () => {
    const tickets = ticketsOf(`T-1|__proto__|${solved}`, `T-2|constructor|${solved}`);
    const { refused, signals } = await importAll(validMap(crmMap()), [
      accountsOf('constructor|Acme|2024-01-15|5|no'),
      tickets,
    ]);
    expect(refused).toEqual(['tickets.csv:2 unknown-reference account "__proto__" is not in accounts']);
    expect(signals.map((signal) => signal.account)).toEqual(['constructor', 'constructor']);
  });
});

describe('a contradiction', () => {
  const early = { from: 'opened', operator: 'before', value: { from: 'account.since' } };
  const tickets = ticketsOf('T-1|A-1|2024-01-10 00:00:00||low', 'T-2|A-1|2024-01-15 00:00:00||low');

  it('is counted and listed, and its row accepted', async () => {
    const map = validMap(
      crmMap({ tickets: { contradictions: [{ kind: 'ticket-too-early', when: early }] } }),
    );
    const { contradictions, refused, summary } = await importAll(map, [accountsOf(ACME), tickets]);
    expect(contradictions).toEqual([
      'tickets.csv:2 ticket-too-early opened 2024-01-09T23:00:00Z, account.since 2024-01-15',
    ]);
    expect(refused).toEqual([]);
    expect(summary).toMatchObject({ rows: 3, accepted: 3, rejected: 0, signals: 3 });
    expect(summary.contradictions).toEqual({ 'ticket-too-early': 1 });
  });

  it('refuses its row where the map says so, and is counted all the same', async () => {
    const kinds = [
      { kind: 'ticket-too-early', when: early, reject: true },
      { kind: 'of-low-priority', when: { from: 'priority', operator: 'equal', value: 'low' } },
      { kind: 'never-found', when: { from: 'priority', operator: 'equal', value: 'none' } },
    ];
    const map = validMap(crmMap({ tickets: { contradictions: kinds } }));
    const { refused, summary } = await importAll(map, [accountsOf(ACME), tickets]);
    expect(refused).toEqual([
      'tickets.csv:2 ticket-too-early opened 2024-01-09T23:00:00Z, account.since 2024-01-15',
    ]);
    expect(summary.byReason).toEqual({ 'ticket-too-early': 1 });
    expect(summary.contradictions).toEqual({ 'ticket-too-early': 1, 'of-low-priority': 2, 'never-found': 0 });
    expect(formatSummary(summary)).toBe(
      '3 rows, 2 accepted, 1 rejected (ticket-too-early 1), 2 signals; contradictions: ticket-too-early 1, of-low-priority 2',
    );
  });

  it('names the row of a list that it found, and the list where nothing was found', async () => {
    const lists = { tickets: { table: 'tickets', on: 'account' } };
    const contradictions = [
      {
        kind: 'trial-with-tickets',
        when: { all: [{ from: 'trial', operator: 'equal', value: true }, { some: 'tickets' }] },
      },
      { kind: 'silent', when: { none: 'tickets' } },
    ];
    const map = validMap(crmMap({ accounts: { lists, contradictions } }));
    const rows = ['A-1|Acme|2024-01-15|5|yes', 'A-2|Beta|2024-01-15|5|no'];
    const found = await importAll(map, [accountsOf(...rows), tickets]);
    expect(found.contradictions).toEqual([
      'accounts.csv:2 trial-with-tickets trial true, tickets has tickets.csv:2',
      'accounts.csv:3 silent no such tickets',
    ]);
  });
});

describe('a file that changes while it is read', () => {
  it.each([
    ['moves its columns', 'name|id|since|seats|trial'],
    ['gets another column', `${ACCOUNTS}|more`],
    ['loses a column', 'id|name'],
  ])('and %s ends the import', async (_what, header) => {
    const map = validMap(crmMap());
    let reads = 0;
    const source = {
      file: 'accounts.csv',
      async *rows() {
        reads += 1;
        yield { line: 1, cells: (reads === 1 ? ACCOUNTS : header).split('|') };
      },
    };
    const opened = await openTables(map, [source]);
    await expect(importTables(map, opened).next()).rejects.toThrow(BrokenFile);
  });
});
