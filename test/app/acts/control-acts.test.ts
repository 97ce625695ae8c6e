import { beforeEach, describe, expect, it } from 'vitest';
import { storedLevel } from '../../../lib/core/accounts/account-json.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { ProductScene, SAM } from '../../support/product-scene.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const RULEBOOK = rulebookOf(
  way(
    { steps: [mail('hello', { at: 'P1D' }), { id: 'over', end: 'completed' }] },
    { journeys: { bill: { steps: [mail('invoice', {}, { topic: 'billing' })] } } },
  ),
);
const OPS = { name: 'ops-token', role: 'ops' } as const;

let scene: ProductScene;
beforeEach(async () => {
  scene = await ProductScene.of(RULEBOOK, '2026-06-01');
  await scene.contact('ann', { roles: ['champion'] });
  scene.now = at('2026-06-01 09:00');
  await scene.tell('flag.set', { flag: true });
  await scene.pass('2026-06-01 10:00');
});

describe('an account that is paused', () => {
  it('gets no touch until it is resumed, by whatever name it is called', async () => {
    await scene.stores.directory.link('acme', 'crm', '0061');
    expect(await scene.acts.pauseAccount(SAM, 'crm:0061', true, 'outage')).toEqual({
      account: 'acme',
      paused: true,
    });
    await scene.pass('2026-06-02 12:00');
    expect(await scene.said('touch', 'touch-delayed')).toEqual(['06-02 09:00 touch-delayed hello ann']);
    await scene.acts.pauseAccount(SAM, '0061', false);
    await scene.pass('2026-06-04');
    expect(await scene.said('touch')).toEqual(['06-03 09:00 touch hello ann']);
    expect(await scene.audited()).toMatchObject([
      { act: 'account.resume', account: 'acme', before: true, after: false },
      { act: 'account.pause', account: 'acme', before: false, after: true, reason: 'outage' },
    ]);
  });

  it('is as the last act says, though the clock stood still for all of them', async () => {
    const { now } = scene;
    for (const paused of [true, false, true, false, true, false])
      await scene.acts.pauseAccount(SAM, 'acme', paused);
    expect(scene.now).toBe(now);
    expect(storedLevel(await scene.account(), 'paused')?.value).toBe(false);
    expect((await scene.entries('acted')).map(({ to }) => to)).toEqual([
      'true',
      'false',
      'true',
      'false',
      'true',
      'false',
    ]);
  });

  it('is paused once by two who ask at once', async () => {
    await Promise.all([
      scene.acts.pauseAccount(SAM, 'acme', true),
      scene.acts.pauseAccount(OPS, 'acme', true),
    ]);
    expect(await scene.entries('acted')).toHaveLength(1);
    expect((await scene.audited()).map(({ before }) => before)).toEqual([true, false]);
  });

  it.each(['none', '__proto__', 'x'.repeat(3000)])(
    'is not found where there is none: %.12s',
    async (name) => {
      await expect(scene.acts.pauseAccount(SAM, name, true)).rejects.toMatchObject({ problem: 'not-found' });
    },
  );
});

describe('a run', () => {
  it('is stopped, and sends nothing more; once more is a conflict', async () => {
    const { id } = await scene.run();
    expect(await scene.acts.stopRun(SAM, id, 'wrong')).toMatchObject({ status: 'ended', reason: 'stopped' });
    await scene.pass('2026-06-10');
    expect(scene.channel.asked).toEqual([]);
    expect(await scene.audited()).toMatchObject([
      { act: 'run.stop', account: 'acme', target: id, before: 'hello', after: 'stopped', reason: 'wrong' },
    ]);
    await expect(scene.acts.stopRun(SAM, id)).rejects.toMatchObject({
      problem: 'conflict',
      message: 'the run has ended: stopped',
    });
    await expect(scene.acts.stopRun(SAM, 'none')).rejects.toMatchObject({ problem: 'not-found' });
  });

  it('that ends by itself before the act is decided was not stopped by anybody', async () => {
    const { id } = await scene.run();
    scene.now = at('2026-06-05 09:00');
    await expect(scene.acts.stopRun(SAM, id)).rejects.toMatchObject({
      problem: 'conflict',
      message: 'the run ended before this could be done: completed',
    });
    expect(await scene.audited()).toEqual([]);
  });
});

