import { describe, expect, it } from 'vitest';
import { readMap } from '../../../lib/app/import/read-map.ts';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { crmMap, readMapJson } from '../../support/import-tables.ts';

const account = { column: 'account', table: 'accounts' };
const columns = { id: 'text', since: 'date', seats: 'integer', trial: 'boolean', name: 'text' };
const when = (condition: unknown) => ({ accounts: { contradictions: [{ kind: 'odd', when: condition }] } });
const said = (changes: Record<string, unknown>, top: object = {}) =>
  readMapJson(crmMap(changes, top)).mistakes.map((line) =>
    line.replace(/^maps\/crm\.map\.json:\d+:\d+ error /, ''),
  );

describe('reading a map', () => {
  it('takes a good one', () => {
    const { map, mistakes } = readMapJson(crmMap());
    expect(mistakes).toEqual([]);
    expect(map?.tables.map((table) => table.name)).toEqual(['accounts', 'tickets']);
  });

  it('says where a mistake stands', () => {
    const issues: Issue[] = [];
    const text = JSON.stringify(crmMap({ accounts: { columns: { ...columns, since: 'dte' } } }), null, 2);
    expect(readMap('maps/crm.map.json', text, issues)).toBeUndefined();
    const line = text.split('\n').findIndex((one) => one.includes('"dte"')) + 1;
    expect(issues.map(formatIssue)).toEqual([
      `maps/crm.map.json:${line}:18 error "since" cannot be "dte", did you mean "date"?`,
    ]);
  });

  it('tells all mistakes at once', () => {
    const tickets = {
      references: { account: { column: 'acount', table: 'acounts' } },
      lists: { others: { table: 'tickets', on: 'acc' } },
      signals: [{ signal: 'ticket.opened', time: { from: 'priority' }, data: { id: { from: 'tcket' } } }],
    };
    expect(said({ tickets }, { zone: 'Berlin', id: 'cmr' })).toEqual([
      'the id is the file\'s name: "crm", got "cmr"',
      '"Berlin" is not an IANA time zone such as "Europe/Berlin"',
      'unknown column "acount" of table tickets, did you mean "account"?',
      'unknown table "acounts", did you mean "accounts"?',
      '"priority" is text: a time is a date or an instant',
      'unknown column "tcket" of table tickets, did you mean "ticket"?',
      'unknown column "acc" of table tickets (allowed: ticket, account, opened, closed, priority)',
    ]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown key', { accounts: { rejct: [] } }, 'unknown key "rejct", did you mean "reject"?'],
    [
      'an unknown conversion',
      { accounts: { columns: { ...columns, name: 'string' } } },
      '"name" cannot be "string" (allowed: text, number, integer, boolean, date, instant, money, or an object)',
    ],
    ['a key that is no column', { accounts: { key: 'ident' } }, 'unknown column "ident" of table accounts'],
    [
      'an optional key',
      { accounts: { columns: { ...columns, id: { as: 'text', optional: true } } } },
      '"id" is optional: a key must be there',
    ],
    [
      'a path without a reference',
      { accounts: { account: { from: 'owner.id' } } },
      'unknown column "owner" of table accounts',
    ],
    [
      'an unknown reference',
      { tickets: { account: { from: 'acount.id' } } },
      'unknown reference "acount" of table tickets, did you mean "account"?',
    ],
    [
      'a reference to a key of several columns',
      { accounts: { key: ['id', 'name'] } },
      '"accounts" has a key of several columns: it cannot be referred to',
    ],
    [
      'a reference of another type',
      { tickets: { references: { account: { ...account, column: 'opened' } } } },
      '"opened" is instant, the key of "accounts" is text',
    ],
    ['an unknown list', when({ some: 'ticket' }), 'unknown list "ticket"'],
    [
      'an option for another type',
      { accounts: { columns: { ...columns, name: { as: 'text', min: 1 } } } },
      '"min" says nothing about text (it is for number, integer)',
    ],
    [
      'an unknown currency',
      { accounts: { columns: { ...columns, seats: { as: 'money', currency: 'USDD' } } } },
      '"USDD" is not an ISO 4217 currency such as "USD"',
    ],
    [
      'money without a currency',
      { accounts: { columns: { ...columns, seats: 'money' } } },
      '"currency" is missing (a code such as "USD", or {"from": column})',
    ],
    [
      'a currency of no column',
      { accounts: { columns: { ...columns, seats: { as: 'money', currency: { from: 'cur' } } } } },
      'unknown column "cur"',
    ],
    [
      'an unknown zone of a column',
      { accounts: { columns: { ...columns, seats: { as: 'instant', zone: 'CEST' } } } },
      '"CEST" is not an IANA time zone such as "Europe/Berlin"',
    ],
    [
      'a word for both',
      { accounts: { columns: { ...columns, trial: { as: 'boolean', true: ['y'], false: ['y'] } } } },
      '"y" cannot mean both true and false',
    ],
    [
      'min above max',
      { accounts: { columns: { ...columns, seats: { as: 'integer', min: 2, max: 1 } } } },
      '"min" 2 is more than "max" 1',
    ],
    ['a column read and ignored', { accounts: { ignored: ['name'] } }, '"name" is read and ignored'],
    [
      'a reason of the program',
      { accounts: { reject: [{ reason: 'bad-value', unique: 'name' }] } },
      '"bad-value" is a reason of its own, take another name',
    ],
    [
      'an unknown unique column',
      { accounts: { reject: [{ reason: 'twice', unique: ['name', 'nam'] }] } },
      'unknown column "nam" of table accounts, did you mean "name"?',
    ],
    ['no conditions', when({ all: [] }), '"all" is empty: an empty list of conditions would always hold'],
    [
      'an unknown operator',
      when({ from: 'seats', operator: 'lesThan', value: 1 }),
      '"operator" cannot be "lesThan", did you mean "lessThan"?',
    ],
    [
      'an order of texts',
      when({ from: 'name', operator: 'lessThan', value: 'x' }),
      '"lessThan" compares number or money, "name" is text',
    ],
    [
      'a date compared with a number',
      when({ from: 'since', operator: 'before', value: 5 }),
      '"since" is date: it does not compare with number 5',
    ],
    [
      'a date that is none',
      when({ from: 'since', operator: 'before', value: '2024-02-30' }),
      '"since" is date: it does not compare with string "2024-02-30"',
    ],
    [
      'two types compared',
      when({ from: 'since', operator: 'equal', value: { from: 'seats' } }),
      '"since" is date and "seats" is number: they do not compare',
    ],
    [
      'a word for isKnown',
      when({ from: 'since', operator: 'isKnown', value: 'yes' }),
      '"isKnown" compares with true or false, got string "yes"',
    ],
    [
      'in without a list',
      when({ from: 'name', operator: 'in', value: 'a' }),
      '"in" takes a list, got string "a"',
    ],
    [
      'a list of another type',
      when({ from: 'name', operator: 'in', value: ['a', 1] }),
      '"name" is text, got number 1',
    ],
    [
      'otherwise without a map',
      { accounts: { account: { from: 'id', otherwise: 'x' } } },
      '"otherwise" needs a "map"',
    ],
    ['no signals', { accounts: { signals: [] } }, '"signals" is empty, at least 1 is needed'],
  ])('refuses %s', (_title, changes, message) => {
    expect(said(changes)[0]).toContain(message);
  });

  it('refuses a list inside a where of a list', () => {
    const lists = { same: { table: 'accounts', on: 'name', by: 'name' } };
    const contradictions = [{ kind: 'odd', when: { some: 'same', where: { some: 'same' } } }];
    expect(said({ accounts: { lists, contradictions } })).toEqual([
      '"some" cannot stand inside another list\'s "where"',
    ]);
  });

  it('refuses one kind of contradiction in two tables, and one signal twice in a table', () => {
    const odd = [{ kind: 'odd', when: { from: 'account', operator: 'equal', value: 'x' } }];
    const opened = crmMap().tables.tickets as unknown as { signals: [unknown] };
    const tickets = { contradictions: odd, signals: [opened.signals[0], opened.signals[0]] };
    const accounts = {
      contradictions: [{ kind: 'odd', when: { from: 'id', operator: 'equal', value: 'x' } }],
    };
    expect(said({ accounts, tickets }).sort()).toEqual([
      '"odd" is a kind of contradiction of table accounts already',
      '"ticket.opened" stands twice in this table: give this one an "id" of its own',
    ]);
  });

  it('needs the words of a boolean', () => {
    expect(said({}, { words: { true: ['yes'] } })).toEqual([
      'a boolean needs the words that mean false: "false" here, or "words" of the map',
    ]);
  });

  it('refuses prototype keys and broken JSON', () => {
    const whole = JSON.stringify(crmMap());
    for (const text of [`${whole.slice(0, -1)},}`, `{"__proto__": {},${whole.slice(1)}`, '', 'id: crm']) {
      const issues: Issue[] = [];
      expect(readMap('crm.map.json', text, issues)).toBeUndefined();
      expect(issues).toHaveLength(1);
    }
  });
});
