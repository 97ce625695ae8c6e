import { beforeEach, describe, expect, it } from 'vitest';
import { reportStatus } from '../../../lib/app/lists/report-status.ts';
import type { NewSignal } from '../../../lib/app/ports/signal-log.ts';
import { DAY_MS, formatInstant, HOUR_MS } from '../../../lib/core/time/instant.ts';
import { advanceSend } from '../../../lib/core/touches/send-key.ts';
import { MONDAY, sampleAccount } from '../../support/contracts/sample-commit.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';
import { rulebookOf } from '../../support/rulebook.ts';

// Sources: product falls silent after two days, helpdesk after seven, survey and crm never do.
const RULEBOOK = rulebookOf({});
const INSTALLED = { rulebook: RULEBOOK, mode: 'outbox', environment: 'local' } as const;

function signal(id: string): NewSignal {
  return {
    signal: {
      specversion: '1.0',
      id,
      source: 'app',
      type: 'flag.set',
      account: 'a',
      time: formatInstant(MONDAY),
      receivedat: formatInstant(MONDAY),
      data: { flag: true },
    },
    personal: undefined,
    state: 'waiting',
  };
}

describe.each(LIST_STORES)('the status, in %s', (_name, make) => {
  let stores: ListStores;
  beforeEach(() => {
    stores = make(MONDAY);
    return () => stores.close();
  });
  const status = () => reportStatus(stores, INSTALLED);
  const source = async (name: string) => (await status()).sources.find((one) => one.source === name);

  it('of an empty product says that there is nothing, and breaks on nothing', async () => {
    expect(await status()).toEqual({
      now: '2026-06-01T09:00:00Z',
      rulebook: RULEBOOK.hash,
      mode: 'outbox',
      environment: 'local',
      queues: { signals: 0, effects: 0, parked: 0, quarantined: 0 },
      sources: [...RULEBOOK.catalog.sources.keys()].map((name) => ({
        source: name,
        lastHeard: undefined,
        silent: false,
      })),
      pausedRules: [],
      ambiguousSends: [],
      nextDue: undefined,
      kill: { everything: false, journeys: [], topics: [] },
      accounts: 0,
    });
  });

  it('counts what waits, by kind of queue', async () => {
    await stores.log.append([signal('1'), signal('2'), signal('3'), signal('4')]);
    await stores.log.settle([1], 'decided');
    await stores.log.settle([2], 'quarantined', 'it broke');
    await stores.directory.park({
      waitsFor: 'link:crm:17',
      receivedAt: MONDAY,
      connector: 'segment',
      body: {},
    });
    const effect = { kind: 'start-run', run: 'r1', definition: 'd1', status: 'live' } as const;
    await stores.accounts.commit({
      account: sampleAccount('a'),
      expected: 0,
      seen: [],
      at: MONDAY + 9 * DAY_MS,
      ledger: [],
      outbox: [effect, { ...effect, run: 'r2' }],
      due: undefined,
    });
    expect((await status()).queues).toEqual({ signals: 2, effects: 2, parked: 1, quarantined: 1 });
  });

  it('counts accounts, and names the earliest due of them', async () => {
    for (let i = 0; i < 201; i += 1) await commitTo(stores, sampleAccount(`a${i}`), [], MONDAY + DAY_MS - i);
    expect(await status()).toMatchObject({ accounts: 201, nextDue: formatInstant(MONDAY + DAY_MS - 200) });
  });

  it.each([
    ['an hour ago', MONDAY - HOUR_MS, '2026-06-01T08:00:00Z', false],
    ['within the longest silence', MONDAY - 2 * DAY_MS, '2026-05-30T09:00:00Z', false],
    ['one hour longer ago than that', MONDAY - 2 * DAY_MS - HOUR_MS, '2026-05-30T08:00:00Z', true],
    ['half a year ago', MONDAY - 180 * DAY_MS, '2025-12-03T09:00:00Z', true],
  ])(
    'says when a source was last heard and whether it is silent: %s',
    async (_when, at, lastHeard, silent) => {
      await stores.watermarks.hear('product', MONDAY - 200 * DAY_MS);
      await stores.watermarks.hear('product', at);
      expect(await source('product')).toEqual({ source: 'product', lastHeard, silent });
    },
  );

  it('calls no source silent that never has to speak, or never did', async () => {
    await stores.watermarks.hear('crm', MONDAY - 300 * DAY_MS);
    expect(await source('crm')).toEqual({ source: 'crm', lastHeard: '2025-08-05T09:00:00Z', silent: false });
    expect(await source('helpdesk')).toEqual({ source: 'helpdesk', lastHeard: undefined, silent: false });
  });

  it('names paused rules, sends that may have gone, and what is stopped', async () => {
    await stores.ruleWatch.pause({ rule: 'login-drop', at: MONDAY, reason: 'fired for 30 of 250 accounts' });
    const sent = {
      account: 'a',
      addressKey: 'h',
      kind: 'marketing',
      counted: true,
      plannedAt: MONDAY,
    } as const;
    const planned = await stores.sends.plan({ ...sent, key: 'k1' });
    await stores.sends.plan({ ...sent, key: 'k2' });
    const claimed = advanceSend(planned, { type: 'claim', at: MONDAY, until: MONDAY + 1 });
    await stores.sends.replace('k1', planned, claimed, MONDAY);
    await stores.sends.replace(
      'k1',
      claimed,
      advanceSend(claimed, { type: 'leaseExpired', at: MONDAY + 1 }),
      MONDAY,
    );
    const kill = { everything: false, journeys: ['welcome'], topics: ['news'] };
    await stores.settings.set('kill', JSON.stringify(kill));
    expect(await status()).toMatchObject({
      pausedRules: [
        { rule: 'login-drop', at: '2026-06-01T09:00:00Z', reason: 'fired for 30 of 250 accounts' },
      ],
      ambiguousSends: ['k1'],
      kill,
    });
  });
});
