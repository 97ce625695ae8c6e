import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelPort, OutgoingMessage } from '../../../lib/app/ports/channel.ts';
import type { SendLedger } from '../../../lib/app/ports/send-ledger.ts';
import { StoreError } from '../../../lib/app/ports/store-error.ts';
import { advanceSend, sendKey } from '../../../lib/core/touches/send-key.ts';
import { ADDRESS, TEN, TOUCH_STORES, TouchScene, type TouchStores } from '../../support/touch-scene.ts';

const MINUTE = 60_000;

/** A channel that does something else before the provider answers. */
function slow(scene: TouchScene, meanwhile: () => Promise<void>): ChannelPort {
  return {
    send: async (message: OutgoingMessage) => {
      await meanwhile();
      return scene.channel.send(message);
    },
  };
}

/** The ledger, with something that happens just before the nth change of a record. */
function atChange(sends: SendLedger, nth: number, happens: () => Promise<unknown>): SendLedger {
  let changes = 0;
  return {
    plan: (plan) => sends.plan(plan),
    get: (key) => sends.get(key),
    sendsTo: (address, since) => sends.sendsTo(address, since),
    sendsOf: (account, since) => sends.sendsOf(account, since),
    inState: (state, limit, settled) => sends.inState(state, limit, settled),
    replace: async (key, from, to, at) => {
      changes += 1;
      if (changes === nth) await happens();
      return sends.replace(key, from, to, at);
    },
  };
}

