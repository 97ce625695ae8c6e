import { beforeEach, describe, expect, it } from 'vitest';
import { storedItem } from '../../../lib/core/accounts/account-json.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { addressKeyOf, ProductScene, SAM } from '../../support/product-scene.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const RULEBOOK = rulebookOf(
  way({ steps: [mail('hello'), mail('second', { after: 'P2D' }), { id: 'over', end: 'completed' }] }),
);
const MAILER = { name: 'mailer', role: 'ops' } as const;
const ANN = addressKeyOf('ann@example.com');

/** Ann has had `hello` on Monday 1 June at 09:00, and is to have `second` on Wednesday. */
async function greeted(): Promise<ProductScene> {
  const scene = await ProductScene.of(RULEBOOK, '2026-06-01');
  await scene.contact('ann', { roles: ['champion'], zone: 'UTC' });
  scene.now = at('2026-06-01 09:00');
  await scene.tell('flag.set', { flag: true });
  await scene.pass('2026-06-01 10:00');
  expect(scene.channel.taken).toHaveLength(1);
  return scene;
}

let scene: ProductScene;
let touch: string;
beforeEach(async () => {
  scene = await greeted();
  touch = (await scene.stores.touches.list({ limit: 5 })).items[0]?.id ?? '';
});

describe('what became of a touch', () => {
  it.each(['delivered', 'opened', 'clicked'] as const)(
    '%s: is shown and on record, and nothing stops',
    async (type) => {
      expect(await scene.acts.feedback(MAILER, touch, type)).toMatchObject({ id: touch, status: type });
      expect(await scene.entries('acted')).toMatchObject([
        { by: 'mailer', reason: `touch.${type}`, contact: 'ann', key: touch },
      ]);
      expect(await scene.audited()).toMatchObject([
        { act: 'touch.feedback', target: touch, before: 'sent', after: type, reason: type },
      ]);
      await scene.pass('2026-06-10');
      expect(scene.channel.taken).toHaveLength(2);
    },
  );

  it.each(['bounced', 'complained'] as const)('%s: nobody writes to the address any more', async (type) => {
    await scene.acts.feedback(MAILER, touch, type, '550 <ann@example.com>: no such user');
    expect(await scene.stores.suppressions.has(ANN)).toBe(true);
    await scene.pass('2026-06-10');
    expect(scene.channel.taken).toHaveLength(1);
    // The same person in another account, where no touch has bounced.
    await scene.contact('c2', { email: 'Ann@example.com', roles: ['champion'] }, { account: 'bolt' });
    await scene.tell('flag.set', { flag: true }, { account: 'bolt' });
    await scene.pass('2026-06-20');
    expect(scene.channel.taken).toHaveLength(1);
    expect((await scene.entriesOf('bolt', 'touch-suppressed')).map(({ reason }) => reason)).toContain(
      'suppressed',
    );
  });

  it('is told without the address that a provider quotes', async () => {
    const after = await scene.acts.feedback(MAILER, touch, 'bounced', '550 5.1.1 <ann@example.com> unknown');
    expect(after.reason).toBe('550 5.1.1 <(address)> unknown');
    expect(JSON.stringify([await scene.audited(), await scene.stores.log.list({ limit: 99 })])).not.toContain(
      'ann@',
    );
  });

  it('only gets worse: who complained has not been merely opened', async () => {
    await scene.acts.feedback(MAILER, touch, 'complained');
    expect(await scene.acts.feedback(MAILER, touch, 'opened')).toMatchObject({ status: 'complained' });
  });

  it('cannot be told of a touch that never went, or is none', async () => {
    await scene.acts.kill(SAM, 'everything', undefined, true);
    await scene.pass('2026-06-10');
    const held = (await scene.stores.touches.list({ limit: 5 })).items.find(({ id }) => id !== touch);
    expect(held?.status).toBe('suppressed');
    await expect(scene.acts.feedback(MAILER, held?.id ?? '', 'opened')).rejects.toMatchObject({
      problem: 'conflict',
      message: 'the touch is suppressed: it never went',
    });
    await expect(scene.acts.feedback(MAILER, 'none', 'opened')).rejects.toMatchObject({
      problem: 'not-found',
    });
  });
});

