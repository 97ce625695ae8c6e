import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../lib/app/ports/store-error.ts';
import { DELIVERY_STORES, DeliveryScene } from '../../support/delivery-scene.ts';
import { TEN } from '../../support/touch-scene.ts';

const HOUR = 3_600_000;
const NOTHING = {
  sent: 0,
  skipped: 0,
  failed: 0,
  ambiguous: 0,
  held: 0,
  waiting: 0,
  shadow: 0,
  settled: 0,
};

describe.each(DELIVERY_STORES)('deliverDue over %s', (_name, make) => {
  let scene: DeliveryScene;
  beforeEach(async () => {
    scene = await DeliveryScene.of(make());
  });
  afterEach(() => scene.stores.close());

  it('does nothing where nothing waits', async () => {
    expect(await scene.deliver()).toEqual({ counts: NOTHING, troubled: 0, next: undefined });
  });

  it('leaves what is not due yet, and says when it will be', async () => {
    await scene.decide(scene.send({ at: TEN + HOUR }));
    expect(await scene.deliver()).toEqual({ counts: NOTHING, troubled: 0, next: TEN + HOUR });
    expect(scene.channel.asked).toEqual([]);
  });

  it('sends a touch, keeps its message, and puts it on record: send ledger, touch, ledger, outbox', async () => {
    await scene.decide(scene.send());
    expect(await scene.deliver()).toEqual({ counts: { ...NOTHING, sent: 1 }, troubled: 0, next: undefined });
    expect(scene.scene.subjects).toEqual(['Hello the ann of Acme Inc']);
    expect(await scene.record()).toMatchObject({ state: 'sent', settled: true });
    expect(await scene.touch()).toMatchObject({ status: 'sent', at: TEN, reason: 'way/hello' });
    expect(await scene.stores.touches.message(scene.send().key)).toMatchObject({
      account: 'acme',
      contact: 'ann',
      address: 'ann@example.com',
      message: { subject: 'Hello the ann of Acme Inc' },
    });
    const { key, definition } = scene.send();
    expect(await scene.entries()).toEqual([
      {
        at: TEN,
        kind: 'sent',
        status: 'live',
        journey: 'way',
        run: 'run-1',
        definition,
        step: 'hello',
        contact: 'ann',
        channel: 'email',
        template: 'note/hello',
        topic: 'news',
        key,
        values: { attempt: 1 },
      },
    ]);
  });

  it('hands the channel whom it is from and to, and the link that stops it', async () => {
    await scene.decide(scene.send());
    await scene.deliver();
    expect(scene.channel.taken).toMatchObject([
      {
        name: 'the ann',
        kind: 'marketing',
        sender: { name: 'Success', address: 'success@mail.example.com' },
        unsubscribe: 'https://app.example.com/u/1.abc.def',
        at: TEN,
      },
    ]);
  });

  it('offers no link to stop what a contract asks for', async () => {
    await scene.decide(scene.billing());
    await scene.deliver();
    expect(scene.channel.taken).toMatchObject([{ kind: 'transactional', unsubscribe: undefined }]);
  });

  it('does nothing of what was decided in shadow', async () => {
    await scene.decide(scene.send({ status: 'shadow' }), scene.notice({ status: 'shadow' }));
    expect(await scene.deliver()).toMatchObject({ counts: { shadow: 2 }, next: undefined });
    expect(scene.channel.asked).toEqual([]);
    expect(await scene.entries()).toEqual([]);
    expect(await scene.record()).toBeUndefined();
  });

  describe('a notice to people inside', () => {
    it('goes once, to whoever the segment says that is, and is no touch', async () => {
      await scene.decide(scene.notice());
      expect(await scene.deliver()).toMatchObject({ counts: { sent: 1 } });
      expect(await scene.deliver()).toMatchObject({ counts: NOTHING });
      expect(scene.channel.taken).toMatchObject([
        {
          contact: undefined,
          address: 'team:lead',
          topic: 'low-usage',
          message: { channel: 'slack', text: 'Look at Acme Inc' },
        },
      ]);
      expect(await scene.entries()).toEqual([
        {
          at: TEN,
          kind: 'sent',
          status: 'live',
          rule: 'low-usage',
          channel: 'slack',
          template: 'note/team',
          key: 'e'.repeat(32),
          values: { attempt: 1 },
        },
      ]);
      expect(await scene.touch('e'.repeat(32))).toBeUndefined();
    });

    it.each([
      ['somebody has stopped everything', { everything: true }, {}, 'killed'],
      ['it is a day late', {}, { at: TEN - 24 * HOUR }, 'expired:late'],
      ['its text is gone', {}, { template: 'note/gone' }, 'unknown-template'],
      ['there is no such channel', {}, { channel: 'webhook' as const }, 'no-channel'],
    ])('is not sent when %s', async (_what, kill, notice, reason) => {
      scene.kill = { ...scene.kill, ...kill };
      await scene.decide(scene.notice(notice));
      await scene.deliver();
      expect(scene.channel.asked).toEqual([]);
      expect(await scene.said()).toEqual([`send-skipped ${reason}`]);
    });
  });

  describe('trouble', () => {
    it('with one effect is told, holds no other, and is tried again later', async () => {
      const broken = { ...scene.stores.contacts, get: () => Promise.reject(new Error('a bug')) };
      await scene.decide(scene.send(), scene.notice());
      const summary = await scene.deliver(TEN, scene.ports({ contacts: broken }));
      expect(summary).toMatchObject({ counts: { sent: 1 }, troubled: 1 });
      expect(scene.troubles).toEqual([new Error('a bug')]);
      expect(summary.next).toBeGreaterThan(TEN);
      await scene.deliverUntil(TEN + HOUR);
      expect(await scene.touch()).toMatchObject({ status: 'sent' });
    });

    it('with the store itself ends the pass', async () => {
      const gone = {
        ...scene.stores.suppressions,
        has: () => Promise.reject(new StoreError('unavailable', '')),
      };
      await scene.decide(scene.send());
      await expect(scene.deliver(TEN, scene.ports({ suppressions: gone }))).rejects.toMatchObject({
        code: 'unavailable',
      });
    });
  });

  it('names nobody in anything that it records, answers or tells, whatever goes wrong', async () => {
    const canary = /ann@|the ann|zx81/i;
    await scene.stores.contacts.put('acme', 'ann', { lastName: 'Zx81' }, TEN, 'crm|2');
    const keys = ['1', '2', '3', '4', '5'].map((one) => one.repeat(32));
    await scene.decide(...keys.map((key) => scene.billing({ key })), scene.send({ contact: 'nobody' }));
    scene.channel.expect(
      { sent: true, providerId: 'memory-1' },
      { sent: false, retryable: false, reason: 'smtp-550' },
      { sent: false, retryable: true, reason: 'smtp-451' },
      { lost: 'no answer about ann@example.com', taken: true },
      { sent: false, retryable: false, reason: 'not-on-allow-list', withheld: true },
    );
    const summary = await scene.deliver();
    expect(summary.counts).toMatchObject({ sent: 1, failed: 1, held: 1, ambiguous: 1, skipped: 2 });
    await scene.deliverUntil(TEN + 48 * HOUR);
    const told = {
      summary,
      ledger: await scene.entries(),
      touches: (await scene.stores.touches.list({ limit: 100 })).items,
      records: await Promise.all(keys.map((key) => scene.record(key))),
      troubles: scene.troubles.map((error) => String((error as Error).stack)),
      gates: scene.gates.states(TEN),
    };
    expect(told.touches).toHaveLength(6);
    expect(JSON.stringify(told)).not.toMatch(canary);
    expect(JSON.stringify(await scene.stores.touches.message(keys[0] ?? ''))).toMatch(canary);
  });

  it('leaves nothing of a message to somebody who is erased while it goes', async () => {
    const erasing = {
      send: async () => {
        await scene.stores.contacts.erase('acme', 'ann');
        await scene.stores.touches.eraseMessages('acme', 'ann');
        return { sent: true, providerId: undefined } as const;
      },
    };
    const late = {
      send: async () => {
        await scene.stores.contacts.erase('acme', 'ann');
        return { sent: true, providerId: undefined } as const;
      },
    };
    await scene.decide(scene.billing(), scene.billing({ key: 'd'.repeat(32) }));
    await scene.deliver(TEN, scene.ports({ channels: { email: late } }));
    expect(await scene.stores.touches.message(scene.send().key)).toBeUndefined();
    expect(scene.forgotten).toEqual([scene.send().key]);
    await scene.deliver(TEN, scene.ports({ channels: { email: erasing } }));
    expect(await scene.stores.touches.message('d'.repeat(32))).toBeUndefined();
  });
});