describe('the kill switch', () => {
  it.each([
    ['everything', undefined],
    ['journey', 'way'],
    ['topic', 'news'],
  ] as const)('for %s %s stops what was decided and not sent', async (scope, id) => {
    await scene.acts.kill(OPS, scope, id, true, 'wrong price');
    await scene.pass('2026-06-10');
    expect(scene.channel.asked).toEqual([]);
    expect(await scene.audited()).toMatchObject([
      {
        by: 'ops-token',
        act: 'kill',
        target: id === undefined ? scope : `${scope} ${id}`,
        reason: 'wrong price',
      },
    ]);
  });

  it('says before and after, and is lifted again', async () => {
    const off = { everything: false, journeys: [], topics: [] };
    await scene.acts.kill(OPS, 'topic', 'news', true);
    await scene.acts.kill(OPS, 'topic', 'news', true);
    expect(await scene.acts.kill(OPS, 'topic', 'news', false)).toEqual(off);
    expect((await scene.audited()).map(({ act, before, after }) => [act, before, after])).toEqual([
      ['revive', { ...off, topics: ['news'] }, off],
      ['kill', { ...off, topics: ['news'] }, { ...off, topics: ['news'] }],
      ['kill', off, { ...off, topics: ['news'] }],
    ]);
    await scene.pass('2026-06-10');
    expect(scene.channel.taken).toHaveLength(1);
  });

  it('loses none of several that are thrown at once', async () => {
    await Promise.all([
      scene.acts.kill(OPS, 'topic', 'news', true),
      scene.acts.kill(SAM, 'journey', 'way', true),
      scene.acts.kill(OPS, 'topic', 'billing', true),
      scene.acts.kill(SAM, 'journey', 'bill', true),
    ]);
    expect(await scene.acts.killState()).toEqual({
      everything: false,
      journeys: ['bill', 'way'],
      topics: ['billing', 'news'],
    });
  });

  it('knows its journeys and topics, and those that have gone since', async () => {
    await expect(scene.acts.kill(OPS, 'journey', 'wy', true)).rejects.toMatchObject({
      problem: 'not-found',
      message: expect.stringContaining('did you mean "way"?'),
    });
    await expect(scene.acts.kill(OPS, 'topic', undefined, true)).rejects.toMatchObject({
      problem: 'invalid',
      message: 'name the topic',
    });
    await scene.acts.kill(OPS, 'journey', 'way', true);
    await scene.restart(rulebookOf({}));
    expect(await scene.acts.kill(OPS, 'journey', 'way', false)).toMatchObject({ journeys: [] });
  });
});

describe('a token', () => {
  it('is shown once and kept as a hash, under a name that nobody else has', async () => {
    const { token } = await scene.acts.createToken(SAM, 'dashboard', 'viewer');
    expect(await scene.stores.tokens.find(`hash of ${token}`)).toEqual({ name: 'dashboard', role: 'viewer' });
    expect(await scene.audited()).toMatchObject([
      { act: 'token.create', target: 'dashboard', after: 'viewer' },
    ]);
    expect(JSON.stringify(await scene.audited())).not.toContain(token);
  });

  it('is made once where two ask for the same name at once', async () => {
    const both = await Promise.allSettled([
      scene.acts.createToken(SAM, 'dashboard', 'viewer'),
      scene.acts.createToken(OPS, 'dashboard', 'admin'),
    ]);
    expect(both).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { problem: 'conflict' } },
    ]);
    expect(await scene.stores.tokens.list()).toHaveLength(1);
  });

  it.each(['', ' x', 'a b', '-x', 'x'.repeat(65), 'ö'])('is not made for the name %j', async (name) => {
    await expect(scene.acts.createToken(SAM, name, 'viewer')).rejects.toMatchObject({ problem: 'invalid' });
  });
});
