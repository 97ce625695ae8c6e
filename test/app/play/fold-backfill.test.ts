import { beforeEach, describe, expect, it } from 'vitest';
import { accountsToFold, foldBackfill } from '../../../lib/app/play/fold-backfill.ts';
import { storedItem, storedLevel } from '../../../lib/core/accounts/account-json.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { ProductScene } from '../../support/product-scene.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const TASK = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P2D' } };
const OVER = { createTask: { ...TASK.createTask, reason: 'over' } };
const task = (type: string) => ({ type, params: { effects: [TASK, { setFact: { other: true } }] } });
const RULEBOOK = rulebookOf(
  way(
    { enter: { when: when('flag', 'equal', true) }, steps: [mail('hello')] },
    {
      rules: {
        flagged: {
          conditions: when('flag', 'equal', true),
          onResolve: [OVER],
          repeatAfter: 'P7D',
          event: task('f'),
        },
        quiet: { conditions: when('sum', 'lessThan', 5, { of: 'logins', over: 'P7D' }), event: task('q') },
        detractor: {
          on: ['nps.responded'],
          conditions: when('signal.score', 'lessThan', 5),
          event: task('d'),
        },
        unhappy: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 5), event: task('u') },
      },
    },
  ),
);
const NOW = '2026-06-30 12:00';
const DOING = ['fired', 'task-created', 'run-started', 'touch', 'notice', 'fact-set', 'opportunity'] as const;

let scene: ProductScene;
beforeEach(async () => {
  scene = await ProductScene.of(RULEBOOK, NOW);
});

/** A line of history: it was received when it happened. */
const past = (when: string, type: string, data: unknown = {}, contact?: string, account = 'acme') =>
  scene.log(
    type,
    data,
    { time: at(when), account, ...(contact === undefined ? {} : { contact }) },
    'backfill',
  );

async function history(): Promise<void> {
  // Out of order, as exports are.
  await past('2026-06-03 09:00', 'flag.set', { flag: true });
  await past(
    '2026-06-01 09:00',
    'contact.identified',
    { email: 'ann@example.com', roles: ['champion'] },
    'ann',
  );
  await past('2026-06-02 09:00', 'flag.set', { flag: true });
  await past('2026-06-02 15:00', 'flag.set', { flag: false });
  await past('2026-06-29 09:00', 'nps.responded', { score: 2 }, 'ann');
  for (let day = 10; day < 30; day += 1)
    await past(`2026-06-${day} 10:00`, 'usage.recorded', { logins: day < 20 ? 9 : 0 });
}

async function fold(): Promise<void> {
  for (const account of await accountsToFold(scene.stores.log))
    await foldBackfill({ ...scene.play, log: scene.stores.log }, RULEBOOK, scene.outside, account, scene.now);
}

