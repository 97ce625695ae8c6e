import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendLedger, SendPlan } from '../../../lib/app/ports/send-ledger.ts';
import {
  advanceSend,
  plannedSend,
  type SendEvent,
  type SendRecord,
} from '../../../lib/core/touches/send-key.ts';
import { MONDAY, ODD_NAMES } from './sample-commit.ts';

export interface SendLedgerUnderTest {
  readonly ledger: SendLedger;
  close?(): void;
}

const MINUTE = 60_000;
const PLAN: SendPlan = {
  key: 'k1',
  account: 'acme',
  addressKey: 'h1',
  kind: 'marketing',
  counted: true,
  plannedAt: MONDAY,
};
const CLAIM: SendEvent = { type: 'claim', at: MONDAY, until: MONDAY + 5 * MINUTE };
const EXPIRE: SendEvent = { type: 'leaseExpired', at: MONDAY + 5 * MINUTE };
const SENT: SendEvent = { type: 'sent', attempt: 1, providerId: 'ses-1' };
const REFUSED: SendEvent = { type: 'failed', attempt: 1, retryable: false, reason: 'bounced' };
const THROTTLED: SendEvent = { type: 'failed', attempt: 1, retryable: true, reason: 'throttled' };
const SKIP: SendEvent = { type: 'skip', reason: 'cap' };

