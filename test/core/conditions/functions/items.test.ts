import { describe, expect, it } from 'vitest';
import { Asking } from '../../../support/asking.ts';
import { leaf, rulebookOf, when } from '../../../support/rulebook.ts';
import { at, TestWorld, UNHEARD } from '../../../support/world.ts';

const PARTS = {
  facts: {
    answers: {
      type: 'list',
      item: 'answer',
      max: 3,
      keep: 'P100D',
      source: 'survey',
      meaning: 'Answers',
      fields: { score: { type: 'number' }, by: { type: 'contact' } },
    },
    boxes: {
      type: 'set',
      item: 'box',
      max: 3,
      source: 'crm',
      meaning: 'Boxes',
      fields: {
        size: { type: 'number' },
        price: { type: 'money' },
        seen: { type: 'instant', source: 'product' },
        stale: { type: 'number', maxAge: 'P5D' },
      },
    },
  },
  signals: {
    answered: {
      source: 'survey',
      payload: { score: { type: 'number', optional: true } },
      updates: [{ append: 'answers', value: { score: { from: 'score' }, by: { from: 'contact' } } }],
    },
    boxed: {
      payload: {
        box: { type: 'string' },
        size: { type: 'number', optional: true },
        price: { type: 'money', optional: true },
        stale: { type: 'number', optional: true },
      },
      updates: [
        {
          put: 'boxes',
          key: { from: 'box' },
          fields: { size: { from: 'size' }, price: { from: 'price' }, stale: { from: 'stale' } },
        },
      ],
    },
    unboxed: { payload: { box: { type: 'string' } }, updates: [{ remove: 'boxes', key: { from: 'box' } }] },
  },
};
const rulebook = rulebookOf(PARTS);
const box = (asking: Asking, name: string, data: Readonly<Record<string, unknown>> = {}) =>
  asking.tell('2026-06-01 09:00', 'boxed', { box: name, ...data });
const NOON = '2026-06-01 12:00';

describe('"count" over a set', () => {
  const big = { of: 'boxes', where: leaf('box.size', 'greaterThan', 5) as never };

  it('counts the items that are there and for which the condition is true', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    box(asking, 'a', { size: 9 });
    box(asking, 'b', { size: 2 });
    expect([asking.value(NOON, 'count', { of: 'boxes' }), asking.value(NOON, 'count', big)]).toEqual([2, 1]);
    asking.tell('2026-06-01 10:00', 'unboxed', { box: 'a' });
    expect([asking.value(NOON, 'count', { of: 'boxes' }), asking.value(NOON, 'count', big)]).toEqual([1, 0]);
  });

  it('is a range while the condition is unknown for some, and a comparison is true only at both ends', async () => {
    const asking = new Asking(rulebook, '2026-06-01');
    for (const [name, data] of [
      ['a', { size: 9 }],
      ['b', {}],
      ['c', { size: 1 }],
    ] as const)
      box(asking, name, data);
    expect(asking.value(NOON, 'count', big)).toEqual({ low: 1, high: 2 });
    const rules = Object.fromEntries(
      [
        ['at-least-1', 'greaterThanInclusive', 1],
        ['at-least-2', 'greaterThanInclusive', 2],
        ['under-3', 'lessThan', 3],
        ['not-0', 'notEqual', 0],
        ['is-1', 'equal', 1],
        ['not-1', 'notEqual', 1],
        ['among', 'in', [1, 2]],
        ['not-among', 'notIn', [5, 6]],
      ].map(([id, operator, value]) => [id, { conditions: when('count', String(operator), value, big) }]),
    );
    const world = new TestWorld(rulebookOf({ ...PARTS, rules }), '2026-06-01');
    await world.know('2026-06-01 09:00', {}, { items: { boxes: { a: { size: 9 }, b: {}, c: { size: 1 } } } });
    expect(world.entries('fired').map((entry) => entry.rule)).toEqual([
      'at-least-1',
      'not-0',
      'not-among',
      'under-3',
    ]);
    expect(world.entries('disagreed')).toEqual([]);
  });

  it('is 0 once the source of the set was heard, and unknown before', () => {
    expect(new Asking(rulebook, '2026-06-01').value(NOON, 'count', { of: 'boxes' })).toBe(0);
    expect(new Asking(rulebook, '2026-06-01', UNHEARD).ask(NOON, 'count', { of: 'boxes' })).toMatchObject({
      value: undefined,
      why: 'not-heard',
    });
    const heard = new Asking(rulebook, '2026-06-01', UNHEARD).tell('2026-06-01 09:00', 'flag.set', {
      flag: true,
    });
    expect(heard.value(NOON, 'count', { of: 'boxes' })).toBe(0);
  });

  it('is unknown for good once more items came than are kept', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    for (const name of ['a', 'b', 'c']) box(asking, name, { size: 1 });
    expect(asking.value(NOON, 'count', { of: 'boxes' })).toBe(3);
    box(asking, 'd', { size: 1 });
    asking.tell('2026-06-01 10:00', 'unboxed', { box: 'a' });
    expect(asking.ask(NOON, 'count', { of: 'boxes' })).toMatchObject({ value: undefined, why: 'overflowed' });
  });

  it('counts what goes stale as unknown from then on', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    box(asking, 'a', { stale: 1 });
    const known = { of: 'boxes', where: leaf('box.stale', 'equal', 1) as never };
    expect(asking.ask(NOON, 'count', known)).toMatchObject({ value: 1, until: at('2026-06-06 09:00') + 1 });
    expect(asking.value('2026-06-06 09:00:01', 'count', known)).toEqual({ low: 0, high: 1 });
  });
});

