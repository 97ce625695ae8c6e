import { describe, expect, it } from 'vitest';
import { crmMap, importAll, memorySource, validMap } from '../../support/import-tables.ts';

const ACME = 'A-1|Acme|2024-01-15|5|no';
const accountsOf = (...rows: readonly string[]) =>
  memorySource('accounts.csv', 'id|name|since|seats|trial', ...rows);
const ticketsOf = (...rows: readonly string[]) =>
  memorySource('tickets.csv', 'ticket|account|opened|closed|priority', ...rows);

/** What is refused of these rows of accounts. */
async function refusedOf(
  changes: Record<string, unknown>,
  ...rows: readonly string[]
): Promise<readonly string[]> {
  return (await importAll(validMap(crmMap(changes)), [accountsOf(...rows)])).refused;
}

describe('a refused row', () => {
  it.each([
    ['A-1|Acme|2024-01-15|5', 'wrong-column-count 4 columns, the header has 5'],
    ['A-1|Acme|2024-01-15|5|no|', 'wrong-column-count 6 columns, the header has 5'],
    ['|Acme|2024-01-15|5|no', 'empty-required column "id" is empty'],
    ['A-1|  |2024-01-15|5|no', 'empty-required column "name" is empty'],
    [
      'A-1|Acme|15.01.2024|5|no',
      'bad-value column "since" expected a date such as "2024-06-01", got "15.01.2024"',
    ],
    ['A-1|Acme|2024-01-15|five|no', 'bad-value column "seats" expected a whole number, got "five"'],
    ['A-1|Acme|2024-01-15|0|no', 'bad-value column "seats" expected at least 1, got "0"'],
    ['A-1|Acme|2024-01-15|5|True', 'bad-value column "trial" expected one of "yes", "no", got "True"'],
    ['A-1|Ac\0me|2024-01-15|5|no', 'bad-character column "name" holds a NUL or bytes that are not UTF-8'],
    ['A-1|Caf\ufffd|2024-01-15|5|no', 'bad-character column "name" holds a NUL or bytes that are not UTF-8'],
    [
      `A-1|${'x'.repeat(10_001)}|2024-01-15|5|no`,
      'too-long column "name" has 10001 characters, at most 10000 are taken',
    ],
    [
      'A 1|Acme|2024-01-15|5|no',
      'bad-identity the account is not 1 to 200 visible ASCII characters without spaces',
    ],
    [
      'Ä-1|Acme|2024-01-15|5|no',
      'bad-identity the account is not 1 to 200 visible ASCII characters without spaces',
    ],
    [
      `${'A'.repeat(190)}|Acme|2024-01-15|5|no`,
      'bad-identity the key makes an id of more than 200 characters',
    ],
    [
      'A-1|Acme|2024-13-15|x|maybe',
      'bad-value column "since" expected a date such as "2024-06-01", got "2024-13-15"; column "seats" expected a whole number, got "x"; column "trial" expected one of "yes", "no", got "maybe"',
    ],
  ])('is told with file, line and reason: %.40j', async (record, refusal) => {
    const rows = ['A-0|Zero|2024-01-01|1|no', record];
    const { refused, summary } = await importAll(validMap(crmMap()), [accountsOf(...rows)]);
    expect(refused).toEqual([`accounts.csv:3 ${refusal}`]);
    expect(summary).toMatchObject({ rows: 2, accepted: 1, rejected: 1, signals: 1 });
    expect(summary.byReason).toEqual({ [refusal.split(' ')[0] as string]: 1 });
  });

  it('keeps lone surrogates out of ids', async () => {
    const { signals } = await importAll(validMap(crmMap({ accounts: { account: 'A-1' } })), [
      accountsOf('\ud800|Acme|2024-01-15|5|no'),
    ]);
    expect(signals.map((signal) => signal.id)).toEqual(['accounts/%EF%BF%BD/account.updated']);
  });

  it('shows no more than 60 characters, and none that a terminal would act on', async () => {
    const [shown] = await refusedOf({}, `A-1|Acme|\u001b[2J\u202e${'9'.repeat(100)}|5|no`);
    expect(shown).toBe(
      `accounts.csv:2 bad-value column "since" expected a date such as "2024-06-01", got "\\u001b[2J\\u202e${'9'.repeat(54)}…"`,
    );
  });

  it('keeps personal data out of the report', async () => {
    const columns = {
      id: { as: 'text', pii: true },
      name: { as: 'text', pii: true },
      since: { as: 'date', pii: true },
      seats: { as: 'integer', pii: true },
      trial: 'boolean',
    };
    const changes = {
      accounts: {
        columns,
        reject: [{ reason: 'odd-name', when: { from: 'name', operator: 'equal', value: 'Secret' } }],
        signals: [
          {
            signal: 'account.updated',
            time: { from: 'since' },
            data: { name: { from: 'name', map: { Acme: 'a' } } },
          },
        ],
      },
    };
    const good = [
      'A-1|Acme|2024-01-15|5|no',
      'secret-9|Acme|2024-01-15|5|no',
      'secret-9|Acme|2024-01-15|5|no',
    ];
    const bad = [
      'A-2|Acme|secret|5|no',
      'A-3|Acme|2024-01-15|secret|no',
      'A-4|Secret|2024-01-15|5|no',
      'A-5|Secrets|2024-01-15|5|no',
    ];
    const refused = await refusedOf(changes, ...good, ...bad);
    expect(refused).toHaveLength(5);
    expect(refused.join('\n').toLowerCase()).not.toContain('secret');
  });

  it('is the later one of two with the same key, and the report tells a copy from a collision', async () => {
    const rows = [ACME, ACME, 'A-1|Other|2024-01-15|5|no', ' A-1 |Acme|2024-01-15|5|no'];
    expect(await refusedOf({}, ...rows)).toEqual([
      'accounts.csv:3 duplicate-key id "A-1" stands in an identical row, accounts.csv:2',
      'accounts.csv:4 duplicate-key id "A-1" stands in a row with other values, accounts.csv:2',
      'accounts.csv:5 duplicate-key id "A-1" stands in a row with other values, accounts.csv:2',
    ]);
  });

  it('is told apart by all columns of its key', async () => {
    const rows = ['a|b,c|2024-01-15|5|no', 'a,b|c|2024-01-15|5|no', 'a|b,c|2024-01-16|5|no'];
    expect(
      await refusedOf({ accounts: { key: ['id', 'name'] }, tickets: { references: {} } }, ...rows),
    ).toEqual([
      'accounts.csv:4 duplicate-key id "a", name "b,c" stands in a row with other values, accounts.csv:2',
    ]);
  });

  it('is one that repeats what the map calls unique; absent values repeat nothing', async () => {
    const changes = { accounts: { reject: [{ reason: 'same-seats', unique: 'seats' }] } };
    const rows = [ACME, 'A-2|Beta|2024-01-15||no', 'A-3|Ceta|2024-01-15||no', 'A-4|Delta|2024-01-15|5|no'];
    expect(await refusedOf(changes, ...rows)).toEqual([
      'accounts.csv:5 same-seats seats "5" stands in a row with other values, accounts.csv:2',
    ]);
  });

  it('is one of which a rule of the map is true, not one of which it is unknown', async () => {
    const changes = {
      accounts: { reject: [{ reason: 'one-seat', when: { from: 'seats', operator: 'lessThan', value: 2 } }] },
    };
    expect(await refusedOf(changes, 'A-1|Acme|2024-01-15|1|no', 'A-2|Beta|2024-01-15||no')).toEqual([
      'accounts.csv:2 one-seat seats 1',
    ]);
  });

  it('is one to which no signal applies: it is not dropped silently', async () => {
    const signals = [
      {
        signal: 'account.updated',
        when: { from: 'seats', operator: 'greaterThan', value: 5 },
        time: { from: 'since' },
        data: {},
      },
    ];
    expect(await refusedOf({ accounts: { signals } }, ACME, 'A-2|Beta|2024-01-15||no')).toEqual([
      "accounts.csv:2 no-signal none of the map's signals for accounts applies to this row",
      "accounts.csv:3 no-signal none of the map's signals for accounts applies to this row",
    ]);
  });

  it('gives none of its signals when one of them cannot be made', async () => {
    const map = validMap(crmMap());
    const tickets = ticketsOf('T-1|A-1|2024-03-01 09:00:00||middling', 'T-2|A-1|2024-03-01 09:00:00||urgnt');
    const { refused, signals } = await importAll(map, [accountsOf(ACME), tickets]);
    expect(refused).toEqual([
      'tickets.csv:2 unmapped-value the map has no value for "priority" "middling" (allowed: low, urgent)',
      'tickets.csv:3 unmapped-value the map has no value for "priority" "urgnt", did you mean "urgent"?',
    ]);
    expect(signals.map((signal) => signal.type)).toEqual(['account.updated']);
  });

  it('is one whose signal has no time or no account', async () => {
    const columns = {
      id: 'text',
      name: { as: 'text', optional: true },
      since: { as: 'date', optional: true },
      seats: 'integer',
      trial: 'boolean',
    };
    const rows = ['A-1|Acme||5|no', 'A-2||2024-01-15|5|no'];
    expect(await refusedOf({ accounts: { columns, account: { from: 'name' } } }, ...rows)).toEqual([
      'accounts.csv:2 empty-required account.updated has no time: "since" is empty',
      'accounts.csv:3 empty-required no account',
    ]);
  });
});
