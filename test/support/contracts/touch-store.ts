import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredMessage, TouchStatus, TouchStore } from '../../../lib/app/ports/touch-store.ts';
import type { LedgerEntry } from '../../../lib/core/ledger.ts';
import { HOSTILE_CURSORS } from '../hostile-cursors.ts';
import { sampleRun, TUESDAY, touchEntry, waitingFor } from '../sample-book.ts';
import { allPages, type BookUnderTest } from './book-under-test.ts';
import { MONDAY, ODD_NAMES, sampleAccount } from './sample-commit.ts';

const MESSAGE: StoredMessage = {
  touch: 'k1',
  account: 'a',
  contact: 'ann',
  at: MONDAY,
  address: 'ann@example.com',
  message: { channel: 'slack', text: 'Hello Ann' },
};

/** What every TouchStore does. `make` gives an empty one. */
export function describeTouchStore(name: string, make: () => BookUnderTest): void {
  describe(`${name} as a store of touches`, () => {
    let under: BookUnderTest;
    let touches: TouchStore;
    beforeEach(() => {
      under = make();
      touches = under.touches;
    });
    afterEach(() => under.close?.());

    const decide = (...ledger: readonly LedgerEntry[]) =>
      under.project({ account: sampleAccount('a', { now: TUESDAY }), ledger });
    /** The run `r1` waits with its touch to ann. */
    const hold = (over: Partial<LedgerEntry> = {}) =>
      under.project({
        account: sampleAccount('a', { runs: [sampleRun('r1', { step: waitingFor('ann') })] }),
        ledger: [touchEntry('touch-delayed', { reason: 'quiet-hours', until: TUESDAY, ...over })],
      });
    const ids = async (query: object) =>
      (await touches.list({ limit: 50, ...query })).items.map(({ id }) => id);

    it('is empty at first, and advances nothing that is not there', async () => {
      await touches.advance('k1', 'sent', MONDAY, '');
      expect(await touches.get('k1')).toBeUndefined();
      expect(await touches.list({ limit: 10 })).toEqual({ items: [], next: undefined });
    });

    it('follows one touch from its first delay to what became of it', async () => {
      await hold();
      expect(await touches.get('k1')).toMatchObject({
        status: 'delayed',
        reason: 'quiet-hours',
        until: TUESDAY,
      });
      await decide(touchEntry('touch', { at: TUESDAY }));
      expect(await touches.get('k1')).toMatchObject({
        status: 'planned',
        at: TUESDAY,
        reason: 'welcome/hello',
      });
      await touches.advance('k1', 'delayed', TUESDAY + 1, 'cap-contact', TUESDAY + 9);
      expect(await touches.get('k1')).toMatchObject({
        status: 'delayed',
        reason: 'cap-contact',
        until: TUESDAY + 9,
      });
      await touches.advance('k1', 'sent', TUESDAY + 9, '');
      expect(await touches.get('k1')).toMatchObject({
        status: 'sent',
        at: TUESDAY + 9,
        reason: 'welcome/hello',
      });
      await touches.advance('k1', 'clicked', TUESDAY + 20, 'link');
      await touches.advance('k1', 'delivered', TUESDAY + 30, 'late');
      expect(await touches.get('k1')).toMatchObject({ status: 'clicked', at: TUESDAY + 20, reason: 'link' });
      expect(await ids({})).toEqual(['k1']);
    });

    it('finds a touch under the status that it has, and no longer under an earlier one', async () => {
      await decide(touchEntry('touch'));
      await touches.advance('k1', 'sent', TUESDAY, '');
      expect(await ids({ status: 'planned' })).toEqual([]);
      expect(await ids({ status: 'sent' })).toEqual(['k1']);
    });

    it('lets a held touch fall with its run, but none that the sender holds', async () => {
      await hold();
      await hold({ key: 'k2' });
      await decide(touchEntry('touch', { key: 'k2' }));
      expect(await touches.get('k1')).toMatchObject({
        status: 'suppressed',
        at: TUESDAY,
        reason: 'step-left',
      });
      await touches.advance('k2', 'delayed', TUESDAY + 1, 'cap-contact', TUESDAY + 9);
      await decide();
      expect(await touches.get('k2')).toMatchObject({ status: 'delayed', reason: 'cap-contact' });
    });

    it.each<[TouchStatus, TouchStatus]>([
      ['clicked', 'delivered'],
      ['bounced', 'opened'],
      ['complained', 'clicked'],
      ['sent', 'failed'],
    ])('is never taken back from %s to %s', async (status, back) => {
      await decide(touchEntry('touch'));
      await touches.advance('k1', status, TUESDAY, 'a');
      await touches.advance('k1', back, TUESDAY + 1, 'b');
      expect(await touches.get('k1')).toMatchObject({ status, at: TUESDAY, reason: 'a' });
    });

    it('keeps a bounce after a delivery', async () => {
      await decide(touchEntry('touch'));
      await touches.advance('k1', 'delivered', TUESDAY, '');
      await touches.advance('k1', 'bounced', TUESDAY + 1, 'mailbox full');
      expect(await touches.get('k1')).toMatchObject({ status: 'bounced', reason: 'mailbox full' });
    });

    it('finds touches by all that a query names, together', async () => {
      await decide(
        touchEntry('touch', { key: 'k1', at: MONDAY + 1 }),
        touchEntry('touch', { key: 'k2', at: MONDAY + 2, contact: 'bea', channel: 'in-app' }),
        touchEntry('touch', { key: 'k3', at: MONDAY + 3, status: 'shadow', journey: 'renewal' }),
        touchEntry('touch-suppressed', { key: 'k4', at: MONDAY + 4, reason: 'unreachable' }),
      );
      await under.project({
        account: sampleAccount('b'),
        ledger: [touchEntry('touch', { key: 'k5', at: MONDAY + 5 })],
      });
      expect(await ids({})).toEqual(['k5', 'k4', 'k3', 'k2', 'k1']);
      expect(await ids({ account: 'b' })).toEqual(['k5']);
      expect(await ids({ contact: 'bea' })).toEqual(['k2']);
      expect(await ids({ channel: 'email', status: 'planned' })).toEqual(['k5', 'k1']);
      expect(await ids({ mode: 'shadow' })).toEqual(['k3']);
      expect(await ids({ journey: 'renewal', account: 'a' })).toEqual(['k3']);
      expect(await ids({ status: 'suppressed', channel: 'in-app' })).toEqual([]);
      expect(await ids({ account: 'nobody' })).toEqual([]);
    });

    it('has no contact for a touch to nobody, and finds it by none', async () => {
      const {
        contact: _contact,
        key: _key,
        ...nobody
      } = touchEntry('touch-suppressed', { reason: 'no-recipient' });
      await decide(nobody);
      const [id = ''] = await ids({});
      expect((await touches.get(id))?.contact).toBeUndefined();
      expect(await ids({ contact: 'undefined' })).toEqual([]);
      expect(await ids({ contact: '' })).toEqual([]);
    });

    it('misses nothing and repeats nothing where touches come in and move on between the pages', async () => {
      const keys = Array.from({ length: 12 }, (_, i) => `k${String(i).padStart(2, '0')}`);
      await decide(...keys.map((key, i) => touchEntry('touch', { key, at: MONDAY + Math.floor(i / 3) })));
      let more = 0;
      const moves: Promise<void>[] = [];
      const seen = await allPages(
        (cursor) => touches.list({ limit: 5, ...cursor }),
        async () => {
          more += 1;
          await decide(touchEntry('touch', { key: `new${more}`, at: TUESDAY + more }));
          for (const key of keys) moves.push(touches.advance(key, 'sent', TUESDAY + 10 + more, ''));
        },
      );
      await Promise.all(moves);
      expect(seen.map(({ id }) => id)).toEqual([...keys].reverse());
      expect(await ids({ status: 'sent' })).toEqual([...keys].reverse());
    });

    it('hands out at most 200 rows', async () => {
      await decide(
        ...Array.from({ length: 201 }, (_, i) => touchEntry('touch', { key: `k${i}`, at: MONDAY + i })),
      );
      const page = await touches.list({ limit: 1000 });
      expect(page.items).toHaveLength(200);
      expect((await touches.list({ limit: 1000, cursor: page.next! })).items).toHaveLength(1);
    });

    it.each(HOSTILE_CURSORS)('refuses a cursor that is %s', async (_what, cursor) => {
      await expect(touches.list({ limit: 10, cursor })).rejects.toMatchObject({
        name: 'StoreError',
        code: 'bad-cursor',
      });
    });

    it.each(ODD_NAMES)('takes %s as key, contact and reason', async (_what, odd) => {
      await under.project({
        account: sampleAccount(odd),
        ledger: [touchEntry('touch', { key: odd, contact: odd, journey: odd, step: odd })],
      });
      await touches.advance(odd, 'bounced', TUESDAY, odd);
      expect(await touches.get(odd)).toMatchObject({ id: odd, status: 'bounced', reason: odd });
      expect(await ids({ account: odd, contact: odd, journey: odd })).toEqual([odd]);
      await touches.keepMessage({ ...MESSAGE, touch: odd, account: odd, contact: odd });
      expect(await touches.eraseMessages(odd, odd)).toEqual([odd]);
    });

    describe('messages', () => {
      it('are kept whole, the last one of a touch', async () => {
        expect(await touches.message('k1')).toBeUndefined();
        await touches.keepMessage(MESSAGE);
        expect(await touches.message('k1')).toEqual(MESSAGE);
        const again: StoredMessage = {
          ...MESSAGE,
          at: TUESDAY,
          address: undefined,
          message: {
            channel: 'email',
            from: 'success',
            subject: 'Hello',
            preheader: undefined,
            html: '<p>Hello</p>',
            text: 'Hello',
          },
        };
        await touches.keepMessage(again);
        expect(await touches.message('k1')).toEqual(again);
      });

      it('to a contact are erased, and no others', async () => {
        await touches.keepMessage({ ...MESSAGE, touch: 'k2' });
        await touches.keepMessage(MESSAGE);
        await touches.keepMessage({ ...MESSAGE, touch: 'k3', contact: 'bea' });
        await touches.keepMessage({ ...MESSAGE, touch: 'k4', account: 'b' });
        expect(await touches.eraseMessages('a', 'ann')).toEqual(['k1', 'k2']);
        expect(await touches.message('k1')).toBeUndefined();
        expect(await touches.message('k2')).toBeUndefined();
        expect(await touches.message('k3')).toMatchObject({ contact: 'bea' });
        expect(await touches.message('k4')).toMatchObject({ account: 'b' });
        expect(await touches.eraseMessages('a', 'ann')).toEqual([]);
      });

      it('that are erased leave the touch on record', async () => {
        await decide(touchEntry('touch'));
        await touches.keepMessage(MESSAGE);
        await touches.eraseMessages('a', 'ann');
        expect(await touches.get('k1')).toMatchObject({ status: 'planned', contact: 'ann' });
      });

      it('are not changed by what happens to them outside', async () => {
        await touches.keepMessage(MESSAGE);
        Object.assign((await touches.message('k1'))!, { address: 'x' });
        expect(await touches.message('k1')).toEqual(MESSAGE);
      });
    });
  });
}