describe('a backfill', () => {
  it('makes the past known, in order of time, and asks for nothing', async () => {
    await history();
    await fold();
    const account = await scene.account();
    expect(storedLevel(account, 'flag')?.value).toBe(true);
    expect(storedItem(account, 'contacts', 'ann')?.nps).toBe(2);
    expect(account).toMatchObject({ baselineAt: at(NOW), now: at(NOW), runs: [], tasks: [] });
    expect(await scene.entries(...DOING)).toEqual([]);
    expect(await scene.stores.accounts.nextOutbox()).toBeUndefined();
    expect(await scene.stores.log.count('backfill')).toBe(0);
  });

  it('takes what holds as known, of every rule that looks at how things are', async () => {
    await history();
    await fold();
    expect(await scene.said('baselined', 'resolved')).toEqual([
      '06-02 09:00 baselined flagged',
      '06-02 09:00 baselined way',
      '06-02 15:00 resolved flagged',
      '06-02 15:00 resolved way',
      '06-03 09:00 baselined flagged',
      '06-03 09:00 baselined way',
      '06-10 10:00 baselined quiet',
      '06-11 00:00 resolved quiet',
      '06-27 00:00 baselined quiet',
      '06-29 09:00 baselined unhappy ann',
    ]);
  });

  it('lets only what changes afterwards fire', async () => {
    await history();
    await fold();
    scene.watermarks.hear(RULEBOOK.catalog.sources.get('product')!, scene.now);
    await scene.pass('2026-07-20');
    expect(await scene.entries(...DOING)).toEqual([]);
    await scene.tell('flag.set', { flag: true });
    await scene.tell('nps.responded', { score: 1 }, { contact: 'bob' });
    expect(await scene.said('fired')).toEqual([
      '07-20 00:00 fired detractor bob',
      '07-20 00:00 fired unhappy bob',
    ]);
    scene.now = at('2026-07-21 09:00');
    await scene.tell('flag.set', { flag: false });
    scene.now = at('2026-07-22 09:00');
    await scene.tell('flag.set', { flag: true });
    await scene.pass('2026-07-22 12:00');
    expect((await scene.said('fired')).slice(2)).toEqual([
      '07-22 09:00 fired flagged',
      '07-22 09:00 fired way',
    ]);
    expect(scene.channel.taken).toHaveLength(1);
  });

  it('does not hear a second time, as news, what a feed tells again', async () => {
    await history();
    await fold();
    scene.now = at('2026-06-30 13:00');
    await scene.tell(
      'nps.responded',
      { score: 2 },
      { contact: 'ann', id: 'again', time: at('2026-06-29 09:00') },
    );
    expect(await scene.entries(...DOING)).toEqual([]);
  });

  it('changes nothing when it is folded once more, wherever a crash came before', async () => {
    await history();
    const { log } = scene.stores;
    const settle = log.settle.bind(log);
    log.settle = () => Promise.reject(new Error('crashed'));
    await expect(fold()).rejects.toThrow('crashed');
    const after = await scene.account();
    expect(await log.count('backfill')).toBe(25);
    log.settle = settle;
    scene.now = at('2026-06-30 12:30');
    await fold();
    expect(await scene.account()).toEqual({ ...after, now: scene.now, baselineAt: scene.now });
    expect(await log.count('decided')).toBe(25);
    expect(await scene.entries('signal')).toHaveLength(25);
    expect(await scene.entries(...DOING)).toEqual([]);
  });

  it('leaves every account as it was, or folded whole, when it crashes between two', async () => {
    for (const account of ['acme', 'bolt', 'cord'])
      await past('2026-06-03 09:00', 'flag.set', { flag: true }, undefined, account);
    const { accounts } = scene.stores;
    const commit = accounts.commit.bind(accounts);
    accounts.commit = (one) =>
      one.account.id === 'bolt' ? Promise.reject(new Error('crashed')) : commit(one);
    await expect(fold()).rejects.toThrow('crashed');
    accounts.commit = commit;
    expect(await accounts.list(undefined, 9)).toEqual(['acme']);
    expect([...(await accountsToFold(scene.stores.log))]).toEqual(['bolt', 'cord']);
    await fold();
    for (const id of ['acme', 'bolt', 'cord']) expect(await scene.stateOf('flagged', '', id)).toBe('firing');
    expect(await accounts.version('acme')).toBe(1);
  });

  it('sets those aside that are signals of the rulebook no more, and folds the others', async () => {
    await past('2026-06-03 09:00', 'flag.set', { flag: true });
    await scene.stores.log.append([
      {
        signal: {
          specversion: '1.0',
          id: 'x',
          source: 'test',
          type: 'gone',
          account: 'acme',
          time: '2026-06-04T09:00:00Z',
          receivedat: '2026-06-04T09:00:00Z',
        },
        personal: undefined,
        state: 'backfill',
      },
    ]);
    await fold();
    const { log } = scene.stores;
    expect(await log.list({ states: ['refused'], limit: 9 })).toMatchObject([
      { reason: expect.stringContaining('gone') },
    ]);
    expect(await log.count('decided')).toBe(1);
  });
});

describe('a backfill of an account that is live already', () => {
  const wait = rulebookOf(
    way({
      steps: [
        { id: 'answered', waitFor: { signal: 'nps.responded', within: 'P20D' } },
        mail('thanks'),
        { id: 'over', end: 'completed' },
      ],
    }),
  );

  it('lets no run take an answer of the past for the one that it waits for', async () => {
    scene = await ProductScene.of(wait, NOW);
    scene.now = at('2026-06-30 13:00');
    await scene.contact('ann', { roles: ['champion'] });
    await scene.tell('flag.set', { flag: true });
    await scene.pass('2026-06-30 14:00');
    await past('2026-06-10 09:00', 'nps.responded', { score: 9 }, 'ann');
    for (const account of await accountsToFold(scene.stores.log))
      await foldBackfill({ ...scene.play, log: scene.stores.log }, wait, scene.outside, account, scene.now);
    await scene.pass('2026-07-01 14:00');
    expect(scene.channel.taken).toEqual([]);
    expect(await scene.run()).toMatchObject({ step: 'answered' });
    await scene.tell('nps.responded', { score: 9 }, { contact: 'ann' });
    await scene.pass('2026-07-02 14:00');
    expect(scene.channel.taken).toHaveLength(1);
  });
});
