import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelGates } from '../../../lib/app/touches/channel-gates.ts';
import { DELIVERY_STORES, DeliveryScene } from '../../support/delivery-scene.ts';
import { ADDRESS, TEN } from '../../support/touch-scene.ts';

const HOUR = 3_600_000;
describe.each(DELIVERY_STORES)('providers that refuse, over %s', (_name, make) => {
  let scene: DeliveryScene;
  beforeEach(async () => {
    scene = await DeliveryScene.of(make());
  });
  afterEach(() => scene.stores.close());

  describe('what the provider says', () => {
    it('is on record when it refuses for good', async () => {
      scene.channel.expect({ sent: false, retryable: false, reason: 'smtp-550' });
      await scene.decide(scene.send());
      expect(await scene.deliver()).toMatchObject({ counts: { failed: 1 }, next: undefined });
      expect(await scene.touch()).toMatchObject({ status: 'failed', reason: 'smtp-550' });
      expect(await scene.said()).toEqual(['send-failed smtp-550']);
    });

    it('is waited for when it refuses for now, longer each time, until it goes', async () => {
      const refusal = { sent: false, retryable: true, reason: 'smtp-451' } as const;
      scene.channel.expect(refusal, refusal);
      await scene.decide(scene.send());
      const first = await scene.deliver();
      const waited = (first.next ?? 0) - TEN;
      expect(waited).toBeGreaterThanOrEqual(15_000);
      expect(waited).toBeLessThanOrEqual(30_000);
      await scene.deliverUntil(TEN + HOUR);
      expect(await scene.said()).toEqual(['send-held smtp-451', 'send-held smtp-451', 'sent']);
      expect((await scene.record())?.attempt).toBe(3);
      expect(scene.channel.taken).toHaveLength(1);
    });

    it('is obeyed when it says how long to wait, by every message on the channel', async () => {
      const retryAfterMs = 7 * 60_000;
      scene.channel.expect({ sent: false, retryable: true, reason: 'slack-429', retryAfterMs });
      await scene.decide(scene.notice(), scene.notice({ key: 'f'.repeat(32) }));
      expect(await scene.deliver()).toMatchObject({ counts: { held: 1, waiting: 1 } });
      expect(scene.channel.asked).toHaveLength(1);
      await scene.deliverUntil(TEN + retryAfterMs - 1);
      expect(scene.channel.asked).toHaveLength(1);
      await scene.deliverUntil(TEN + 2 * retryAfterMs);
      expect(scene.channel.taken).toHaveLength(2);
    });

    it('is said of the touch where it went no further than the outbox', async () => {
      scene.channel.expect({ sent: true, providerId: undefined, note: 'no-transport' });
      await scene.decide(scene.send());
      await scene.deliver();
      expect(await scene.touch()).toMatchObject({ status: 'sent', reason: 'no-transport' });
    });

    it('was never asked where the channel keeps a message back', async () => {
      scene.channel.expect({ sent: false, retryable: false, reason: 'not-on-allow-list', withheld: true });
      await scene.decide(scene.send());
      expect(await scene.deliver()).toMatchObject({ counts: { skipped: 1 } });
      expect(await scene.record()).toMatchObject({ state: 'skipped', reason: 'not-on-allow-list' });
      expect(await scene.touch()).toMatchObject({ status: 'skipped', reason: 'not-on-allow-list' });
      expect(await scene.stores.sends.sendsTo(ADDRESS.ann, 0)).toEqual([]);
    });
  });

  describe('an outage', () => {
    const refusal = { sent: false, retryable: true, reason: 'smtp-unreachable' } as const;
    const many = () =>
      Array.from({ length: 20 }, (_one, i) =>
        scene.billing({ key: String(i).padStart(32, '0'), contact: i % 2 === 0 ? 'ann' : 'bob' }),
      );

    it('is tried by one message at a time, and afterwards everything goes once', async () => {
      scene.gates = new ChannelGates({
        rates: {},
        breaker: { failures: 3, restMs: 60_000, maxRestMs: 900_000 },
      });
      const outage = Array.from({ length: 16 }, () => refusal);
      scene.channel.expect(...outage);
      await scene.decide(...many());
      expect(await scene.deliver()).toMatchObject({ counts: { held: 3, waiting: 17 } });
      expect(scene.gates.states(TEN)).toEqual([
        { channel: 'email', open: true, failures: 3, until: TEN + 60_000 },
      ]);
      expect(await scene.deliver(TEN + 60_000)).toMatchObject({ counts: { held: 1 } });
      expect(scene.channel.asked).toHaveLength(4);
      await scene.deliverUntil(TEN + 14 * HOUR);
      expect(scene.channel.taken.map(({ key }) => key).sort()).toEqual(many().map(({ key }) => key));
      expect(await scene.entries('sent')).toHaveLength(20);
    });

    it('that lasts drops what is stale, each with its reason, and sends none of it late', async () => {
      scene.channel.expect(...Array.from({ length: 5000 }, () => refusal));
      await scene.decide(...many());
      await scene.deliverUntil(TEN + 48 * HOUR);
      expect(scene.channel.taken).toEqual([]);
      expect(await scene.entries('send-skipped')).toHaveLength(20);
      expect(new Set((await scene.entries('send-skipped')).map(({ reason }) => reason))).toEqual(
        new Set(['expired:late']),
      );
      expect(await scene.stores.accounts.nextOutbox()).toBeUndefined();
    });

    it('of one channel holds no other', async () => {
      scene.gates = new ChannelGates({ rates: {}, breaker: { failures: 1, restMs: HOUR, maxRestMs: HOUR } });
      scene.channel.expect(refusal);
      await scene.decide(scene.billing(), scene.billing({ key: 'c'.repeat(32) }), scene.notice());
      expect(await scene.deliver()).toMatchObject({ counts: { held: 1, waiting: 1, sent: 1 } });
      expect(scene.channel.taken).toMatchObject([{ message: { channel: 'slack' } }]);
    });
  });

  it('never exceeds the rate of a channel, and loses nothing', async () => {
    scene.gates = new ChannelGates({ rates: { email: { perSecond: 10, burst: 1 } } });
    const sends = Array.from({ length: 60 }, (_one, i) =>
      scene.billing({ key: String(i).padStart(32, '0') }),
    );
    await scene.decide(...sends);
    await scene.deliverUntil(TEN + HOUR);
    const sent = (await scene.entries('sent')).map((entry) => entry.at - TEN).sort((a, b) => a - b);
    expect(sent).toHaveLength(60);
    expect(scene.channel.taken).toHaveLength(60);
    for (let i = 10; i < sent.length; i += 1)
      expect((sent[i] ?? 0) - (sent[i - 10] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(sent.at(-1)).toBeLessThanOrEqual(10_000);
  });
});
