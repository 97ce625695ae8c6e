import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { unpacked } from '../../../../../lib/adapters/aws/dynamodb/packed.ts';
import { TTL_ATTRIBUTE } from '../../../../../lib/adapters/aws/dynamodb/table-description.ts';
import type { StoredMessage } from '../../../../../lib/app/ports/touch-store.ts';
import { advanceSend, plannedSend } from '../../../../../lib/core/touches/send-key.ts';
import { sampleParked } from '../../../../support/contracts/directory.ts';
import {
  MONDAY,
  sampleCommit,
  sampleEntry,
  sampleSend,
} from '../../../../support/contracts/sample-commit.ts';
import { CLAIM, PLAN } from '../../../../support/contracts/send-ledger-under-test.ts';
import { newSignal, sampleSignal } from '../../../../support/contracts/signal-log-under-test.ts';
import { onDynamoDb } from '../../../../support/dynamo-table.ts';

onDynamoDb((scene) => {
  const items = async () => {
    const { client, tableName } = scene();
    return (await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }))).Items ?? [];
  };
  /** An attribute as somebody who knows how it is packed would read it. */
  const read = (value: AttributeValue) => {
    try {
      return unpacked(value) || JSON.stringify(value);
    } catch {
      return JSON.stringify(value);
    }
  };
  const holding = async (canary: string) =>
    (await items()).filter((one) => Object.values(one).some((value) => read(value).includes(canary)));

  describe('what the table holds of a person', () => {
    const CANARY = 'ann.canary@example.com';

    it('is in the record and in messages alone, and gone from the whole table when both are erased', async () => {
      const { log, touches, contacts, accounts } = scene().stores();
      const personal = { email: CANARY, name: `${CANARY} `.repeat(40) };
      await log.append([newSignal(sampleSignal('1', { account: 'a', contact: 'ann' }), { personal })]);
      await accounts.commit(
        sampleCommit('a', { ledger: [sampleEntry({ contact: 'ann' })], outbox: [sampleSend('k1', MONDAY)] }),
      );
      const message: StoredMessage = {
        touch: 'k1',
        account: 'a',
        contact: 'ann',
        at: MONDAY,
        address: CANARY,
        message: { channel: 'slack', text: `Hello ${CANARY}, `.repeat(100) },
      };
      await touches.keepMessage(message);
      await touches.keepMessage({ ...message, touch: 'k2' });
      expect((await holding(CANARY)).length).toBe(3);
      await contacts.erase('a', 'ann');
      expect(await touches.eraseMessages('a', 'ann')).toEqual(['k1', 'k2']);
      expect(await holding(CANARY)).toEqual([]);
      expect(await contacts.accountsOf('ann')).toEqual(['a']);
    });

    it('leaves no message behind where one was kept for another contact before', async () => {
      const { touches } = scene().stores();
      const message: StoredMessage = {
        touch: 'k1',
        account: 'a',
        contact: 'ann',
        at: MONDAY,
        address: CANARY,
        message: { channel: 'slack', text: 'Hello' },
      };
      await touches.keepMessage(message);
      await touches.keepMessage({ ...message, contact: 'bea', address: 'bea@example.com' });
      expect(await holding(CANARY)).toEqual([]);
      expect(await touches.message('k1')).toMatchObject({ contact: 'bea' });
      expect(await touches.eraseMessages('a', 'ann')).toEqual([]);
    });
  });

  describe('what DynamoDB deletes by itself', () => {
    const kinds = async () => {
      const found = (await items()).map(
        (one) =>
          [
            `${one.p?.S?.split('#')[0]} ${one.s?.S?.split('#')[0]}`,
            one[TTL_ATTRIBUTE]?.N !== undefined,
          ] as const,
      );
      return Object.fromEntries(found);
    };

    it('is what nobody needs past the horizon: never state, ledger, sends or what waits for somebody', async () => {
      const { accounts, sends, log, directory, ruleWatch, suppressions } = scene().stores();
      const seen = Array.from({ length: 40 }, (_, i) => `crm|${i}`);
      const ledger = Array.from({ length: 40 }, (_, i) =>
        sampleEntry({ detail: `${Math.sin(i)}${Math.cos(i)}` }),
      );
      await accounts.commit(sampleCommit('a', { seen, ledger, outbox: [sampleSend('k1', MONDAY)] }));
      const planned = await sends.plan(PLAN);
      await sends.replace('k1', planned, advanceSend(plannedSend('marketing'), CLAIM), MONDAY);
      await log.append([newSignal(sampleSignal('1'))]);
      await directory.park(sampleParked('link:crm:1'));
      await ruleWatch.note('login-drop', 'a', MONDAY);
      await suppressions.add('h1', 'bounce', MONDAY);
      expect(await kinds()).toMatchObject({
        'a row': false,
        'a l': false,
        'a s': true,
        'o o': false,
        'send send': false,
        'signal signal': false,
        'suppressed address': false,
      });
      const expiring = Object.entries(await kinds()).filter(([, expires]) => expires);
      expect(expiring.map(([kind]) => kind.split(' ')[0]).sort()).toEqual([
        'a',
        'claims',
        'claims',
        'firings',
        'parked',
        'waits',
      ]);
    });

    it('is a signal once it is over, and not while it waits to be tried again', async () => {
      const { log } = scene().stores();
      await log.append([newSignal(sampleSignal('1'))]);
      const [one] = await log.list({ limit: 1 });
      const expires = async () => Object.values(await kinds()).filter((is) => is).length;
      expect(await expires()).toBe(0);
      await log.settle([one!.number], 'refused', 'too-late');
      expect(await expires()).toBe(2);
      await log.settle([one!.number], 'quarantined', 'it broke');
      expect(await expires()).toBe(0);
      await log.settle([one!.number], 'decided');
      expect(await kinds()).toEqual({ 'signal signal': true });
    });
  });
});