describe('a contact who asks to be forgotten', () => {
  it('is: record, messages and their copies go, the hash of the address stays', async () => {
    expect(await scene.stores.touches.message(touch)).toBeDefined();
    expect(await scene.acts.eraseContact(SAM, 'ann')).toEqual({
      account: 'acme',
      contact: 'ann',
      messages: 1,
    });
    expect(await scene.stores.contacts.get('acme', 'ann')).toBeUndefined();
    expect(await scene.stores.touches.message(touch)).toBeUndefined();
    expect(scene.forgotten).toEqual([touch]);
    expect(await scene.stores.suppressions.has(ANN)).toBe(true);
    const audited = await scene.audited();
    expect(audited).toMatchObject([
      { act: 'contact.erase', account: 'acme', target: 'ann', after: 'erased' },
    ]);
    expect(JSON.stringify([audited, await scene.account()])).not.toContain('ann@example.com');
    await scene.pass('2026-06-10');
    expect(scene.channel.taken).toHaveLength(1);
  });

  it('stays forgotten, though producers go on to speak of them, under another address too', async () => {
    await scene.acts.eraseContact(SAM, 'ann');
    for (const email of ['ann@example.com', 'ann@other.example']) {
      await scene.contact('ann', { email, roles: ['champion'] });
      await scene.tell('flag.set', { flag: true });
    }
    await scene.pass('2026-06-30');
    expect(await scene.stores.contacts.get('acme', 'ann')).toBeUndefined();
    expect((await scene.account()).sets.contacts?.items.ann?.fields).toEqual({});
    expect(scene.channel.taken).toHaveLength(1);
    expect(JSON.stringify(await scene.stores.log.list({ limit: 99 }))).not.toContain('ann@');
  });

  it('can be asked once more, which finishes what was cut short', async () => {
    const { contacts } = scene.stores;
    const erase = contacts.erase.bind(contacts);
    contacts.erase = () => Promise.reject(new Error('cut short'));
    await expect(scene.acts.eraseContact(SAM, 'ann')).rejects.toThrow('cut short');
    expect(await scene.audited()).toEqual([]);
    contacts.erase = erase;
    expect(await scene.acts.eraseContact(SAM, 'ann')).toMatchObject({ messages: 1 });
    expect(await scene.acts.eraseContact(SAM, 'ann')).toMatchObject({ messages: 0 });
    expect(await scene.stores.contacts.get('acme', 'ann')).toBeUndefined();
  });

  it('may be somebody of whom nothing personal was heard, if the account is named', async () => {
    await scene.tell('nps.responded', { score: 3 }, { contact: 'bob' });
    await expect(scene.acts.eraseContact(SAM, 'bob')).rejects.toMatchObject({ problem: 'not-found' });
    expect(await scene.acts.eraseContact(SAM, 'bob', 'acme')).toEqual({
      account: 'acme',
      contact: 'bob',
      messages: 0,
    });
    expect((await scene.account()).sets.contacts?.items.bob?.fields).toEqual({});
  });

  it('is named with their account where several have a contact of that id, and only there erased', async () => {
    await scene.contact('ann', { email: 'other@example.com' }, { account: 'bolt' });
    await expect(scene.acts.eraseContact(SAM, 'ann')).rejects.toMatchObject({
      problem: 'invalid',
      message: '2 accounts have a contact of that id: name the account',
    });
    await scene.acts.eraseContact(SAM, 'ann', 'bolt');
    expect(await scene.stores.contacts.get('acme', 'ann')).toBeDefined();
  });

  it.each([
    ['nobody', undefined, 'there is no contact "nobody"'],
    ['__proto__', 'acme', 'the account "acme" has no contact "__proto__"'],
    ['ann', 'bolt', 'there is no account "bolt"'],
  ])('is not found where there is none: %s of %s', async (contact, account, message) => {
    await expect(scene.acts.eraseContact(SAM, contact, account)).rejects.toMatchObject({
      problem: 'not-found',
      message,
    });
  });
});

