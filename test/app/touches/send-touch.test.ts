import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelPort } from '../../../lib/app/ports/channel.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import {
  ADDRESS,
  TEN,
  TOUCH_STORES,
  TouchScene,
  type TouchStores,
  touchParts,
} from '../../support/touch-scene.ts';
import { at } from '../../support/world.ts';

/** A text that names nobody. */
const PLAIN = {
  templates: {
    'note/hello': {
      channel: 'email',
      from: 'success',
      subject: 'Hello',
      mjml: 'page.mjml',
      text: 'page.txt',
    },
  },
};

/** A channel that nobody may ask. */
const FORBIDDEN: ChannelPort = {
  send: () => {
    throw new Error('a channel was asked');
  },
};

describe.each(TOUCH_STORES)('sendTouch over %s', (_name, make) => {
  let stores: TouchStores;
  let scene: TouchScene;
  beforeEach(async () => {
    stores = make();
    scene = await TouchScene.of(stores);
  });
  afterEach(() => stores.close());

  describe('a touch that may go', () => {
    it('goes to the address of the contact, with what is known now, and is on record as sent', async () => {
      expect(await scene.sendTouch()).toEqual({ result: 'sent' });
      expect(scene.channel.taken).toMatchObject([
        {
          key: scene.send().key,
          account: 'acme',
          contact: 'ann',
          address: 'ann@example.com',
          topic: 'news',
          message: { channel: 'email', subject: 'Hello the ann of Acme Inc' },
        },
      ]);
      expect(await scene.record()).toEqual({
        state: 'sent',
        kind: 'marketing',
        attempt: 1,
        ambiguities: 0,
        leaseUntil: undefined,
        providerIds: ['memory-1'],
        reason: undefined,
        settled: true,
      });
      expect(await stores.sends.sendsTo(ADDRESS.ann, 0)).toEqual([TEN]);
      expect(await stores.sends.sendsOf('acme', 0)).toEqual([TEN]);
    });

    it('goes once, however often it is asked for', async () => {
      await scene.sendTouch();
      expect(await scene.sendTouch()).toEqual({ result: 'taken' });
      expect(await scene.sendTouch(scene.send(), at('2026-06-08 10:00'))).toEqual({ result: 'taken' });
      expect(scene.channel.asked).toHaveLength(1);
    });

    it('is of the kind of its topic', async () => {
      await scene.sendTouch(scene.send({ topic: 'billing', counted: false }));
      expect((await scene.record())?.kind).toBe('transactional');
    });

    it('carries no address on a channel that needs none', async () => {
      const card = { channel: 'in-app', template: 'note/card' };
      const cards = await TouchScene.of(stores, touchParts('Hello', PLAIN, card));
      const send = cards.send({ channel: 'in-app', template: 'note/card', counted: false });
      const ports = cards.ports({ channels: { 'in-app': cards.channel } });
      expect(await cards.sendTouch(send, TEN, ports)).toEqual({ result: 'sent' });
      expect(cards.channel.taken[0]?.address).toBeUndefined();
      expect(JSON.stringify(cards.channel.taken)).not.toContain('@example.com');
    });
  });

  describe('a touch that must not go', () => {
    const nothingWent = async (reason: string) => {
      expect(scene.channel.asked).toEqual([]);
      expect(await scene.record()).toMatchObject({ state: 'skipped', attempt: 0, reason, settled: true });
      expect(await stores.sends.sendsTo(ADDRESS.ann, 0)).toEqual([]);
    };

    it('in shadow reaches no channel', async () => {
      const ports = scene.ports({ channels: { email: FORBIDDEN } });
      const send = scene.send({ status: 'shadow' });
      expect(await scene.sendTouch(send, TEN, ports)).toEqual({ result: 'skipped', reason: 'shadow' });
      await nothingWent('shadow');
    });

    it('without a channel, which is every mode but live, is skipped', async () => {
      const ports = scene.ports({ channels: {} });
      expect(await scene.sendTouch(scene.send(), TEN, ports)).toEqual({
        result: 'skipped',
        reason: 'no-channel',
      });
      await nothingWent('no-channel');
    });

    it('to an address that was suppressed meanwhile is skipped', async () => {
      await stores.suppressions.add(ADDRESS.ann, 'bounced', TEN - 1);
      expect(await scene.sendTouch()).toEqual({ result: 'skipped', reason: 'suppressed' });
      await nothingWent('suppressed');
    });

    it.each([
      ['the journey', { everything: false, journeys: new Set(['way']), topics: new Set<string>() }],
      ['the topic', { everything: false, journeys: new Set<string>(), topics: new Set(['news']) }],
      ['everything', { everything: true, journeys: new Set<string>(), topics: new Set<string>() }],
    ])('is skipped when somebody has stopped %s', async (_what, kill) => {
      expect(await scene.sendTouch(scene.send(), TEN, scene.ports({ kill }))).toEqual({
        result: 'skipped',
        reason: 'killed',
      });
      await nothingWent('killed');
    });

    it('to a contact who has left meanwhile is skipped', async () => {
      await scene.world.tell('2026-06-01 09:59', 'contact.left', {}, { contact: 'ann' });
      expect(await scene.sendTouch()).toEqual({ result: 'skipped', reason: 'unreachable' });
      await nothingWent('unreachable');
    });

    it('to a contact who was erased is skipped, though the text says nothing of them', async () => {
      const plain = await TouchScene.of(stores, touchParts('Hello', PLAIN));
      await stores.contacts.erase('acme', 'ann');
      expect(await plain.sendTouch()).toEqual({ result: 'skipped', reason: 'unreachable' });
      await nothingWent('unreachable');
    });

    it('is skipped where its text needs a value that is not there, and nothing is claimed', async () => {
      await stores.contacts.put('acme', 'ann', { firstName: '' }, TEN, 'crm|2');
      expect(await scene.sendTouch()).toEqual({ result: 'skipped', reason: 'missing-data' });
      await nothingWent('missing-data');
    });

    it('is skipped where a value is one that no message should carry', async () => {
      await stores.contacts.put('acme', 'ann', { firstName: 'Ann http://evil.example' }, TEN, 'crm|2');
      expect(await scene.sendTouch()).toEqual({ result: 'skipped', reason: 'unsafe-value' });
      await nothingWent('unsafe-value');
    });

    it('is skipped where its definition has no such text', async () => {
      const send = scene.send({ definition: 'f'.repeat(64) });
      expect(await scene.sendTouch(send)).toEqual({ result: 'skipped', reason: 'unknown-template' });
      await nothingWent('unknown-template');
    });

    it('stays skipped', async () => {
      await scene.sendTouch(scene.send(), TEN, scene.ports({ channels: {} }));
      expect(await scene.sendTouch()).toEqual({ result: 'taken' });
      expect(scene.channel.asked).toEqual([]);
    });
  });

  describe('a touch that a guardrail holds', () => {
    it('waits for the next day when the cap was taken meanwhile, and goes then', async () => {
      const other = scene.send({ key: 'a'.repeat(32), run: 'run-2' });
      expect(await scene.sendTouch(other)).toEqual({ result: 'sent' });
      const held = { result: 'later', reason: 'cap-contact', at: at('2026-06-02 09:00') };
      expect(await scene.sendTouch()).toEqual(held);
      expect(await scene.record()).toMatchObject({ state: 'planned', attempt: 0 });
      expect(await scene.sendTouch(scene.send(), at('2026-06-02 09:00'))).toEqual({ result: 'sent' });
      expect(scene.channel.taken).toHaveLength(2);
    });

    it('counts what another account sent to the same address', async () => {
      const kind = 'marketing';
      const plan = { key: 'x', account: 'other', addressKey: ADDRESS.ann, kind, counted: true } as const;
      const planned = await stores.sends.plan({ ...plan, plannedAt: TEN });
      const claim = { ...planned, state: 'claimed', attempt: 1, leaseUntil: TEN + 1 } as const;
      await stores.sends.replace('x', planned, claim, at('2026-06-01 08:00'));
      expect(await scene.sendTouch()).toMatchObject({ result: 'later', reason: 'cap-contact' });
    });

    it('waits for the morning when the hour has become quiet', async () => {
      expect(await scene.sendTouch(scene.send(), at('2026-06-01 20:00'))).toEqual({
        result: 'later',
        reason: 'quiet-hours',
        at: at('2026-06-02 09:00'),
      });
      expect(scene.channel.asked).toEqual([]);
    });

    it('is given up when its days for sending are over', async () => {
      expect(await scene.sendTouch(scene.send(), at('2026-06-04 10:00'))).toEqual({
        result: 'skipped',
        reason: 'expired:late',
      });
    });
  });

  describe('what the provider says', () => {
    it('is on record when it refuses for good, and the touch is not tried again', async () => {
      scene.channel.expect({ sent: false, retryable: false, reason: 'no-such-mailbox' });
      const failed = { result: 'failed', reason: 'no-such-mailbox', retryable: false };
      expect(await scene.sendTouch()).toEqual(failed);
      expect(await scene.record()).toMatchObject({
        state: 'failed',
        attempt: 1,
        reason: 'no-such-mailbox',
        settled: true,
      });
      expect(await stores.sends.sendsTo(ADDRESS.ann, 0)).toEqual([]);
      expect(await scene.sendTouch()).toEqual({ result: 'taken' });
      expect(scene.channel.asked).toHaveLength(1);
    });

    it('lets the touch be tried again when it refuses for now, and then it goes once', async () => {
      scene.channel.expect({ sent: false, retryable: true, reason: 'throttled' });
      expect(await scene.sendTouch()).toEqual({ result: 'failed', reason: 'throttled', retryable: true });
      expect(await scene.record()).toMatchObject({ state: 'planned', attempt: 1 });
      expect(await scene.sendTouch(scene.send(), TEN + 60_000)).toEqual({ result: 'sent' });
      expect(await scene.record()).toMatchObject({ state: 'sent', attempt: 2 });
      expect(await scene.sendTouch(scene.send(), TEN + 120_000)).toEqual({ result: 'taken' });
      expect(scene.subjects).toEqual(['Hello the ann of Acme Inc']);
    });

    it.each([
      ['took the message', true],
      ['did not take the message', false],
    ])('is lost: the touch is ambiguous, and never tried again by itself, if it %s', async (_what, taken) => {
      scene.channel.expect({ lost: 'connection reset', taken });
      expect(await scene.sendTouch()).toEqual({ result: 'ambiguous', reason: 'answer-lost' });
      const lease = { state: 'claimed', attempt: 1, leaseUntil: TEN + 300_000, settled: false };
      expect(await scene.record()).toMatchObject(lease);
      expect(await scene.sendTouch(scene.send(), TEN + 86_400_000)).toEqual({ result: 'taken' });
      expect(scene.channel.asked).toHaveLength(1);
      expect(await stores.sends.sendsTo(ADDRESS.ann, 0)).toEqual([TEN]);
    });

    it('names no id, which is an answer too', async () => {
      scene.channel.expect({ sent: true, providerId: undefined });
      expect(await scene.sendTouch()).toEqual({ result: 'sent' });
      expect(await scene.record()).toMatchObject({ state: 'sent', providerIds: [] });
    });
  });

  it('uses the texts of the definition that the run began with, after the journey has others', async () => {
    const send = scene.send();
    const stored = scene.rulebook.documents.get(send.definition);
    if (stored === undefined) throw new Error('the definition is not stored');
    const today = rulebookOf(touchParts('Welcome {{ contact.firstName }} of {{ account.name }}'));
    expect(today.definitions.has(send.definition)).toBe(false);
    const opened = today.openDefinition(send.definition, JSON.parse(JSON.stringify(stored)));
    const rulebook = { ...today, definitions: new Map([...today.definitions, [send.definition, opened]]) };
    expect(await scene.sendTouch(send, TEN, scene.ports(), rulebook)).toEqual({ result: 'sent' });
    const began = scene.send({ key: 'b'.repeat(32), definition: today.journeys.get('way')?.hash ?? '' });
    const tomorrow = TEN + 86_400_000;
    expect(await scene.sendTouch(began, tomorrow, scene.ports(), rulebook)).toEqual({ result: 'sent' });
    expect(scene.subjects).toEqual(['Hello the ann of Acme Inc', 'Welcome the ann of Acme Inc']);
  });
});
