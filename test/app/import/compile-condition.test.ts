import { describe, expect, it } from 'vitest';
import { crmMap, importAll, memorySource, validMap } from '../../support/import-tables.ts';

const columns = {
  id: 'text',
  group: { as: 'text', optional: true },
  day: { as: 'date', optional: true },
  at: { as: 'instant', optional: true },
  size: { as: 'number', optional: true },
  big: { as: 'boolean', optional: true },
  fee: { as: 'money', currency: { from: 'currency' }, optional: true },
  price: { as: 'money', currency: 'USD', optional: true },
  currency: { as: 'text', optional: true },
};
const HEADER = Object.keys(columns).join('|');

/** The ids of the rows (from `a` on) of which the condition is true. */
async function trueOf(when: unknown, ...rows: readonly string[]): Promise<string> {
  const things = {
    file: 'things.csv',
    key: 'id',
    columns,
    lists: { group: { table: 'things', on: 'group', by: 'group' } },
    contradictions: [{ kind: 'holds', when }],
    account: { from: 'id' },
    signals: [{ signal: 'thing.seen', time: { from: 'day' }, data: {} }],
  };
  const map = validMap({ ...crmMap(), tables: { things } });
  const records = rows.map((row, i) => `${String.fromCharCode(97 + i)}|${row}`);
  const { outcomes } = await importAll(map, [memorySource('things.csv', HEADER, ...records)]);
  return outcomes.map(({ contradictions }, i) => (contradictions.length > 0 ? 'abcdefgh'[i] : '')).join('');
}

const row = (cells: Partial<Record<keyof typeof columns, string>>) =>
  Object.keys(columns)
    .slice(1)
    .map((name) => cells[name as keyof typeof columns] ?? '')
    .join('|');