describe('"sum" and "average" over a set', () => {
  it('add up a field of those that count; money in major units', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    box(asking, 'a', { size: 9, price: { amount: 10.5, currency: 'USD' } });
    box(asking, 'b', { size: 3, price: { amount: 4.25, currency: 'USD' } });
    expect(asking.value(NOON, 'sum', { of: 'boxes', field: 'size' })).toBe(12);
    expect(asking.value(NOON, 'average', { of: 'boxes', field: 'size' })).toBe(6);
    expect(
      asking.value(NOON, 'sum', {
        of: 'boxes',
        field: 'price',
        where: leaf('box.size', 'greaterThan', 5) as never,
      }),
    ).toBe(10.5);
    expect(asking.value(NOON, 'sum', { of: 'boxes', field: 'price' })).toBe(14.75);
  });

  it('come to the same whichever item came first', () => {
    const sums = [
      ['a', 'b', 'c'],
      ['c', 'b', 'a'],
      ['b', 'c', 'a'],
    ].map((order) => {
      const asking = new Asking(rulebook, '2026-06-01');
      for (const name of order) box(asking, name, { size: { a: 0.1, b: 0.2, c: 0.3 }[name] });
      return [
        asking.value(NOON, 'sum', { of: 'boxes', field: 'size' }),
        asking.value(NOON, 'average', { of: 'boxes', field: 'size' }),
      ];
    });
    expect(sums[1]).toEqual(sums[0]);
    expect(sums[2]).toEqual(sums[0]);
  });

  it('are unknown while a value is missing, of another currency, or of an item that may count', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    box(asking, 'a', { size: 9, price: { amount: 10, currency: 'EUR' } });
    expect(asking.value(NOON, 'sum', { of: 'boxes', field: 'price' })).toBeUndefined();
    box(asking, 'b', {});
    expect(asking.value(NOON, 'sum', { of: 'boxes', field: 'size' })).toBeUndefined();
    expect(
      asking.value(NOON, 'sum', {
        of: 'boxes',
        field: 'size',
        where: leaf('box.size', 'isKnown', true) as never,
      }),
    ).toBe(9);
  });

  it('the average of nothing is unknown, the sum of nothing 0', () => {
    const asking = new Asking(rulebook, '2026-06-01');
    expect(asking.value(NOON, 'sum', { of: 'boxes', field: 'size' })).toBe(0);
    expect(asking.value(NOON, 'average', { of: 'boxes', field: 'size' })).toBeUndefined();
  });
});

describe('a list of records', () => {
  const answers = (asking: Asking, scores: readonly (readonly [string, number])[]) => {
    for (const [instant, score] of scores) asking.tell(instant, 'answered', { score }, { contact: 'ann' });
    return asking;
  };
  const low = { of: 'answers', over: 'P10D', where: leaf('answer.score', 'lessThanInclusive', 2) as never };

  it('counts records newer than the window, which end to the millisecond', () => {
    const asking = answers(new Asking(rulebook, '2026-06-01'), [
      ['2026-06-01 09:00', 2],
      ['2026-06-05 09:00', 1],
      ['2026-06-06 09:00', 5],
    ]);
    expect(asking.value('2026-06-07', 'count', low)).toBe(2);
    expect(asking.ask('2026-06-11 08:59:59', 'count', low)).toMatchObject({
      value: 2,
      until: at('2026-06-11 09:00'),
    });
    expect(asking.value('2026-06-11 09:00', 'count', low)).toBe(1);
  });

  it('averages a field over the window', () => {
    const asking = answers(new Asking(rulebook, '2026-06-01'), [
      ['2026-06-01 09:00', 2],
      ['2026-06-05 09:00', 5],
    ]);
    expect(asking.value('2026-06-07', 'average', { of: 'answers', field: 'score', over: 'P10D' })).toBe(3.5);
    expect(asking.value('2026-06-12', 'average', { of: 'answers', field: 'score', over: 'P10D' })).toBe(5);
  });

  it('is unknown where the window reaches what was cut away, until it does so no longer', () => {
    const asking = answers(new Asking(rulebook, '2026-06-01'), [
      ['2026-06-01 09:00', 1],
      ['2026-06-03 09:00', 1],
      ['2026-06-04 09:00', 1],
      ['2026-06-05 09:00', 1],
    ]);
    // Three are kept: that of 1 June is gone, and the window reaches it until 11 June.
    expect(asking.ask('2026-06-06', 'count', low)).toMatchObject({
      value: undefined,
      until: at('2026-06-11 09:00'),
    });
    expect(asking.value('2026-06-11 09:00', 'count', low)).toBe(3);
    expect(asking.value('2026-06-30', 'count', { of: 'answers' })).toBeUndefined();
  });

  it('a late record finds its place in the window', () => {
    const asking = answers(new Asking(rulebook, '2026-06-01'), [['2026-06-05 09:00', 1]]);
    asking.tell('2026-06-01 09:00', 'answered', { score: 1 }, { received: '2026-06-06 09:00' });
    expect(asking.value('2026-06-07', 'count', low)).toBe(2);
    expect(asking.value('2026-06-12', 'count', low)).toBe(1);
  });
});
