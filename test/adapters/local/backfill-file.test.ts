import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SignalFileError } from '../../../lib/adapters/local/read-signal-file.ts';
import { storedItem } from '../../../lib/core/accounts/account-json.ts';
import { HOUR_MS } from '../../../lib/core/time/instant.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { RunningProduct } from '../../support/running-product.ts';
import { at } from '../../support/world.ts';

const TASK = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P2D' } };
const RULEBOOK = rulebookOf({
  rules: {
    flagged: { conditions: when('flag', 'equal', true), event: { type: 'f', params: { effects: [TASK] } } },
  },
});
const NOW = at('2026-06-30 12:00');

let running: RunningProduct;
beforeEach(async () => {
  running = await RunningProduct.open(RULEBOOK, NOW);
});
afterEach(() => running.close());

const line = (id: string, time: string, type: string, data: object = {}, more: object = {}) => ({
  specversion: '1.0',
  id,
  source: 'history',
  type,
  time,
  account: 'acme',
  data,
  ...more,
});
const flag = (id: string, time: string, value = true, more: object = {}) =>
  line(id, time, 'flag.set', { flag: value }, more);

function backfill(...lines: readonly unknown[]) {
  const file = join(running.data, 'past.ndjson');
  writeFileSync(file, lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'));
  return running.opened.backfill(file, () => undefined);
}

describe('a file of the past', () => {
  it('becomes knowledge, and says how much of it', async () => {
    const filled = await backfill(
      flag('1', '2026-06-01T09:00:00Z'),
      flag('2', '2026-06-02T09:00:00Z', false, { account: 'bolt' }),
      flag('1', '2026-06-01T09:00:00Z'),
    );
    expect(filled).toEqual({ signals: 2, duplicates: 1, accounts: 2, rejected: 0, baselined: 1 });
    expect((await running.product.lists.tasks({ limit: 9 })).items).toEqual([]);
  });

  it.each([
    ['an unknown signal', line('x', '2026-06-01T09:00:00Z', 'no.such')],
    ['a payload that does not fit', line('x', '2026-06-01T09:00:00Z', 'flag.set', { flag: 'yes' })],
    ['no account', { ...flag('x', '2026-06-01T09:00:00Z'), account: undefined }],
    ['a time that is none', flag('x', 'yesterday')],
    ['what has not happened yet', flag('x', '2026-06-30T12:00:00.001Z')],
    [
      'what was received later than now',
      flag('x', '2026-06-01T09:00:00Z', true, { receivedat: '2026-07-01T00:00:00Z' }),
    ],
    ['an act of a person', line('x', '2026-06-01T09:00:00Z', 'run.stopped', { run: 'r', by: 'eve' })],
    ['Touchline’s own source', flag('x', '2026-06-01T09:00:00Z', true, { source: 'touchline' })],
    ['the source of acts', flag('x', '2026-06-01T09:00:00Z', true, { source: 'touchline/acts' })],
    ['no JSON', '{"specversion": '],
    ['an empty object', {}],
  ])('is refused by the line, and the others taken: %s', async (_what, wrong) => {
    const filled = await backfill(wrong, flag('1', '2026-06-01T09:00:00Z'));
    expect(filled).toMatchObject({ signals: 1, rejected: 1, accounts: 1 });
    expect((await running.ledger()).filter(({ kind }) => kind === 'signal')).toHaveLength(1);
  });

  it('may be as old as it likes, and end at this moment', async () => {
    expect(
      await backfill(flag('1', '2019-06-01T09:00:00Z'), flag('2', '2026-06-30T12:00:00Z')),
    ).toMatchObject({
      signals: 2,
      rejected: 0,
    });
  });

  it('that is not there is an error that says so', async () => {
    await expect(running.opened.backfill('/none.ndjson', () => undefined)).rejects.toThrow(SignalFileError);
  });

  it('lets it be known when its sources were heard last', async () => {
    await backfill(
      line('1', '2026-06-01T09:20:00Z', 'usage.recorded', { logins: 3 }),
      line('2', '2026-06-20T17:40:00Z', 'usage.recorded', { logins: 3 }),
    );
    const { sources } = await running.product.lists.status();
    expect(sources.find(({ source }) => source === 'product')?.lastHeard).toBe('2026-06-20T17:00:00Z');
    await running.restart(RULEBOOK);
    const again = (await running.product.lists.status()).sources;
    expect(again.find(({ source }) => source === 'product')?.lastHeard).toBe('2026-06-20T17:00:00Z');
  });
});

describe('people in a file of the past', () => {
  const ann = { email: 'ann@example.com', roles: ['champion'] };

  it('are the ones that signals speak of later, by address or by id', async () => {
    await backfill(
      line('1', '2026-06-01T09:00:00Z', 'contact.identified', ann, { contact: 'u1' }),
      line('2', '2026-06-02T09:00:00Z', 'nps.responded', { score: 7 }, { contact: 'Ann@Example.com' }),
    );
    const score = { data: { score: 2 }, contact: 'ann@example.com', source: 'survey' };
    await running.product.intake.events([line('3', '2026-06-30T11:00:00Z', 'nps.responded', {}, score)]);
    await running.opened.runtime.decideNow('acme');
    const stored = await running.opened.stores.accounts.load('acme');
    if (stored === undefined) throw new Error('there is no account');
    expect(Object.keys(stored.account.sets.contacts?.items ?? {})).toEqual(['u1']);
    expect(storedItem(stored.account, 'contacts', 'u1')).toMatchObject({ nps: 2, roles: ['champion'] });
  });

  it('have their personal data in their record, and nowhere else', async () => {
    await backfill(
      line('1', '2026-06-01T09:00:00Z', 'contact.identified', ann, { contact: 'ann@example.com' }),
    );
    const { stores } = running.opened;
    const logged = await stores.log.list({ limit: 9 });
    const contact = logged[0]?.signal.contact ?? '';
    expect(contact).toMatch(/^c_[0-9a-f]{20}$/);
    expect(await stores.contacts.get('acme', contact)).toMatchObject({
      fields: { email: 'ann@example.com' },
    });
    expect(
      JSON.stringify([logged, await running.ledger(), await stores.accounts.load('acme')]),
    ).not.toContain('ann@');
  });
});

describe('a product whose past was filled in', () => {
  it('fires on what changes from then on', async () => {
    await backfill(
      flag('1', '2026-06-01T09:00:00Z'),
      flag('2', '2026-06-01T09:00:00Z', false, { account: 'bolt' }),
    );
    await running.goTo(NOW + HOUR_MS);
    for (const account of ['acme', 'bolt'])
      await running.product.intake.events([
        flag(`live-${account}`, '2026-06-30T13:00:00Z', true, { account }),
      ]);
    await running.goTo(NOW + 2 * HOUR_MS);
    const fired = (await running.ledger()).filter(({ kind }) => kind === 'fired');
    expect(fired.map(({ account }) => account)).toEqual(['bolt']);
    expect(running.troubles).toEqual([]);
  });

  it('finishes what was cut short when it is asked for once more', async () => {
    const lines = ['acme', 'bolt', 'cord'].map((account) =>
      flag('1', '2026-06-01T09:00:00Z', true, { account }),
    );
    const { accounts } = running.opened.stores;
    const commit = accounts.commit.bind(accounts);
    accounts.commit = (one) =>
      one.account.id === 'bolt' ? Promise.reject(new Error('cut short')) : commit(one);
    await expect(backfill(...lines)).rejects.toThrow('cut short');
    expect(await accounts.count()).toBe(1);
    await running.restart(RULEBOOK);
    expect(await backfill(...lines)).toMatchObject({ signals: 0, duplicates: 3, baselined: 2 });
    expect(await running.opened.stores.accounts.count()).toBe(3);
    expect((await running.ledger()).filter(({ kind }) => kind === 'baselined')).toHaveLength(3);
  });
});
