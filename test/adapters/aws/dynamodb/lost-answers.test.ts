import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { DynamoAccountStore } from '../../../../lib/adapters/aws/dynamodb/dynamo-account-store.ts';
import { DynamoSendLedger } from '../../../../lib/adapters/aws/dynamodb/dynamo-send-ledger.ts';
import type { Item } from '../../../../lib/adapters/aws/dynamodb/item.ts';
import { advanceSend, plannedSend } from '../../../../lib/core/touches/send-key.ts';
import { MONDAY, sampleCommit, sampleEffect } from '../../../support/contracts/sample-commit.ts';
import { CLAIM, PLAN } from '../../../support/contracts/send-ledger-under-test.ts';
import { awsError, mockedTable } from '../../../support/mocked-table.ts';

const CLOCK = { now: () => MONDAY };
const unavailable = { name: 'StoreError', code: 'unavailable' };

/** DynamoDB as far as one item goes: it takes what it is given, and `answer` says what the caller hears of it. */
function oneItem() {
  const { dynamo, table } = mockedTable();
  const kept: { item: Item | undefined; puts: number } = { item: undefined, puts: 0 };
  dynamo
    .on(GetItemCommand)
    .callsFake((input) => (input.Key.s.S === kept.item?.s?.S ? { Item: kept.item } : {}));
  dynamo.on(QueryCommand).resolves({ Items: [] });
  const take = (Item: Item, answer: (n: number) => Error | undefined) => {
    kept.item = Item;
    kept.puts += 1;
    const error = answer(kept.puts);
    if (error !== undefined) throw error;
    return {};
  };
  return {
    table,
    kept,
    puts: (answer: (n: number) => Error | undefined) => {
      dynamo.on(PutItemCommand).callsFake((input) => take(input.Item, answer));
      dynamo
        .on(TransactWriteItemsCommand)
        .callsFake((input) => take(input.TransactItems[0].Put.Item, answer));
    },
  };
}

/** As when the SDK has asked once more by itself, and finds what it has done the first time. */
function ownConditionFailed(item: Item | undefined): Error {
  return new ConditionalCheckFailedException({
    $metadata: {},
    message: 'failed',
    ...(item && { Item: item }),
  });
}

describe('a commit whose answer is lost', () => {
  const stored = async () => {
    const under = oneItem();
    under.puts(() => undefined);
    const store = new DynamoAccountStore(under.table, CLOCK);
    await store.commit(sampleCommit('a', { seen: ['crm|1'] }));
    return { ...under, store };
  };

  it('is taken when the SDK asks again and meets its own write', async () => {
    const { store, kept, puts } = await stored();
    puts(() => ownConditionFailed(kept.item));
    await store.commit(sampleCommit('a', { expected: 1, seen: ['crm|2'] }));
    expect(kept.puts).toBe(2);
    expect(await store.seen('a', ['crm|1', 'crm|2'])).toEqual(new Set(['crm|1', 'crm|2']));
  });

  it('is taken when it turns out to be there, though no answer ever came', async () => {
    const { store, kept, puts } = await stored();
    puts(() => awsError('TimeoutError'));
    await store.commit(sampleCommit('a', { expected: 1, seen: ['crm|2'] }));
    expect(kept.puts).toBe(2);
    expect(await store.version('a')).toBe(2);
  });

  it('is taken as a transaction too', async () => {
    const { store, kept, puts } = await stored();
    puts(() => awsError('TimeoutError'));
    await store.commit(sampleCommit('a', { expected: 1, outbox: [sampleEffect('r')] }));
    expect(kept.puts).toBe(2);
  });

  it('is unavailable, and no conflict, when it is not there', async () => {
    const { store, kept, puts } = await stored();
    const before = kept.item;
    puts(() => {
      kept.item = before;
      return awsError('TimeoutError');
    });
    await expect(store.commit(sampleCommit('a', { expected: 1 }))).rejects.toMatchObject(unavailable);
    expect(await store.version('a')).toBe(1);
  });

  it('is a conflict when another has written meanwhile', async () => {
    const { store, kept, puts } = await stored();
    puts(() => {
      kept.item = { ...kept.item, m: { S: 'another' }, v: { N: '2' }, r: { N: '9' } };
      return ownConditionFailed(kept.item);
    });
    await expect(store.commit(sampleCommit('a', { expected: 1 }))).rejects.toMatchObject({
      name: 'StoreError',
      code: 'version-conflict',
    });
  });

  it('begins anew, unseen by the caller, when only an outcome was written to the ledger meanwhile', async () => {
    const { store, kept, puts } = await stored();
    const before = kept.item;
    puts((n) => {
      if (n > 2) return undefined;
      kept.item = { ...before, m: { S: 'another' }, r: { N: '9' } };
      return ownConditionFailed(kept.item);
    });
    await store.commit(sampleCommit('a', { expected: 1 }));
    expect(kept.item).toMatchObject({ v: { N: '2' }, r: { N: '10' } });
  });

  it('is given up when something writes to the account all the time', async () => {
    const { store, kept, puts } = await stored();
    const before = kept.item;
    puts((n) => {
      kept.item = { ...before, m: { S: 'another' }, r: { N: String(n * 10) } };
      return ownConditionFailed(kept.item);
    });
    await expect(store.commit(sampleCommit('a', { expected: 1 }))).rejects.toMatchObject(unavailable);
  });
});

describe('a claim whose answer is lost', () => {
  const planned = async () => {
    const under = oneItem();
    under.puts(() => undefined);
    const ledger = new DynamoSendLedger(under.table);
    await ledger.plan(PLAN);
    const from = plannedSend('marketing');
    return { ...under, claim: () => ledger.replace('k1', from, advanceSend(from, CLAIM), MONDAY) };
  };

  it.each([
    ['no answer ever came', () => awsError('TimeoutError')],
    [
      'the SDK asked again and met its own claim',
      (item: Item | undefined) =>
        new TransactionCanceledException({
          $metadata: {},
          message: 'cancelled',
          CancellationReasons: [{ Code: 'ConditionalCheckFailed', ...(item && { Item: item }) }],
        }),
    ],
  ])('is the claim of whoever made it: %s', async (_what, error) => {
    const { kept, puts, claim } = await planned();
    puts(() => error(kept.item));
    await claim();
    expect(kept.item?.rec?.S).toContain('claimed');
  });

  it('is a conflict when another has it', async () => {
    const { kept, puts, claim } = await planned();
    puts(() => {
      kept.item = { ...kept.item, m: { S: 'another' } };
      return new TransactionCanceledException({
        $metadata: {},
        message: 'cancelled',
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: kept.item }],
      });
    });
    await expect(claim()).rejects.toMatchObject({ name: 'StoreError', code: 'version-conflict' });
  });
});
