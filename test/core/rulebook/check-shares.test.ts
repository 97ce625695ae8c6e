import { describe, expect, it } from 'vitest';
import { issuesOf, leaf, type RulebookParts, when } from '../../support/rulebook.ts';

const FACTS = {
  'adoption.share': { type: 'number', unit: 'fraction', meaning: 'Features in use, of those bought' },
  coreShare: {
    type: 'series',
    per: 'day',
    gap: 'carry',
    last: true,
    unit: 'fraction',
    source: 'product',
    meaning: 'Core',
  },
  events: { type: 'series', per: 'day', gap: 'zero', by: 'contact', source: 'product', meaning: 'By whom' },
  plans: {
    type: 'set',
    item: 'plan',
    max: 5,
    source: 'crm',
    meaning: 'Plans',
    fields: { done: { type: 'number', unit: 'fraction' } },
  },
} as const;

const told = (parts: RulebookParts) =>
  issuesOf({ ...parts, facts: { ...FACTS, ...parts.facts } }).map(
    ({ severity, file, path, message }) => `${severity} ${file} ${path}: ${message}`,
  );
const ofRule = (conditions: Readonly<Record<string, unknown>>) => told({ rules: { low: { conditions } } });
const AT = 'warning rules/risk/low.json conditions.all.0';

describe('a comparison that takes a fraction for a percentage', () => {
  it('is told with the number that was meant', () => {
    expect(ofRule(when('adoption.share', 'lessThan', 20))).toEqual([
      `${AT}.value: "adoption.share" is compared as a fraction, where 1 is everything: got 20, did you mean 0.2?`,
    ]);
  });

  it.each([
    ['a share that Touchline sets itself', leaf('health.trust', 'lessThan', 50), 0.5],
    ['the share of the largest', leaf('topShare', 'greaterThan', 60, { of: 'events', over: 'P28D' }), 0.6],
    ['an average of shares', leaf('average', 'lessThan', 7, { of: 'coreShare', over: 'P28D' }), 0.07],
    ['an average of shares of items', leaf('average', 'lessThan', 50, { of: 'plans', field: 'done' }), 0.5],
    ['a fall', leaf('change', 'lessThanInclusive', -40, { of: 'logins', per: 'week' }), -0.4],
    ['a rise', leaf('change', 'greaterThan', 20, { of: 'logins', per: 'week' }), 0.2],
    ['a ratio of two facts', leaf('ratio', 'greaterThan', 80, { of: 'seats', to: { fact: 'limit' } }), 0.8],
    [
      'a ratio of two counts of one set',
      leaf('ratio', 'lessThan', 30, {
        of: { fact: 'count', params: { of: 'contacts', where: leaf('contact.nps', 'greaterThan', 8) } },
        to: { fact: 'count', params: { of: 'contacts' } },
      }),
      0.3,
    ],
  ])('is found in %s', (_what, comparison, meant) => {
    const [warning, ...more] = ofRule({ all: [comparison] });
    expect(warning).toMatch(new RegExp(`^${AT}\\.value: .*, did you mean ${meant}\\?$`));
    expect(more).toEqual([]);
  });

  it('is found in the periods of a streak, of their change and of their value', () => {
    const streak = (of: string, where: unknown) =>
      ofRule(when('streak', 'greaterThan', 3, { of, per: 'day', where }));
    const place = `${AT}.params.where.value`;
    expect(streak('logins', leaf('change', 'lessThan', -40))).toEqual([
      `${place}: "change" is compared as a fraction, where 1 is everything: got -40, did you mean -0.4?`,
    ]);
    expect(streak('coreShare', leaf('value', 'lessThan', 30))).toHaveLength(1);
    expect(streak('logins', leaf('value', 'lessThan', 30))).toEqual([]);
  });

  it('is found wherever conditions stand', () => {
    const low = when('adoption.share', 'lessThan', 20);
    const files = told({
      conditions: { low },
      lifecycle: [{ id: 'idle', enter: low, owner: 'csm' }],
      health: {
        default: {
          bands: { green: 80, yellow: 50, red: 0 },
          trust: 0.5,
          measures: [{ id: 'use', weight: 100, play: 'p', green: when('flag', 'equal', true), red: low }],
        },
      },
      rules: {
        low: {
          conditions: when('flag', 'equal', true),
          event: { type: 'low', params: { effects: [{ when: low, setFact: { flag: true } }] } },
        },
      },
      journeys: { go: { enter: { when: low }, steps: [{ id: 'over', end: 'completed' }] } },
    });
    expect(files.map((line) => line.split(': ')[0])).toEqual([
      'warning rules/conditions/low.json conditions.all.0.value',
      'warning rules/health/default.json measures.0.red.all.0.value',
      'warning rules/journeys/go.json enter.when.all.0.value',
      'warning rules/risk/low.json event.params.effects.0.when.all.0.value',
      'warning rules/stages.json tracks.lifecycle.0.enter.all.0.value',
    ]);
  });
});

describe('a comparison that may be meant as it stands', () => {
  it.each([
    ['a fraction', leaf('adoption.share', 'lessThan', 0.2)],
    ['everything', leaf('adoption.share', 'lessThan', 1)],
    ['a use of more than was bought', leaf('adoption.share', 'greaterThan', 1.2)],
    ['a number that nothing declares a share', leaf('seats', 'lessThan', 20)],
    ['a count of days', leaf('daysSince', 'greaterThan', 30, { of: 'seenAt' })],
    ['twice as many as before', leaf('change', 'greaterThanInclusive', 2, { of: 'logins', per: 'week' })],
    ['a fall to nothing', leaf('change', 'lessThanInclusive', -1, { of: 'logins', per: 'week' })],
    ['three times the limit', leaf('ratio', 'greaterThan', 3, { of: 'seats', to: { fact: 'limit' } })],
    [
      'events for each seat',
      leaf('ratio', 'greaterThan', 50, {
        of: { fact: 'sum', params: { of: 'logins', over: 'P28D' } },
        to: { fact: 'seats' },
      }),
    ],
    ['money for each seat', leaf('ratio', 'greaterThan', 50, { of: 'arr', to: { fact: 'seats' } })],
    ['the sum of shares', leaf('sum', 'greaterThan', 20, { of: 'plans', field: 'done' })],
  ])('is left alone: %s', (_what, comparison) => {
    expect(ofRule({ all: [comparison] })).toEqual([]);
  });
});
