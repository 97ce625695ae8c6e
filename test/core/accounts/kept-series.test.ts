import { describe, expect, it } from 'vitest';
import { formatDay } from '../../../lib/core/time/instant.ts';
import { leaf, type RulebookParts, when } from '../../support/rulebook.ts';
import { asking, visited, visitsBook, visitsOf } from '../../support/visits.ts';

type Json = Readonly<Record<string, unknown>>;

const STEPS = [
  { id: 'one', at: 'P1D', task: { reason: 'one', title: 'One', assign: 'csm', dueIn: 'P1D' } },
  { id: 'over', end: 'completed' },
  { id: 'two', at: 'P10D', end: 'glad' },
];

describe('a series is kept', () => {
  it.each<[string, RulebookParts['rules'], Json, number]>([
    ['for two weeks and a day where nothing reads it', {}, {}, 15],
    [
      'as long as a window reaches, and two weeks',
      { r: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P28D' }) },
      {},
      28 + 15,
    ],
    [
      'with what the window is moved back by',
      { r: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P28D', before: 'P7D' }) },
      {},
      35 + 15,
    ],
    [
      'for the longest of all that read it',
      {
        r: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P7D' }),
        s: asking('average', 'greaterThan', 5, { of: 'visits', over: 'P60D' }),
        t: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P28D' }),
      },
      {},
      60 + 15,
    ],
    [
      'for as many weeks as a change goes back, and the one that has begun',
      { r: asking('change', 'lessThan', 0, { of: 'visits', per: 'week', over: 3 }) },
      {},
      5 * 7 + 15,
    ],
    [
      'for as many weeks as decide about a streak, and what each is compared with',
      {
        r: asking('streak', 'greaterThanInclusive', 3, {
          of: 'visits',
          per: 'week',
          where: leaf('change', 'lessThan', 0),
        }),
      },
      {},
      6 * 7 + 15,
    ],
    [
      'for sixty periods where no number says how long a streak has to be',
      {
        r: rule(
          'streak',
          'greaterThan',
          { fact: 'limit' },
          {
            of: 'visits',
            per: 'day',
            where: leaf('value', 'lessThan', 2),
          },
        ),
      },
      {},
      60 + 15,
    ],
    [
      'for sixty periods too where the number that follows is compared with something else',
      {
        r: asking('ratio', 'greaterThan', 2, {
          of: { fact: 'streak', params: { of: 'visits', per: 'day', where: leaf('value', 'lessThan', 2) } },
          to: { fact: 'limit' },
        }),
      },
      {},
      60 + 15,
    ],
    [
      'for longer where its author says so',
      { r: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P7D' }) },
      { keep: 'P90D' },
      90 + 15,
    ],
    [
      'by its own periods',
      { r: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P28D' }) },
      { per: 'week' },
      4 + 3,
    ],
  ])('%s', (_how, rules, more, periods) => {
    expect(visitsOf(visitsBook(rules, more)).kept.periods).toBe(periods);
  });

  it('longer by what its source delivers late', () => {
    const rules = { r: asking('sum', 'greaterThan', 5, { of: 'visits', over: 'P28D' }) };
    const book = visitsBook(rules, {}, { sources: { product: { lateness: 'P3D' } } });
    expect(visitsOf(book).kept.periods).toBe(28 + 3 + 15);
  });

  it('for what journeys, segments, stages, effects and named conditions read of it', () => {
    const sum = (over: string) => when('sum', 'greaterThan', 5, { of: 'visits', over });
    const periods = (more: RulebookParts, rules: RulebookParts['rules'] = {}) =>
      visitsOf(visitsBook(rules, {}, more)).kept.periods;
    const journey = (more: Json) => ({
      journeys: { way: { steps: STEPS, ...more } },
    });
    const asking = STEPS.filter(({ id }) => id !== 'two').map((step) =>
      step.id === 'one' ? { ...step, if: sum('P41D') } : step,
    );
    expect(periods(journey({ goal: { when: sum('P40D'), goto: 'two' } }))).toBe(55);
    expect(periods(journey({ steps: asking }))).toBe(56);
    expect(periods({ lifecycle: [{ id: 'only', owner: 'csm', enter: sum('P42D') }] })).toBe(57);
    const people = { csm: 'queue:a', manager: 'team:b' };
    const segments = { segments: [{ id: 'big', when: sum('P43D'), people, targets: {} }] };
    expect(periods({ segments: { ...segments, otherwise: 'unassigned' } })).toBe(58);
    const to = { fact: 'sum', params: { of: 'visits', over: 'P44D' } };
    const effects = [{ setFact: { limit: to } }];
    const setting = { conditions: when('limit', 'equal', 1), event: { type: 'x', params: { effects } } };
    expect(periods({}, { setting })).toBe(59);
    expect(periods({ conditions: { unused: sum('P45D') } })).toBe(60);
  });

  it('for what runs still need that began by an earlier journey', () => {
    const goal = (over: string) => ({
      journeys: {
        way: {
          goal: { when: when('sum', 'greaterThan', 5, { of: 'visits', over }), goto: 'two' },
          steps: STEPS,
        },
      },
    });
    const [earlier] = visitsBook({}, {}, goal('P50D')).documents;
    const today = visitsBook({}, {}, goal('P20D'));
    expect(visitsOf(today).kept.periods).toBe(20 + 15);
    today.openDefinition(...(earlier as NonNullable<typeof earlier>));
    expect(visitsOf(today).kept.periods).toBe(50 + 15);
  });

  it('and no further, counted from the latest decision', async () => {
    const book = visitsBook({ r: asking('sum', 'greaterThan', 1000, { of: 'visits', over: 'P7D' }) }, {});
    const { json } = await visited(book, '2026-01-01', '2026-06-30');
    const [from, ...stretches] = json.series.visits ?? [];
    expect(formatDay(from ?? 0)).toBe('2026-06-08');
    expect(stretches).toEqual([[from, ...new Array(23).fill(1)]]);
  });
});
