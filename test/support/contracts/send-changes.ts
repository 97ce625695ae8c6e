import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SendLedger, SendPlan } from '../../../lib/app/ports/send-ledger.ts';
import {
  advanceSend,
  plannedSend,
  type SendEvent,
  type SendRecord,
} from '../../../lib/core/touches/send-key.ts';
import { MONDAY } from './sample-commit.ts';
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

/** How a SendLedger takes changes of a record: only what an event makes, and one of those that race. */
export function describeSendChanges(name: string, make: () => SendLedgerUnderTest): void {
  describe(`${name} taking changes of a send`, () => {
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
    const refused = async (key: string, from: SendRecord, to: SendRecord, code: string) => {
      const before = await ledger.get(key);
      await expect(ledger.replace(key, from, to, MONDAY)).rejects.toMatchObject({ name: 'StoreError', code });
      expect(await ledger.get(key)).toEqual(before);
    };

    describe('changes of a record', () => {
      it('are kept whole: a send that is claimed, doubted and proven', async () => {
        await plan({ kind: 'transactional' });
        expect(await advance('k1', MONDAY, CLAIM)).toEqual({
          ...plannedSend('transactional'),
          state: 'claimed',
          attempt: 1,
          leaseUntil: CLAIM.until,
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

      it('does not take a send that is planned once more for the doubt that it was', async () => {
        await plan({ kind: 'transactional' });
        const doubted = await advance('k1', MONDAY, CLAIM, EXPIRE);
        await advance('k1', MONDAY, { type: 'unproven' });
        await refused('k1', doubted!, advanceSend(doubted!, SENT), 'version-conflict');
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
  });
}
