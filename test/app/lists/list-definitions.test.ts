import { beforeEach, describe, expect, it } from 'vitest';
import { listJourneys, listRules } from '../../../lib/app/lists/list-definitions.ts';
import { MONDAY, sampleAccount } from '../../support/contracts/sample-commit.ts';
import { mail } from '../../support/journey-worlds.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { sampleRun } from '../../support/sample-book.ts';

const STEPS = { steps: [mail('hello'), { id: 'over', end: 'completed' }] };
const RULEBOOK = rulebookOf({
  rules: {
    zeal: { conditions: when('flag', 'equal', true) },
    idle: { status: 'off', conditions: when('flag', 'equal', true) },
    apt: { status: 'shadow', conditions: when('flag', 'equal', true) },
  },
  journeys: {
    welcome: STEPS,
    renewal: { ...STEPS, status: 'shadow' },
    dormant: { ...STEPS, status: 'off' },
  },
});

describe.each(LIST_STORES)('what the rulebook has, in %s', (_name, make) => {
  let stores: ListStores;
  beforeEach(() => {
    stores = make(MONDAY);
    return () => stores.close();
  });

  it('lists rules by id, with status and why one is paused', async () => {
    await stores.ruleWatch.pause({ rule: 'zeal', at: MONDAY, reason: 'fired for 30 of 250 accounts' });
    await stores.ruleWatch.pause({ rule: 'removed', at: MONDAY, reason: 'x' });
    const rules = await listRules(stores, RULEBOOK);
    expect(rules).toEqual([
      { id: 'apt', description: 'The apt of a test', owner: 'cs-ops', status: 'shadow', paused: undefined },
      { id: 'idle', description: 'The idle of a test', owner: 'cs-ops', status: 'off', paused: undefined },
      {
        id: 'zeal',
        description: 'The zeal of a test',
        owner: 'cs-ops',
        status: 'live',
        paused: { at: '2026-06-01T09:00:00Z', reason: 'fired for 30 of 250 accounts' },
      },
    ]);
  });

  it('lists journeys by id, with the runs that are open on any definition', async () => {
    const runs = Array.from({ length: 203 }, (_, i) => sampleRun(`r${i}`, { definition: `d${i % 2}` }));
    await commitTo(stores, sampleAccount('a', { runs }));
    await commitTo(
      stores,
      sampleAccount('b', { runs: [sampleRun('x', { journey: 'renewal', status: 'shadow' })] }),
    );
    await commitTo(stores, sampleAccount('c', { runs: [sampleRun('y')] }));
    await commitTo(stores, sampleAccount('c'), [{ at: MONDAY, kind: 'run-ended', run: 'y', reason: 'goal' }]);
    const journeys = await listJourneys(stores, RULEBOOK);
    expect(journeys.map(({ id, status, openRuns, killed }) => [id, status, openRuns, killed])).toEqual([
      ['dormant', 'off', 0, false],
      ['renewal', 'shadow', 1, false],
      ['welcome', 'live', 203, false],
    ]);
    expect(journeys[2]).toMatchObject({
      definition: RULEBOOK.journeys.get('welcome')?.hash,
      owner: 'cs-ops',
      description: 'The welcome of a test',
    });
  });

  it('says which journeys are stopped, by name or with everything', async () => {
    const killed = async () =>
      (await listJourneys(stores, RULEBOOK)).filter((one) => one.killed).map(({ id }) => id);
    await stores.settings.set(
      'kill',
      JSON.stringify({ everything: false, journeys: ['welcome'], topics: ['news'] }),
    );
    expect(await killed()).toEqual(['welcome']);
    await stores.settings.set('kill', JSON.stringify({ everything: true, journeys: [], topics: [] }));
    expect(await killed()).toEqual(['dormant', 'renewal', 'welcome']);
  });
});
