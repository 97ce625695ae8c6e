import { beforeEach, describe, expect, it } from 'vitest';
import { reportShadow } from '../../../lib/app/lists/report-shadow.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { MONDAY, sampleAccount, sampleEntry } from '../../support/contracts/sample-commit.ts';
import { call, contact, mail, start } from '../../support/journey-worlds.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const EFFECTS = [
  { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P2D' } },
  { startJourney: { id: 'welcome' } },
  { notify: { who: 'csm', channel: 'slack', template: 'note/team' } },
  { recordOpportunity: { kind: 'seats', title: 'More seats', confidence: 0.5 } },
];
const flagged = (status: string) => ({
  status,
  conditions: when('flag', 'equal', true),
  event: { type: 'flagged', params: { effects: EFFECTS } },
});
const PARTS: RulebookParts = {
  rules: {
    tried: flagged('shadow'),
    trusted: flagged('live'),
    unheard: { ...flagged('shadow'), conditions: when('tier', 'equal', 'x') },
  },
  journeys: {
    welcome: {
      status: 'shadow',
      reentry: 'afterEnd',
      steps: [
        mail('hello'),
        mail('again', { at: 'P1D' }),
        mail('offer', {}, { template: 'note/offer', to: 'sponsor' }),
        call('ring'),
        { id: 'over', end: 'completed' },
      ],
    },
    idle: { status: 'shadow', steps: [mail('hello'), { id: 'over', end: 'completed' }] },
    running: { status: 'live', steps: [mail('hello'), { id: 'over', end: 'completed' }] },
  },
};
const RULEBOOK = rulebookOf(PARTS);

describe.each(LIST_STORES)('what shadow would have done, in %s', (_name, make) => {
  let stores: ListStores;
  beforeEach(() => {
    stores = make(MONDAY);
    return () => stores.close();
  });
  const report = () => reportShadow(stores, RULEBOOK);
  const none = { firings: 0, accounts: 0, tasks: 0, runs: 0, notices: 0, opportunities: 0 };
  const still = { runs: 0, touches: {}, suppressed: {}, tasks: 0 };

  it('is nothing at first, for each that is in shadow', async () => {
    expect(await report()).toEqual({
      from: undefined,
      to: undefined,
      rules: [
        { rule: 'tried', ...none },
        { rule: 'unheard', ...none },
      ],
      journeys: [
        { journey: 'idle', ...still },
        { journey: 'welcome', ...still },
      ],
    });
  });

  it('is counted from what the rules and journeys decided', async () => {
    const world = new TestWorld(RULEBOOK, '2026-06-01');
    await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    await commitTo(stores, world.json, world.ledger);
    await commitTo(stores, sampleAccount('quiet'), [sampleEntry({ kind: 'segment', to: 'smb' })]);
    const { from, to, rules, journeys } = await report();
    expect(rules).toEqual([
      { rule: 'tried', firings: 1, accounts: 1, tasks: 1, runs: 1, notices: 1, opportunities: 1 },
      { rule: 'unheard', ...none },
    ]);
    expect(journeys).toEqual([
      { journey: 'idle', ...still },
      {
        journey: 'welcome',
        runs: 1,
        touches: { 'note/hello': 2 },
        suppressed: { 'no-recipient': 1 },
        tasks: 1,
      },
    ]);
    expect([from, to]).toEqual(['2026-06-01T09:00:00Z', '2026-06-02T09:00:00Z']);
  });

  it('counts accounts once, and firings each time', async () => {
    const fired = (at: number): LedgerEntry => sampleEntry({ status: 'shadow', rule: 'tried', at });
    await commitTo(stores, sampleAccount('a'), [fired(MONDAY), fired(MONDAY + DAY_MS)]);
    await commitTo(stores, sampleAccount('b'), [fired(MONDAY - DAY_MS)]);
    const { from, to, rules } = await report();
    expect(rules[0]).toMatchObject({ firings: 3, accounts: 2 });
    expect([from, to]).toEqual(['2026-05-31T09:00:00Z', '2026-06-02T09:00:00Z']);
  });

  it('leaves out what was done live, and what a rule that is live by now did in shadow', async () => {
    await commitTo(stores, sampleAccount('a'), [
      sampleEntry({ status: 'live', rule: 'tried' }),
      sampleEntry({ status: 'shadow', rule: 'trusted' }),
      sampleEntry({ status: 'live', kind: 'run-started', journey: 'welcome', run: 'r1' }),
      { at: MONDAY, kind: 'touch', journey: 'welcome', template: 'note/hello', status: 'live' },
    ]);
    const { from, rules, journeys } = await report();
    expect(rules[0]).toEqual({ rule: 'tried', ...none });
    expect(journeys).toEqual([
      { journey: 'idle', ...still },
      { journey: 'welcome', ...still },
    ]);
    expect(from).toBeUndefined();
  });

  it('has a part for a live journey of which a rule in shadow started runs', async () => {
    await commitTo(stores, sampleAccount('a'), [
      sampleEntry({ status: 'shadow', kind: 'run-started', rule: 'tried', journey: 'running', run: 'r1' }),
      { at: MONDAY, kind: 'touch', journey: 'running', template: '__proto__', status: 'shadow' },
      { at: MONDAY, kind: 'touch-suppressed', journey: 'running', reason: 'no-consent', status: 'shadow' },
    ]);
    const { rules, journeys } = await report();
    expect(rules[0]).toMatchObject({ rule: 'tried', runs: 1 });
    const running = journeys.find(({ journey }) => journey === 'running');
    expect(running).toMatchObject({ runs: 1, suppressed: { 'no-consent': 1 } });
    expect(Object.entries(running?.touches ?? {})).toEqual([['__proto__', 1]]);
  });

  it('reads ledgers to their ends, of more accounts than one page of them', async () => {
    const fired = sampleEntry({ status: 'shadow', rule: 'tried' });
    await commitTo(
      stores,
      sampleAccount('zz'),
      Array.from({ length: 1001 }, () => fired),
    );
    for (let i = 0; i < 200; i += 1) await commitTo(stores, sampleAccount(`a${i}`), [fired]);
    expect((await report()).rules[0]).toMatchObject({ firings: 1201, accounts: 201 });
  });
});
