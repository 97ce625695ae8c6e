import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DELIVERY_STORES, DeliveryScene } from '../../support/delivery-scene.ts';
import { ADDRESS, TEN } from '../../support/touch-scene.ts';
import { at } from '../../support/world.ts';

const HOUR = 3_600_000;
describe.each(DELIVERY_STORES)('guardrails at the last moment, over %s', (_name, make) => {
  let scene: DeliveryScene;
  beforeEach(async () => {
    scene = await DeliveryScene.of(make());
  });
  afterEach(() => scene.stores.close());

  describe('what may stop a touch at the last moment', () => {
    const isStopped = async (reason: string, status: string) => {
      expect(await scene.deliver()).toMatchObject({ counts: { skipped: 1 }, next: undefined });
      expect(scene.channel.asked).toEqual([]);
      expect(await scene.said()).toEqual([`send-skipped ${reason}`]);
      expect(await scene.touch()).toMatchObject({ status, reason });
    };

    it('is the kill switch', async () => {
      await scene.decide(scene.send());
      scene.kill = { ...scene.kill, topics: new Set(['news']) };
      await isStopped('killed', 'suppressed');
    });

    it('is the kill switch also between the first look and the claim', async () => {
      await scene.decide(scene.send());
      let asked = 0;
      const kill = () => {
        asked += 1;
        return { ...scene.kill, everything: asked > 1 };
      };
      await scene.deliver(TEN, scene.ports({ kill }));
      expect(scene.channel.asked).toEqual([]);
      expect(await scene.record()).toMatchObject({ state: 'skipped', reason: 'killed', attempt: 1 });
    });

    it('is the suppression of the address', async () => {
      await scene.decide(scene.send());
      await scene.stores.suppressions.add(ADDRESS.ann, 'bounced', TEN - 1);
      await isStopped('suppressed', 'suppressed');
    });

    it('is a contact who was erased', async () => {
      await scene.decide(scene.send());
      await scene.stores.contacts.erase('acme', 'ann');
      await isStopped('unreachable', 'suppressed');
    });

    it('is a value that is missing, which the ledger names by its path alone', async () => {
      await scene.decide(scene.send());
      await scene.stores.contacts.put('acme', 'ann', { firstName: '' }, TEN, 'crm|2');
      await isStopped('missing-data', 'skipped');
      expect(await scene.entries()).toMatchObject([{ detail: 'no value for contact.firstName' }]);
    });

    it('is an address that no header may carry', async () => {
      await scene.decide(scene.send());
      const email = 'ann@example.com\r\nBcc: everybody@example.com';
      await scene.stores.contacts.put('acme', 'ann', { email }, TEN, 'crm|2');
      await isStopped('unreachable', 'suppressed');
    });

    it('is its time for sending, which is over', async () => {
      await scene.decide(scene.send());
      expect(await scene.deliver(at('2026-06-04 10:00'))).toMatchObject({ counts: { skipped: 1 } });
      expect(await scene.said()).toEqual(['send-skipped expired:late']);
    });

    it('is a day, for what a contract asks for', async () => {
      await scene.decide(scene.billing());
      expect(await scene.deliver(TEN + 24 * HOUR - 1)).toMatchObject({ counts: { sent: 1 } });
      await scene.decide(scene.billing({ key: 'b'.repeat(32) }));
      expect(await scene.deliver(TEN + 24 * HOUR)).toMatchObject({ counts: { skipped: 1 } });
      expect(await scene.said()).toEqual(['sent', 'send-skipped expired:late']);
    });
  });

  describe('what holds a touch', () => {
    it('is a pause of the account, until it is resumed', async () => {
      await scene.scene.world.tell(TEN - 1, 'account.paused', { paused: true });
      await scene.decide(scene.send());
      expect(await scene.deliver()).toMatchObject({ counts: { held: 1 }, next: at('2026-06-02 09:00') });
      expect(await scene.said()).toEqual(['send-held paused']);
      expect(await scene.touch()).toMatchObject({ status: 'delayed', until: at('2026-06-02 09:00') });
      await scene.scene.world.tell(at('2026-06-02 08:00'), 'account.paused', { paused: false });
      await scene.decide();
      expect(await scene.deliver(at('2026-06-02 09:00'))).toMatchObject({ counts: { sent: 1 } });
      expect(await scene.touch()).toMatchObject({ status: 'sent', reason: 'way/hello' });
    });

    it('is the evening, until the morning', async () => {
      await scene.decide(scene.send());
      const evening = at('2026-06-01 20:30');
      expect(await scene.deliver(evening)).toMatchObject({ next: at('2026-06-02 09:00') });
      expect(await scene.entries()).toMatchObject([
        { kind: 'send-held', reason: 'quiet-hours', until: at('2026-06-02 09:00') },
      ]);
      await scene.deliverUntil(at('2026-06-03'));
      expect(await scene.said()).toEqual(['send-held quiet-hours', 'sent']);
    });

    it('is the cap, of which others have taken the last place', async () => {
      await scene.decide(scene.send(), scene.send({ key: 'a'.repeat(32), run: 'run-2' }));
      expect(await scene.deliver()).toMatchObject({ counts: { sent: 1, held: 1 } });
      await scene.deliverUntil(at('2026-06-03'));
      expect(scene.channel.taken).toHaveLength(2);
      expect(await scene.said()).toEqual(['sent', 'send-held cap-contact', 'sent']);
    });

    it('is a pause of a transactional touch only for as long as it may still go', async () => {
      await scene.scene.world.tell(TEN - 1, 'account.paused', { paused: true });
      await scene.decide(scene.billing());
      await scene.deliverUntil(at('2026-06-04'));
      const [last, ...holds] = (await scene.entries()).reverse();
      expect(last).toMatchObject({ kind: 'send-skipped', reason: 'expired:paused', at: TEN + 24 * HOUR });
      expect(holds.every(({ kind, reason }) => kind === 'send-held' && reason === 'paused')).toBe(true);
      expect(holds[0]?.until).toBe(TEN + 24 * HOUR);
      expect(scene.channel.asked).toEqual([]);
    });

    it('is a pause of a transactional touch, which goes within hours of its end', async () => {
      await scene.scene.world.tell(TEN - 1, 'account.paused', { paused: true });
      await scene.decide(scene.billing());
      await scene.deliverUntil(TEN + 4 * HOUR);
      await scene.scene.world.tell(TEN + 4 * HOUR, 'account.paused', { paused: false });
      await scene.decide();
      await scene.deliverUntil(TEN + 6 * HOUR);
      expect(await scene.touch()).toMatchObject({ status: 'sent', at: TEN + 6 * HOUR });
    });
  });
});
