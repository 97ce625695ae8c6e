import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../../lib/app/ports/store-error.ts';
import { ProductScene } from '../../../support/product-scene.ts';
import { rulebookOf, when } from '../../../support/rulebook.ts';
import { at } from '../../../support/world.ts';

const TASK = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P2D' } };
const flagged = {
  conditions: when('flag', 'equal', true),
  event: { type: 'f', params: { effects: [TASK] } },
};
const RULEBOOK = rulebookOf({ rules: { flagged } });

let scene: ProductScene;
beforeEach(async () => {
  scene = await ProductScene.of(RULEBOOK, '2026-06-01');
  scene.now = at('2026-06-01 09:00');
});

/** Has deciding fail whenever a signal of this id is among those decided. */
function poison(id: string, error: () => Error = () => new Error('it broke')): () => void {
  const { accounts } = scene.stores;
  const commit = accounts.commit.bind(accounts);
  accounts.commit = (one) => (one.seen.includes(`test|${id}`) ? Promise.reject(error()) : commit(one));
  return () => {
    accounts.commit = commit;
  };
}
const states = async () =>
  (await scene.stores.log.list({ limit: 99 })).map(({ signal, state }) => `${signal.id} ${state}`);

describe('a signal that breaks deciding', () => {
  it('is set aside alone: those of its account before and after it are decided, and other accounts', async () => {
    const heal = poison('bad');
    for (const [id, account] of [
      ['one', 'acme'],
      ['two', 'bolt'],
      ['bad', 'acme'],
      ['three', 'acme'],
    ] as const)
      await scene.log('flag.set', { flag: id === 'three' }, { id, account });
    await scene.decide();
    expect(await states()).toEqual(['one decided', 'two decided', 'bad quarantined', 'three decided']);
    expect(scene.troubles).toEqual(['signal 3']);
    expect(await scene.said('fired')).toEqual(['06-01 09:00 fired flagged']);

    heal();
    await scene.stores.log.settle([3], 'waiting');
    await scene.decide();
    expect((await states())[2]).toBe('bad decided');
  });

  it('says why, for whoever looks at it', async () => {
    poison('bad');
    await scene.log('flag.set', { flag: true }, { id: 'bad' });
    await scene.decide();
    expect(await scene.stores.log.list({ states: ['quarantined'], limit: 9 })).toMatchObject([
      { key: 'test|bad', reason: 'it broke' },
    ]);
  });

  it.each(['unavailable', 'version-conflict'] as const)(
    'is none where the store is at fault, with %s: all of them wait',
    async (code) => {
      const heal = poison('bad', () => new StoreError(code, 'the store'));
      await scene.log('flag.set', { flag: true }, { id: 'bad' });
      await expect(scene.decide()).rejects.toMatchObject({ code });
      expect(await states()).toEqual(['bad waiting']);
      heal();
      await scene.decide();
      expect(await states()).toEqual(['bad decided']);
    },
  );
});

describe('a logged signal', () => {
  it('that is none of this rulebook any more is refused, and holds up no other', async () => {
    await scene.log('flag.set', { flag: false }, { id: 'one' });
    await scene.log('nps.responded', { score: 3 }, { id: 'two', contact: 'ann' });
    const signal = { ...(await scene.stores.log.list({ limit: 1 }))[0]!.signal, id: 'old', type: 'old.type' };
    await scene.stores.log.append([{ signal, personal: undefined, state: 'waiting' }]);
    await scene.log('flag.set', { flag: true }, { id: 'three' });
    await scene.decide();
    expect(await states()).toEqual(['one decided', 'two decided', 'old refused', 'three decided']);
    expect(await scene.said('fired')).toHaveLength(1);
    expect((await scene.stores.log.list({ states: ['refused'], limit: 9 }))[0]?.reason).toContain(
      '"old.type"',
    );
  });

  it('is decided once, though a crash came between its commit and the note of it', async () => {
    await scene.log('flag.set', { flag: true });
    const { log } = scene.stores;
    const settle = log.settle.bind(log);
    log.settle = () => Promise.reject(new StoreError('unavailable', 'gone'));
    await expect(scene.decide()).rejects.toThrow('gone');
    log.settle = settle;
    await scene.restart();
    await scene.decide();
    expect(await states()).toEqual(['n1 decided']);
    expect(await scene.entries('signal', 'fired', 'task-created')).toHaveLength(3);
  });

  it('is decided with all others of its account, and of no other, when that is asked for now', async () => {
    await scene.log('flag.set', { flag: true }, { account: 'bolt' });
    await scene.log('flag.set', { flag: false });
    await scene.log('flag.set', { flag: true });
    expect(await scene.decider.takeWaiting(scene.now, 'acme')).toBe(true);
    expect(await scene.decider.takeWaiting(scene.now, 'acme')).toBe(false);
    expect(await states()).toEqual(['n1 waiting', 'n2 decided', 'n3 decided']);
  });

  it('shows that its source lives, once an hour', async () => {
    const { watermarks } = scene.stores;
    const heard: string[] = [];
    const hear = watermarks.hear.bind(watermarks);
    watermarks.hear = (source, when) => {
      heard.push(source);
      return hear(source, when);
    };
    for (const minute of [0, 20, 40]) {
      scene.now = at(`2026-06-01 09:${minute === 0 ? '00' : minute}`);
      await scene.tell('usage.recorded', { logins: 1 });
    }
    scene.now = at('2026-06-01 10:00');
    await scene.tell('usage.recorded', { logins: 1 }, { account: 'bolt' });
    expect(heard).toEqual(['product', 'product']);
    expect(await watermarks.hours('product', 0)).toEqual([at('2026-06-01 09:00'), at('2026-06-01 10:00')]);
  });
});