/** What every SendLedger does. `make` gives an empty one. */
export function describeSendLedger(name: string, make: () => SendLedgerUnderTest): void {
  describe(`${name} as a send ledger`, () => {
    let under: SendLedgerUnderTest;
    let ledger: SendLedger;
    beforeEach(() => {
      under = make();
      ledger = under.ledger;
    });
    afterEach(() => under.close?.());

    const plan = (over: Partial<SendPlan> = {}) => ledger.plan({ ...PLAN, ...over });
    /** Takes events one after another, each stored at `at`. */
    const advance = async (key: string, at: number, ...events: readonly SendEvent[]) => {
      for (const event of events) {
        const from = await ledger.get(key);
        await ledger.replace(key, from!, advanceSend(from!, event), at);
      }
      return ledger.get(key);
    };
    const refused = async (key: string, from: SendRecord, to: SendRecord, code: string) => {
      const before = await ledger.get(key);
      await expect(ledger.replace(key, from, to, MONDAY)).rejects.toMatchObject({ name: 'StoreError', code });
      expect(await ledger.get(key)).toEqual(before);
    };

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

    describe('changes of a record', () => {
      it('are kept whole: a send that is claimed, doubted and proven', async () => {
        await plan({ kind: 'transactional' });
        expect(await advance('k1', MONDAY, CLAIM)).toEqual({
          ...plannedSend('transactional'),
          state: 'claimed',
          attempt: 1,
          leaseUntil: MONDAY + 5 * MINUTE,
        });
        expect(await advance('k1', MONDAY, EXPIRE)).toMatchObject({ state: 'ambiguous', ambiguities: 1 });
        expect(await advance('k1', MONDAY, SENT)).toEqual({
          state: 'sent',
          kind: 'transactional',
          attempt: 1,
          ambiguities: 1,
          leaseUntil: undefined,
          providerIds: ['ses-1'],
          reason: undefined,
          settled: true,
        });
      });

      it.each([
        ['skipped', [SKIP]],
        ['failed', [CLAIM, REFUSED]],
        ['ambiguous', [CLAIM, EXPIRE, { type: 'unproven' }]],
      ] as const)('keep the reason of a send that ends %s', async (state, events) => {
        await plan();
        const reason = { skipped: 'cap', failed: 'bounced', ambiguous: 'ambiguous' }[state];
        expect(await advance('k1', MONDAY, ...events)).toMatchObject({ state, reason, settled: true });
      });

      it('keep both ids of a message that went twice', async () => {
        await plan({ kind: 'transactional' });
        await advance('k1', MONDAY, CLAIM, EXPIRE, { type: 'unproven' }, CLAIM);
        const proven = await advance('k1', MONDAY, { type: 'sent', attempt: 2, providerId: 'ses-2' }, SENT);
        expect(proven?.providerIds).toEqual(['ses-2', 'ses-1']);
      });

      it('may be none: the same record again is taken quietly', async () => {
        await plan();
        const sent = await advance('k1', MONDAY, CLAIM, SENT);
        await ledger.replace('k1', sent!, sent!, MONDAY + 9);
        expect(await ledger.get('k1')).toEqual(sent);
        expect(await ledger.sendsTo('h1', 0)).toEqual([MONDAY]);
      });
    });

    describe('races', () => {
      it('lets one of two claims win', async () => {
        const planned = await plan();
        const claims = [1, 2, 3].map((n) => advanceSend(planned, { ...CLAIM, until: MONDAY + n }));
        const outcomes = await Promise.allSettled(
          claims.map((claimed) => ledger.replace('k1', planned, claimed, MONDAY)),
        );
        const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
        const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
        expect(losers.map(({ reason }) => reason.code)).toEqual(['version-conflict', 'version-conflict']);
        expect(await ledger.get('k1')).toEqual(claims[winner]);
      });

      it('lets one of two equal claims win, though nothing tells them apart', async () => {
        const planned = await plan();
        const claimed = advanceSend(planned, CLAIM);
        await ledger.replace('k1', planned, claimed, MONDAY);
        await refused('k1', planned, claimed, 'version-conflict');
      });

      it('refuses an answer to a claim that has been given up meanwhile', async () => {
        await plan();
        const claimed = await advance('k1', MONDAY, CLAIM);
        await advance('k1', MONDAY, EXPIRE);
        await refused('k1', claimed!, advanceSend(claimed!, THROTTLED), 'version-conflict');
      });

      it('does not take a later claim for an earlier one', async () => {
        await plan();
        const first = await advance('k1', MONDAY, CLAIM);
        await advance('k1', MONDAY, THROTTLED, CLAIM);
        await refused('k1', first!, advanceSend(first!, THROTTLED), 'version-conflict');
      });

      it('compares all of the record: lease, doubts, ids and reason too', async () => {
        await plan();
        const claimed = await advance('k1', MONDAY, CLAIM);
        const other = { ...claimed!, leaseUntil: MONDAY + 1 };
        await refused('k1', other, advanceSend(other, SENT), 'version-conflict');
        const doubted = { ...claimed!, ambiguities: 1 };
        await refused('k1', doubted, advanceSend(doubted, SENT), 'version-conflict');
        const sent = await advance('k1', MONDAY, SENT);
        const forgetful = { ...sent!, providerIds: [] };
        const proven = advanceSend(forgetful, { ...SENT, providerId: 'ses-9' });
        await refused('k1', forgetful, proven, 'version-conflict');
      });

      it('refuses a change of a send that was never planned', async () => {
        const planned = plannedSend('marketing');
        await refused('k1', planned, advanceSend(planned, CLAIM), 'version-conflict');
        expect(await ledger.get('k1')).toBeUndefined();
      });
    });

    describe('changes that no event makes', () => {
      it.each<[string, readonly SendEvent[], Partial<SendRecord>]>([
        ['claiming what was sent', [CLAIM, SENT], { state: 'claimed', attempt: 2, leaseUntil: MONDAY }],
        ['claiming what is claimed', [CLAIM], { attempt: 2 }],
        ['planning anew what was skipped', [SKIP], { state: 'planned', settled: false, reason: undefined }],
        [
          'sending what was never claimed',
          [],
          { state: 'sent', attempt: 0, settled: true, providerIds: ['x'] },
        ],
        ['forgetting a provider id', [CLAIM, SENT], { providerIds: [] }],
        [
          'reviving a settled doubt',
          [CLAIM, EXPIRE, { type: 'unproven' }],
          { state: 'planned', settled: false },
        ],
        ['changing the kind', [], { state: 'skipped', kind: 'transactional', settled: true }],
      ])('refuses %s', async (_what, events, over) => {
        await plan();
        const from = events.length === 0 ? await ledger.get('k1') : await advance('k1', MONDAY, ...events);
        await refused('k1', from!, { ...from!, ...over }, 'illegal-transition');
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