describe('addresses that are not to be written to', () => {
  it('are kept as hashes, each once, in whatever case, and what is none is refused', async () => {
    const lines = ['ann@example.com', ' ANN@example.com ', 'x', 'a b@c.d', 'a@b@c', 'kim@example.com', ''];
    expect(await scene.acts.suppressAddresses(SAM, lines, 'old system')).toEqual({ added: 2, refused: 4 });
    expect(await scene.acts.suppressAddresses(SAM, lines, 'again')).toEqual({ added: 0, refused: 4 });
    const audited = await scene.audited();
    expect(audited[1]).toMatchObject({
      act: 'suppress',
      after: { added: 2, refused: 4 },
      reason: 'old system',
    });
    expect(JSON.stringify(audited)).not.toContain('@');
    await scene.pass('2026-06-10');
    expect(scene.channel.taken).toHaveLength(1);
  });
});

describe('a link to stop messages', () => {
  it('withdraws consent for its topic, once, and nothing else', async () => {
    expect(await scene.acts.unsubscribe('acme/ann/news')).toEqual({ topic: 'news' });
    expect(await scene.acts.unsubscribe('acme/ann/news')).toEqual({ topic: 'news' });
    expect(await scene.audited()).toMatchObject([
      { by: 'contact', act: 'unsubscribe', target: 'ann', before: [], after: ['news'], reason: 'news' },
    ]);
    await scene.pass('2026-06-10');
    expect((await scene.entries('touch-suppressed')).map(({ reason }) => reason)).toEqual(['no-consent']);
    expect(scene.channel.taken).toHaveLength(1);
  });

  it('adds to what was withdrawn, also where several are followed at one moment', async () => {
    await Promise.all(
      ['news', 'offer', 'billing'].map((topic) => scene.acts.unsubscribe(`acme/ann/${topic}`)),
    );
    expect(storedItem(await scene.account(), 'contacts', 'ann')?.withdrawn).toEqual([
      'billing',
      'news',
      'offer',
    ]);
  });

  it('that is forged does nothing', async () => {
    expect(await scene.acts.unsubscribe('forged')).toBeUndefined();
    expect(await scene.audited()).toEqual([]);
  });
});

describe('an erasure and the replay of what is stored', () => {
  it('gives the same decisions from the log, without a word that is personal', async () => {
    const rulebook = rulebookOf({
      ...way({ steps: [mail('hello')] }),
      rules: { unhappy: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 5) } },
    });
    const one = await ProductScene.of(rulebook, '2026-06-01');
    await one.contact('ann', { roles: ['champion'] });
    one.now = at('2026-06-01 09:00');
    await one.tell('nps.responded', { score: 1 }, { contact: 'ann' });
    await one.tell('flag.set', { flag: true });
    await one.pass('2026-06-02');
    await one.acts.eraseContact(SAM, 'ann');
    await one.pass('2026-06-09');

    const again = await ProductScene.of(rulebook, '2026-06-01');
    for (const { signal } of await one.stores.log.list({ limit: 99 })) {
      await again.pass(Date.parse(signal.receivedat) - 1);
      again.now = Date.parse(signal.receivedat);
      await again.stores.log.append([{ signal, personal: undefined, state: 'waiting' }]);
      await again.decide();
    }
    await again.pass('2026-06-09');
    const kinds = ['acted', 'fired', 'resolved', 'run-started', 'run-ended', 'touch'] as const;
    expect(await again.entries(...kinds)).toEqual(await one.entries(...kinds));
    expect((await one.entries(...kinds)).length).toBeGreaterThan(5);
  });
});
