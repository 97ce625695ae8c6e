import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../../lib/core/ledger.ts';
import { advanceSend, plannedSend } from '../../../../../lib/core/touches/send-key.ts';
import {
  MONDAY,
  sampleCommit,
  sampleNotice,
  sampleSend,
} from '../../../../support/contracts/sample-commit.ts';
import { CLAIM, PLAN, SENT } from '../../../../support/contracts/send-ledger-under-test.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

/** That a signal came to be decided, as it is put on record for every one. */
function arrival(i: number): LedgerEntry {
  return { at: MONDAY + i, kind: 'signal', signal: `crm|${i}`, reason: 'usage.reported', contact: 'c1' };
}

onDynamoDb((scene) => {
  /** These are the figures of docs/dynamodb.md. */
  describe('what an operation costs', () => {
    it('is one write unit for a signal without effects, with its dedup and its record, a few times dearer now and then', async () => {
      const { accounts, traffic } = scene().watchedStores();
      await accounts.commit(sampleCommit('a'));
      traffic.taken();
      const costs: number[] = [];
      for (let i = 1; i <= 64; i += 1) {
        await accounts.seen('a', [`crm|${i}`]);
        await accounts.load('a');
        const reads = traffic.taken();
        expect(reads.units).toBeLessThanOrEqual(3);
        await accounts.commit(
          sampleCommit('a', { expected: i, seen: [`crm|${i}`], at: MONDAY + i, ledger: [arrival(i)] }),
        );
        const { calls, units } = traffic.taken();
        expect(calls.GetItem).toBeUndefined();
        costs.push(units);
      }
      expect(costs.filter((units) => units <= 2).length).toBeGreaterThanOrEqual(58);
      expect(costs.reduce((sum, units) => sum + units, 0) / costs.length).toBeLessThan(1.9);
    });

    it('is nothing for a due that moves later, until it is met too early', async () => {
      const { accounts, traffic } = scene().watchedStores();
      await accounts.commit(sampleCommit('a', { due: MONDAY }));
      traffic.taken();
      await accounts.commit(sampleCommit('a', { expected: 1, due: MONDAY + 5 }));
      expect(traffic.taken()).toEqual({ calls: { PutItem: 1 }, units: 1 });
      expect(await accounts.due(MONDAY + 4, 10)).toEqual([]);
      expect(traffic.taken().calls.UpdateItem).toBe(1);
      expect(await accounts.due(MONDAY + 4, 10)).toEqual([]);
      expect(traffic.taken().calls.UpdateItem).toBeUndefined();
      await accounts.commit(sampleCommit('a', { expected: 2, due: MONDAY + 2 }));
      expect(traffic.taken().units).toBeLessThanOrEqual(4);
      expect(await accounts.due(MONDAY + 4, 10)).toEqual([{ account: 'a', at: MONDAY + 2 }]);
    });

    it('is one transaction for a decision with effects', async () => {
      const { accounts, traffic } = scene().watchedStores();
      await accounts.commit(sampleCommit('a'));
      traffic.taken();
      await accounts.commit(
        sampleCommit('a', {
          expected: 1,
          seen: ['crm|1'],
          ledger: [arrival(1)],
          outbox: [sampleNotice('k1'), sampleSend('k2', MONDAY)],
        }),
      );
      const { calls, units } = traffic.taken();
      expect(calls).toEqual({ TransactWriteItems: 1 });
      expect(units).toBeLessThanOrEqual(10);
    });

    it('is a plan, a claim and an answer for a touch that goes', async () => {
      const { sends, traffic } = scene().watchedStores();
      await sends.plan(PLAN);
      const planned = plannedSend('marketing');
      const claimed = advanceSend(planned, CLAIM);
      await sends.replace('k1', planned, claimed, MONDAY);
      await sends.replace('k1', claimed, advanceSend(claimed, SENT), MONDAY);
      const { calls, units } = traffic.taken();
      expect(calls).toEqual({ PutItem: 2, GetItem: 2, TransactWriteItems: 1 });
      expect(units).toBeLessThanOrEqual(17);
    });
  });
});