describe('a condition of a map', () => {
  it.each([
    ['equal', 5, 'b'],
    ['notEqual', 5, 'ac'],
    ['lessThan', 5, 'a'],
    ['lessThanInclusive', 5, 'ab'],
    ['greaterThan', 5, 'c'],
    ['greaterThanInclusive', 5, 'bc'],
    ['in', [4, 6, 7], 'ac'],
    ['notIn', [4, 6], 'b'],
  ])('compares a number: %s', async (operator, value, holds) => {
    const sizes = ['4', '5', '6', ''].map((size) => row({ size }));
    expect(await trueOf({ from: 'size', operator, value }, ...sizes)).toBe(holds);
  });

  it('takes an absent value for unknown, and so does its negation', async () => {
    const rows = [row({ size: '' }), row({ size: '1' })];
    const less = { from: 'size', operator: 'lessThan', value: 5 };
    expect(await trueOf(less, ...rows)).toBe('b');
    expect(await trueOf({ not: less }, ...rows)).toBe('');
    expect(await trueOf({ not: { not: less } }, ...rows)).toBe('b');
  });

  it('tells what is known', async () => {
    const rows = [row({ size: '' }), row({ size: '0' })];
    expect(await trueOf({ from: 'size', operator: 'isKnown', value: true }, ...rows)).toBe('b');
    expect(await trueOf({ from: 'size', operator: 'isKnown', value: false }, ...rows)).toBe('a');
  });

  it('combines true, false and unknown as Kleene does', async () => {
    const yes = { from: 'id', operator: 'notEqual', value: 'z' };
    const no = { not: yes };
    const unknown = { from: 'size', operator: 'equal', value: 1 };
    const holds = async (when: unknown) => (await trueOf(when, row({}))) === 'a';
    expect(await holds({ all: [yes, unknown] })).toBe(false);
    expect(await holds({ not: { all: [yes, unknown] } })).toBe(false);
    expect(await holds({ not: { all: [unknown, no] } })).toBe(true);
    expect(await holds({ any: [unknown, yes] })).toBe(true);
    expect(await holds({ any: [no, unknown] })).toBe(false);
    expect(await holds({ not: { any: [no, unknown] } })).toBe(false);
    expect(await holds({ not: { any: [no, no] } })).toBe(true);
  });

  it('compares days with literals and with other columns', async () => {
    const days = ['2024-05-31', '2024-06-01', '2024-06-02'].map((day) =>
      row({ day, at: '2024-06-01 00:00:00' }),
    );
    expect(await trueOf({ from: 'day', operator: 'before', value: '2024-06-01' }, ...days)).toBe('a');
    expect(await trueOf({ from: 'day', operator: 'after', value: '2024-06-01' }, ...days)).toBe('c');
    expect(await trueOf({ from: 'day', operator: 'equal', value: '2024-06-01' }, ...days)).toBe('b');
  });

  it('compares a day with an instant by the start of the day in the zone of the map', async () => {
    const rows = ['2024-05-31 23:59:59', '2024-06-01 00:00:00', '2024-06-01 00:00:01'].map((at) =>
      row({ day: '2024-06-01', at }),
    );
    expect(await trueOf({ from: 'at', operator: 'before', value: { from: 'day' } }, ...rows)).toBe('a');
    expect(await trueOf({ from: 'day', operator: 'equal', value: { from: 'at' } }, ...rows)).toBe('b');
    expect(await trueOf({ from: 'at', operator: 'after', value: { from: 'day' } }, ...rows)).toBe('c');
    expect(await trueOf({ from: 'at', operator: 'before', value: '2024-05-31T22:00:00Z' }, ...rows)).toBe(
      'a',
    );
  });

  it('compares money of one currency, in major units with a number', async () => {
    const rows = [
      row({ fee: '12.50', currency: 'USD', price: '12.5' }),
      row({ fee: '12.50', currency: 'EUR', price: '12.5' }),
      row({ fee: '1300', currency: 'JPY', price: '12.51' }),
      row({ fee: '12', currency: 'USD', price: '12.5' }),
    ];
    expect(await trueOf({ from: 'fee', operator: 'equal', value: { from: 'price' } }, ...rows)).toBe('a');
    expect(await trueOf({ from: 'fee', operator: 'notEqual', value: { from: 'price' } }, ...rows)).toBe('d');
    expect(await trueOf({ from: 'fee', operator: 'greaterThan', value: 12 }, ...rows)).toBe('abc');
  });

  it('compares booleans and texts by equality', async () => {
    const rows = [
      row({ big: 'yes', group: 'x' }),
      row({ big: 'no', group: 'y' }),
      row({ big: '', group: '' }),
    ];
    expect(await trueOf({ from: 'big', operator: 'equal', value: false }, ...rows)).toBe('b');
    expect(await trueOf({ from: 'group', operator: 'in', value: ['y', 'z'] }, ...rows)).toBe('b');
    expect(await trueOf({ from: 'big', operator: 'notEqual', value: true }, ...rows)).toBe('b');
  });
});

describe('a list of rows', () => {
  const larger = { from: 'size', operator: 'greaterThan', value: { from: 'this.size' } };

  it('holds the other rows with the same value, never the row itself', async () => {
    const rows = [row({ group: 'x' }), row({ group: 'x' }), row({ group: 'y' }), row({ group: '' })];
    expect(await trueOf({ some: 'group' }, ...rows)).toBe('ab');
    expect(await trueOf({ none: 'group' }, ...rows)).toBe('c');
  });

  it('compares its rows with this one', async () => {
    const rows = ['1', '2', '3'].map((size) => row({ group: 'x', size }));
    expect(await trueOf({ some: 'group', where: larger }, ...rows)).toBe('ab');
    expect(await trueOf({ none: 'group', where: larger }, ...rows)).toBe('c');
  });

  it('is unknown where the rows that do not match might', async () => {
    const rows = [
      row({ group: 'x', size: '9' }),
      row({ group: 'x', size: '' }),
      row({ group: 'x', size: '7' }),
    ];
    expect(await trueOf({ some: 'group', where: larger }, ...rows)).toBe('c');
    expect(await trueOf({ none: 'group', where: larger }, ...rows)).toBe('');
  });
});
