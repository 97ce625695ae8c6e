import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendLedger, SendPlan } from '../../../lib/app/ports/send-ledger.ts';
import { plannedSend, type SendEvent } from '../../../lib/core/touches/send-key.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';
import {
  advance as advanceIn,
  CLAIM,
  EXPIRE,
  PLAN,
  REFUSED,
  SENT,
  type SendLedgerUnderTest,
  SKIP,
  THROTTLED,
} from './send-ledger-under-test.ts';

/** What a SendLedger plans, counts and lists. */
export function describeSendCounts(name: string, make: () => SendLedgerUnderTest): void {
  describe(`${name} planning and counting sends`, () => {
    let under: SendLedgerUnderTest;
    let ledger: SendLedger;
    beforeEach(() => {
      under = make();
      ledger = under.ledger;
    });
    afterEach(() => under.close?.());

    const plan = (over: Partial<SendPlan> = {}) => ledger.plan({ ...PLAN, ...over });
    const advance = (key: string, at: number, ...events: readonly SendEvent[]) =>
      advanceIn(ledger, key, at, ...events);

    describe('planning', () => {
      it.each(['marketing', 'transactional'] as const)('gives a %s touch that is planned', async (kind) => {
        expect(await plan({ kind })).toEqual(plannedSend(kind));
        expect(await ledger.get('k1')).toEqual(plannedSend(kind));
      });

      it('knows nothing of a key that was never planned', async () => {
        expect(await ledger.get('k1')).toBeUndefined();
        expect(await ledger.inState('planned', 10)).toEqual([]);
        expect(await ledger.sendsTo('h1', 0)).toEqual([]);
      });

      it('changes nothing for the same key again, and gives the record that is there', async () => {
        await plan();
        const claimed = await advance('k1', MONDAY, CLAIM);
        const again = await plan({
          account: 'bolt',
          addressKey: 'h2',
          counted: false,
          kind: 'transactional',
          plannedAt: 0,
        });
        expect(again).toEqual(claimed);
        expect(await ledger.sendsTo('h1', 0)).toEqual([MONDAY]);
        expect(await ledger.sendsTo('h2', 0)).toEqual([]);
        expect(await ledger.sendsOf('bolt', 0)).toEqual([]);
      });

      it('is planned once when it is planned by many at the same time', async () => {
        const records = await Promise.all(Array.from({ length: 5 }, () => plan()));
        expect(records).toEqual(Array.from({ length: 5 }, () => plannedSend('marketing')));
        expect(await ledger.inState('planned', 10)).toEqual(['k1']);
      });
    });

    describe('counting towards caps', () => {
      it('counts from the claim on, while it has gone or may have gone', async () => {
        await plan();
        expect(await ledger.sendsTo('h1', 0)).toEqual([]);
        for (const event of [CLAIM, EXPIRE, { type: 'unproven' }, SENT] as const) {
          await advance('k1', event.type === 'claim' ? MONDAY + 1 : MONDAY + 50, event);
          expect(await ledger.sendsTo('h1', 0)).toEqual([MONDAY + 1]);
          expect(await ledger.sendsOf('acme', 0)).toEqual([MONDAY + 1]);
        }
      });

      it.each<[string, readonly SendEvent[]]>([
        ['was refused', [CLAIM, REFUSED]],
        ['is planned once more', [CLAIM, THROTTLED]],
        ['was skipped', [SKIP]],
      ])('does not count a send that %s', async (_what, events) => {
        await plan();
        await advance('k1', MONDAY, ...events);
        expect(await ledger.sendsTo('h1', 0)).toEqual([]);
        expect(await ledger.sendsOf('acme', 0)).toEqual([]);
      });

      it('counts a touch once, at its latest claim', async () => {
        await plan();
        await advance('k1', MONDAY + 1, CLAIM, THROTTLED);
        await advance('k1', MONDAY + 7, CLAIM);
        expect(await ledger.sendsTo('h1', 0)).toEqual([MONDAY + 7]);
        await advance('k1', MONDAY + 9, { type: 'sent', attempt: 2, providerId: 'a' });
        await advance('k1', MONDAY + 9, { type: 'sent', attempt: 2, providerId: 'b' });
        expect(await ledger.sendsTo('h1', 0)).toEqual([MONDAY + 7]);
      });

      it('leaves out what was planned as not counted', async () => {
        await plan({ counted: false });
        await advance('k1', MONDAY, CLAIM, SENT);
        expect(await ledger.sendsTo('h1', 0)).toEqual([]);
        expect(await ledger.sendsOf('acme', 0)).toEqual([]);
      });

      it('counts an address over accounts, and an account over addresses, ascending since an instant', async () => {
        for (const [key, account, addressKey, at] of [
          ['k1', 'acme', 'h1', 30],
          ['k2', 'bolt', 'h1', 10],
          ['k3', 'acme', 'h2', 20],
          ['k4', 'acme', 'h1', 5],
          ['k5', 'acme', 'h1', 30],
        ] as const) {
          await plan({ key, account, addressKey });
          await advance(key, MONDAY + at, CLAIM);
        }
        const since = MONDAY + 10;
        expect(await ledger.sendsTo('h1', since)).toEqual([10, 30, 30].map((at) => MONDAY + at));
        expect(await ledger.sendsOf('acme', since)).toEqual([20, 30, 30].map((at) => MONDAY + at));
        expect(await ledger.sendsTo('h1', MONDAY + 31)).toEqual([]);
        expect(await ledger.sendsTo('h3', 0)).toEqual([]);
      });
    });

    describe('sends by state', () => {
      it('gives the oldest plan first, then by key, and no more than asked for', async () => {
        for (const [key, plannedAt] of [
          ['c', 2],
          ['b', 3],
          ['d', 2],
          ['a', 9],
        ] as const) {
          await plan({ key, plannedAt });
        }
        expect(await ledger.inState('planned', 10)).toEqual(['c', 'd', 'b', 'a']);
        expect(await ledger.inState('planned', 2)).toEqual(['c', 'd']);
        expect(await ledger.inState('planned', 0)).toEqual([]);
      });

      it('follows a send from state to state', async () => {
        await plan({ key: 'a' });
        await plan({ key: 'b' });
        await advance('a', MONDAY, CLAIM);
        expect(await ledger.inState('planned', 10)).toEqual(['b']);
        expect(await ledger.inState('claimed', 10)).toEqual(['a']);
        await advance('a', MONDAY, EXPIRE);
        expect(await ledger.inState('claimed', 10)).toEqual([]);
        expect(await ledger.inState('ambiguous', 10)).toEqual(['a']);
      });

      it('tells doubts that are settled from those that wait for proof', async () => {
        for (const key of ['a', 'b']) {
          await plan({ key });
          await advance(key, MONDAY, CLAIM, EXPIRE);
        }
        await advance('a', MONDAY, { type: 'unproven' });
        expect(await ledger.inState('ambiguous', 1, false)).toEqual(['b']);
        expect(await ledger.inState('ambiguous', 10, true)).toEqual(['a']);
        expect(await ledger.inState('ambiguous', 10)).toEqual(['a', 'b']);
      });
    });

    it('is not changed by what happens to records and plans outside of it', async () => {
      const given = { ...PLAN };
      const planned = await ledger.plan(given);
      Object.assign(given, { addressKey: 'h9' });
      Object.assign(planned, { state: 'sent' });
      expect(await ledger.get('k1')).toEqual(plannedSend('marketing'));
      const sent = await advance('k1', MONDAY, CLAIM, SENT);
      (sent!.providerIds as string[]).push('forged');
      expect((await ledger.get('k1'))?.providerIds).toEqual(['ses-1']);
      expect(await ledger.sendsTo('h1', 0)).toEqual([MONDAY]);
    });

    it.each(ODD_NAMES)('takes %s as key, account, address and provider id', async (_what, odd) => {
      await plan({ key: odd, account: odd, addressKey: odd });
      const sent = await advance(odd, MONDAY, CLAIM, { ...SENT, providerId: odd });
      expect(sent?.providerIds).toEqual([odd]);
      expect(await ledger.sendsTo(odd, 0)).toEqual([MONDAY]);
      expect(await ledger.sendsOf(odd, 0)).toEqual([MONDAY]);
      expect(await ledger.inState('sent', 10)).toEqual([odd]);
    });
  });
}
