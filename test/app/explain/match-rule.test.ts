import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RuleMatcher } from '../../../lib/app/explain/match-rule.ts';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const PARTS: RulebookParts = {
  segments: {
    segments: [
      {
        id: 'paying',
        when: when('status', 'equal', 'customer'),
        people: { csm: 'queue:a', manager: 'team:b' },
        targets: {},
      },
      {
        id: 'trying',
        when: when('status', 'equal', 'trial'),
        people: { csm: 'queue:a', manager: 'team:b' },
        targets: {},
      },
    ],
    otherwise: 'unassigned',
  },
  rules: {
    full: {
      segments: ['paying'],
      conditions: {
        all: [
          leaf('ratio', 'greaterThanInclusive', 0.8, { of: { fact: 'seats' }, to: { fact: 'limit' } }),
          leaf('flag', 'equal', true),
        ],
      },
    },
    unhappy: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 5) },
  },
};
const RULEBOOK = rulebookOf(PARTS);
const RATIO = 'ratio of (seats) to (limit)';

interface Known {
  readonly status: string | undefined;
  readonly seats: number | undefined;
  readonly limit: number | undefined;
  readonly flag: boolean | undefined;
  readonly nps: readonly number[];
}
const PAYING: Known = { status: 'customer', seats: 9, limit: 10, flag: true, nps: [] };

async function worldOf({ nps, ...known }: Known): Promise<TestWorld> {
  const world = new TestWorld(RULEBOOK, '2026-06-01');
  const facts = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  await world.know('2026-06-01 08:00', facts as Record<string, string | number | boolean>);
  for (const [i, score] of nps.entries())
    await world.tell('2026-06-01 09:00', 'nps.responded', { score }, { contact: `c${i}` });
  return world;
}

async function match(id: string, accounts: readonly Known[]) {
  const rule = RULEBOOK.rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  const matcher = new RuleMatcher(rule);
  for (const known of accounts) matcher.add((await worldOf(known)).world.work);
  return matcher.result();
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((all, one) => all + one, 0);

describe('which accounts a rule matches', () => {
  it('and what keeps it from the rest: the comparison that decides, the fact that is missing, the segment', async () => {
    const accounts: Known[] = [
      PAYING,
      { ...PAYING, seats: 5 },
      { ...PAYING, seats: 7 },
      { ...PAYING, flag: false },
      { ...PAYING, flag: undefined },
      { ...PAYING, limit: undefined },
      { ...PAYING, limit: 0 },
      { ...PAYING, seats: undefined, flag: false },
      { ...PAYING, status: 'trial' },
      { ...PAYING, status: undefined },
    ];
    expect(await match('full', accounts)).toEqual({
      rule: 'full',
      accounts: 10,
      matches: ['acme'],
      not: { [`${RATIO} ≥ 0.8`]: 2, 'flag = true': 2 },
      unknown: { [`${RATIO}: division-by-zero`]: 1, [`${RATIO}: missing`]: 1, 'flag: missing': 1 },
      gated: { 'segment trying': 1, 'segment unassigned': 1 },
    });
  });

  it('by subject, where the rule has one', async () => {
    const accounts = [
      { ...PAYING, nps: [2, 9, 4] },
      { ...PAYING, nps: [7] },
      { ...PAYING, nps: [] },
    ];
    expect(await match('unhappy', accounts)).toEqual({
      rule: 'unhappy',
      accounts: 3,
      matches: ['acme/c0', 'acme/c2'],
      not: { 'contact.nps < 5': 2, 'has no contact': 1 },
      unknown: {},
      gated: {},
    });
  });

  it('counts accounts with thresholds of their own together, under the fact that they are compared with', async () => {
    const rulebook = rulebookOf({
      rules: {
        over: {
          conditions: { any: [{ not: { all: [leaf('limit', 'greaterThanInclusive', { fact: 'seats' })] } }] },
        },
      },
    });
    const [rule] = rulebook.rules;
    if (rule === undefined) throw new Error('no rule');
    const matcher = new RuleMatcher(rule);
    for (const [seats, limit] of [
      [2, 5],
      [3, 5],
      [9, 5],
    ]) {
      const world = new TestWorld(rulebook, '2026-06-01');
      await world.know('2026-06-01 08:00', { seats: seats ?? 0, limit: limit ?? 0 });
      matcher.add(world.world.work);
    }
    expect(matcher.result()).toMatchObject({ matches: ['acme'], not: { 'limit ≥ seats': 2 } });
  });

  it('orders counts by size, then by name', async () => {
    const accounts = [
      { ...PAYING, flag: false },
      { ...PAYING, flag: false },
      { ...PAYING, seats: 1 },
    ];
    expect(Object.keys((await match('full', accounts)).not)).toEqual(['flag = true', `${RATIO} ≥ 0.8`]);
  });

  it('adds up to the accounts that were asked', async () => {
    const known = fc.record<Known>({
      status: fc.constantFrom('customer', 'customer', 'trial', 'churned', undefined),
      seats: fc.constantFrom(2, 8, 10, undefined),
      limit: fc.constantFrom(0, 10, undefined),
      flag: fc.constantFrom(true, false, undefined),
      nps: fc.array(fc.integer({ min: 0, max: 10 }), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(known, { maxLength: 8 }), async (accounts) => {
        const full = await match('full', accounts);
        expect(full.accounts).toBe(accounts.length);
        expect(full.matches.length + sum(full.not) + sum(full.unknown) + sum(full.gated)).toBe(
          accounts.length,
        );
        const unhappy = await match('unhappy', accounts);
        const asked = accounts.reduce((all, { nps }) => all + Math.max(1, nps.length), 0);
        expect(unhappy.matches.length + sum(unhappy.not) + sum(unhappy.unknown) + sum(unhappy.gated)).toBe(
          asked,
        );
      }),
      { numRuns: 60 },
    );
  });
});