describe.each(TOUCH_STORES)('senders at once, over %s', (_name, make) => {
  let stores: TouchStores;
  let scene: TouchScene;
  beforeEach(async () => {
    stores = make();
    scene = await TouchScene.of(stores);
  });
  afterEach(() => stores.close());

  describe('on one key', () => {
    it('send one message between them', async () => {
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => scene.sendTouch()));
      const results = outcomes.map(({ result }) => result).sort();
      expect(results).toEqual(['sent', ...Array.from({ length: 7 }, () => 'taken')]);
      expect(scene.channel.asked).toHaveLength(1);
    });

    it('send one message when the other claims between plan and claim', async () => {
      const sends = atChange(stores.sends, 1, async () => {
        expect(await scene.sendTouch()).toEqual({ result: 'sent' });
      });
      expect(await scene.sendTouch(scene.send(), TEN, scene.ports({ sends }))).toEqual({ result: 'taken' });
      expect(scene.channel.asked).toHaveLength(1);
    });

    it('do not skip what the other has claimed', async () => {
      const sends = atChange(stores.sends, 1, () => scene.sendTouch());
      const ports = scene.ports({ sends, channels: {} });
      expect(await scene.sendTouch(scene.send(), TEN, ports)).toEqual({ result: 'taken' });
      expect(await scene.record()).toMatchObject({ state: 'sent' });
    });
  });

  describe('on the last place of a cap', () => {
    const other = () => scene.send({ key: sendKey('run-2', 'hello', 1, 'ann', 'email'), run: 'run-2' });

    it('send one message when the other claims between verdict and claim', async () => {
      const sends = atChange(stores.sends, 1, async () => {
        expect(await scene.sendTouch(other())).toEqual({ result: 'sent' });
      });
      expect(await scene.sendTouch(scene.send(), TEN, scene.ports({ sends }))).toMatchObject({
        result: 'later',
        reason: 'cap-contact',
      });
      expect(scene.channel.asked.map(({ key }) => key)).toEqual([other().key]);
      expect(await scene.record()).toMatchObject({ state: 'planned', leaseUntil: undefined });
      expect(await stores.sends.sendsTo(ADDRESS.ann, 0)).toEqual([TEN]);
    });

    it('never send more than the cap, however many there are and whenever each begins', async () => {
      const arbitrary = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(arbitrary, async (delays) => {
          const own = make();
          const racing = await TouchScene.of(own);
          const outcomes = await Promise.all(
            delays.map(async (delay, i) => {
              for (let turn = 0; turn < delay; turn += 1) await Promise.resolve();
              return racing.sendTouch(racing.send({ key: `${i}`.repeat(32), run: `run-${i}` }), TEN + i);
            }),
          );
          const sent = outcomes.filter(({ result }) => result === 'sent').length;
          expect(sent).toBeLessThanOrEqual(1);
          expect(racing.channel.taken).toHaveLength(sent);
          expect(await own.sends.sendsTo(ADDRESS.ann, 0)).toHaveLength(sent);
          // What was held may still go, one a day, and nothing has been lost.
          expect(await own.sends.inState('planned', 10)).toHaveLength(delays.length - sent);
          own.close();
        }),
        { numRuns: 60 },
      );
    });
  });

  describe('and an answer that comes late', () => {
    /** The lease ends while the provider takes its time. */
    const expire = async () => {
      const claimed = await scene.record();
      if (claimed === undefined) throw new Error('nothing is claimed');
      const ambiguous = advanceSend(claimed, { type: 'leaseExpired', at: TEN + 10 * MINUTE });
      await stores.sends.replace(scene.send().key, claimed, ambiguous, TEN + 10 * MINUTE);
    };

    it('is on record as proof, though the send had been given up', async () => {
      const ports = scene.ports({ channels: { email: slow(scene, expire) } });
      expect(await scene.sendTouch(scene.send(), TEN, ports)).toEqual({ result: 'sent' });
      expect(await scene.record()).toMatchObject({
        state: 'sent',
        ambiguities: 1,
        providerIds: ['memory-1'],
        settled: true,
      });
    });

    it('keeps a transactional touch that was planned once more from going twice', async () => {
      const billing = scene.send({ topic: 'billing', counted: false });
      const replan = async () => {
        await expire();
        const ambiguous = await scene.record();
        if (ambiguous === undefined) throw new Error('nothing is ambiguous');
        const planned = advanceSend(ambiguous, { type: 'unproven' });
        await stores.sends.replace(billing.key, ambiguous, planned, TEN + 10 * MINUTE);
      };
      const ports = scene.ports({ channels: { email: slow(scene, replan) } });
      expect(await scene.sendTouch(billing, TEN, ports)).toEqual({ result: 'sent' });
      expect(await scene.sendTouch(billing, TEN + 11 * MINUTE)).toEqual({ result: 'taken' });
      expect(scene.channel.asked).toHaveLength(1);
    });

    it('does not undo what a later attempt has done', async () => {
      const billing = scene.send({ topic: 'billing', counted: false });
      const again = async () => {
        await expire();
        const ambiguous = await scene.record();
        if (ambiguous === undefined) throw new Error('nothing is ambiguous');
        const planned = advanceSend(ambiguous, { type: 'unproven' });
        await stores.sends.replace(billing.key, ambiguous, planned, TEN + 10 * MINUTE);
        scene.channel.expect(
          { sent: true, providerId: 'second' },
          { sent: false, retryable: true, reason: 'throttled' },
        );
        expect(await scene.sendTouch(billing, TEN + 11 * MINUTE)).toEqual({ result: 'sent' });
      };
      const ports = scene.ports({ channels: { email: slow(scene, again) } });
      expect(await scene.sendTouch(billing, TEN, ports)).toMatchObject({ result: 'failed' });
      expect(await scene.record()).toMatchObject({ state: 'sent', attempt: 2, providerIds: ['second'] });
    });
  });

  it('say so when the store fails after the message has gone, and never send it again', async () => {
    const sends = atChange(stores.sends, 2, async () => {
      throw new StoreError('unavailable', 'the disk is full');
    });
    const failing = scene.sendTouch(scene.send(), TEN, scene.ports({ sends }));
    await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
    expect(await scene.sendTouch()).toEqual({ result: 'taken' });
    expect(scene.channel.asked).toHaveLength(1);
  });
});