describe('an account whose time has come', () => {
  const LATER = rulebookOf({
    rules: {
      late: { conditions: when('daysSince', 'greaterThan', 3, { of: 'openedAt' }), event: { type: 'l' } },
    },
    signals: {
      opened: { payload: { at: { type: 'instant' } }, updates: [{ set: 'openedAt', to: { from: 'at' } }] },
    },
  });

  beforeEach(async () => {
    scene = await ProductScene.of(LATER, '2026-06-01');
    scene.now = at('2026-06-01 09:00');
    for (const account of ['acme', 'bolt'])
      await scene.tell('opened', { at: '2026-06-01T09:00:00Z' }, { account });
  });

  it('rests a while when its review breaks, and the others go on', async () => {
    const { accounts } = scene.stores;
    const commit = accounts.commit.bind(accounts);
    accounts.commit = (one) =>
      one.account.id === 'acme' ? Promise.reject(new Error('broken')) : commit(one);
    scene.now = at('2026-06-10 09:00');
    expect(await scene.decider.wakeDue(scene.now)).toBe(true);
    expect(await scene.decider.wakeDue(scene.now)).toBe(false);
    expect(scene.troubles).toEqual(['acme']);
    expect(await scene.entriesOf('bolt', 'fired')).toHaveLength(1);
    expect(await scene.decider.nextDue()).toBe(scene.now + 600_000);

    accounts.commit = commit;
    scene.now += 599_999;
    expect(await scene.decider.wakeDue(scene.now)).toBe(false);
    scene.now += 1;
    expect(await scene.decider.wakeDue(scene.now)).toBe(true);
    expect(await scene.entriesOf('acme', 'fired')).toHaveLength(1);
    expect(await scene.decider.nextDue()).toBe(Number.POSITIVE_INFINITY);
  });

  it('is woken for a rule that has come since, though nothing else happens to it', async () => {
    await scene.pass('2026-06-20');
    expect(await scene.decider.nextDue()).toBe(Number.POSITIVE_INFINITY);
    const more = when('daysSince', 'greaterThan', 30, { of: 'openedAt' });
    const rulebook = rulebookOf({
      rules: { old: { conditions: more, event: { type: 'o' } } },
      signals: {
        opened: { payload: { at: { type: 'instant' } }, updates: [{ set: 'openedAt', to: { from: 'at' } }] },
      },
    });
    await scene.restart(rulebook);
    await scene.pass('2026-07-30');
    expect(await scene.said('fired')).toEqual(['06-05 00:00 fired late', '07-02 00:00 fired old']);
    expect(await scene.stores.settings.get('rulebook')).toBe(rulebook.hash);
  });
});

it('looks at each of many accounts once under a changed rulebook, also where it was stopped on the way', async () => {
  for (let i = 0; i < 450; i += 1) await scene.log('flag.set', { flag: true }, { account: `a${1000 + i}` });
  while (await scene.decider.takeWaiting(scene.now)) {
    // Batch by batch.
  }
  const rulebook = rulebookOf({
    rules: { flagged, also: { conditions: when('flag', 'equal', true), event: { type: 'a' } } },
  });
  scene.now = at('2026-06-02 09:00');
  await scene.restart(rulebook);
  await scene.decider.wakeDue(scene.now);
  expect(await scene.stateOf('also', '', 'a1199')).toBe('firing');
  expect(await scene.stateOf('also', '', 'a1200')).toBeUndefined();
  await scene.restart(rulebook);
  await scene.pass('2026-06-03');
  expect(await scene.stateOf('also', '', 'a1449')).toBe('firing');
  expect(await scene.entriesOf('a1000', 'baselined')).toHaveLength(1);
  const versions = await Promise.all(['a1000', 'a1449'].map((id) => scene.stores.accounts.version(id)));
  await scene.restart(rulebook);
  await scene.pass('2026-06-03 12:00');
  expect(await Promise.all(['a1000', 'a1449'].map((id) => scene.stores.accounts.version(id)))).toEqual(
    versions,
  );
});
