import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { keyItem, number, text } from '../../../../lib/adapters/aws/dynamodb/item.ts';
import type { Write } from '../../../../lib/adapters/aws/dynamodb/write.ts';
import { awsError, mockedTable } from '../../../support/mocked-table.ts';

const KEY = { p: 'a', s: 'row' };
const PUT: Write = { put: keyItem(KEY), when: { expression: 'attribute_not_exists(#p)' } };
const UPDATE: Write = {
  update: KEY,
  set: { expression: 'SET #at = :at', values: { ':at': number(7) } },
  when: { expression: '#by = :me', values: { ':me': text('me') } },
};
const unavailable = { name: 'StoreError', code: 'unavailable' };

function cancelled(...codes: readonly string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) =>
    Code === 'ConditionalCheckFailed' ? { Code, Item: keyItem(KEY) } : { Code },
  );
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
}

function conflict(): TransactionConflictException {
  return new TransactionConflictException({ $metadata: {}, message: 'conflict' });
}

describe('one write', () => {
  it('names every attribute by a placeholder, since its name may be a reserved word', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(UpdateItemCommand).resolves({});
    expect(await table.write(UPDATE)).toEqual({ done: true });
    expect(dynamo.commandCalls(UpdateItemCommand)[0]?.args[0].input).toEqual({
      TableName: 'stores',
      Key: keyItem(KEY),
      UpdateExpression: 'SET #at = :at',
      ConditionExpression: '#by = :me',
      ExpressionAttributeNames: { '#at': 'at', '#by': 'by' },
      ExpressionAttributeValues: { ':at': { N: '7' }, ':me': { S: 'me' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('is not done when its condition fails, and gives what is there', async () => {
    const { dynamo, table } = mockedTable();
    const there = keyItem(KEY);
    const failed = new ConditionalCheckFailedException({ $metadata: {}, message: 'failed', Item: there });
    dynamo.on(PutItemCommand).rejects(failed);
    expect(await table.write(PUT)).toEqual({ done: false, failed: new Map([[0, there]]) });
  });

  it('waits for a transaction that has the item, longer each time', async () => {
    const { dynamo, table, pauses } = mockedTable();
    dynamo.on(PutItemCommand).rejectsOnce(conflict()).rejectsOnce(conflict()).resolves({});
    expect(await table.write(PUT)).toEqual({ done: true });
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeGreaterThanOrEqual(5);
    expect(pauses[1]).toBeGreaterThanOrEqual(10);
  });

  it('is given up when the item is never free, as unavailable', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(PutItemCommand).rejects(conflict());
    await expect(table.write(PUT)).rejects.toMatchObject(unavailable);
    expect(dynamo.commandCalls(PutItemCommand)).toHaveLength(8);
  });

  it.each([
    ['throttling', awsError('ThrottlingException'), unavailable],
    ['a lost connection', awsError('TimeoutError'), unavailable],
    ['an invalid request', awsError('ValidationException'), { name: 'ValidationException' }],
    ['a missing permission', awsError('AccessDeniedException'), { name: 'AccessDeniedException' }],
  ])('fails with %s', async (_what, error, expected) => {
    const { dynamo, table } = mockedTable();
    dynamo.on(DeleteItemCommand).rejects(error);
    await expect(table.write({ delete: KEY })).rejects.toMatchObject(expected);
    expect(dynamo.commandCalls(DeleteItemCommand)).toHaveLength(1);
  });
});

describe('a transaction', () => {
  it('is asked for with a token, which the retries of the SDK repeat', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(TransactWriteItemsCommand).resolves({});
    expect(await table.transact([PUT, UPDATE, { delete: KEY }])).toEqual({ done: true });
    const { input } = dynamo.commandCalls(TransactWriteItemsCommand)[0]!.args[0];
    expect(input.ClientRequestToken).toMatch(/^[0-9a-f-]{36}$/);
    expect(input.TransactItems?.map((one) => Object.keys(one))).toEqual([['Put'], ['Update'], ['Delete']]);
  });

  it('says which conditions failed, and what is there, even where others were in the way too', async () => {
    const { dynamo, table } = mockedTable();
    dynamo
      .on(TransactWriteItemsCommand)
      .rejects(cancelled('None', 'ConditionalCheckFailed', 'TransactionConflict'));
    expect(await table.transact([PUT, PUT, PUT])).toEqual({
      done: false,
      failed: new Map([[1, keyItem(KEY)]]),
    });
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(1);
  });

  it.each([
    ['another writer', 'TransactionConflict'],
    ['throttling', 'ThrottlingError'],
    ['too little capacity', 'ProvisionedThroughputExceeded'],
  ])('that was cancelled for %s is asked for anew, with another token', async (_what, code) => {
    const { dynamo, table, pauses } = mockedTable();
    dynamo.on(TransactWriteItemsCommand).rejectsOnce(cancelled('None', code)).resolves({});
    expect(await table.transact([PUT, UPDATE])).toEqual({ done: true });
    const tokens = dynamo
      .commandCalls(TransactWriteItemsCommand)
      .map(({ args }) => args[0].input.ClientRequestToken);
    expect(new Set(tokens).size).toBe(2);
    expect(pauses).toHaveLength(1);
  });

  it('that is cancelled again and again is unavailable', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict'));
    await expect(table.transact([PUT])).rejects.toMatchObject(unavailable);
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(8);
  });

  it.each(['ValidationError', 'ItemCollectionSizeLimitExceeded', 'DuplicateItem'])(
    'that was cancelled for %s is a fault of ours',
    async (code) => {
      const { dynamo, table } = mockedTable();
      dynamo.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict', code));
      await expect(table.transact([PUT, PUT])).rejects.toMatchObject({
        name: 'TransactionCanceledException',
      });
      expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(1);
    },
  );

  it('that was cancelled for no reason at all is not repeated for ever', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled());
    await expect(table.transact([PUT])).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });
});

describe('reads', () => {
  it('are consistent', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(GetItemCommand).resolves({});
    expect(await table.get(KEY)).toBeUndefined();
    expect(dynamo.commandCalls(GetItemCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  });

  it('of many items go by the hundred, each key once, and come back in order', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(BatchGetItemCommand).callsFake((input) => {
      const { Keys } = input.RequestItems.stores;
      return { Responses: { stores: Keys.filter((key: { s: { S: string } }) => key.s.S !== '7').reverse() } };
    });
    const keys = Array.from({ length: 250 }, (_, i) => ({ p: 'a', s: String(i % 230) }));
    const found = await table.getAll(keys);
    expect(found.map((one) => one?.s?.S)).toEqual(keys.map(({ s }) => (s === '7' ? undefined : s)));
    const asked = dynamo
      .commandCalls(BatchGetItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.stores?.Keys?.length);
    expect(asked).toEqual([100, 100, 30]);
  });

  it('ask once more for what was left over, and give up as unavailable', async () => {
    const { dynamo, table, pauses } = mockedTable();
    const left = { UnprocessedKeys: { stores: { Keys: [keyItem(KEY)] } } };
    dynamo
      .on(BatchGetItemCommand)
      .resolvesOnce(left)
      .resolvesOnce({ Responses: { stores: [keyItem(KEY)] } })
      .resolves(left);
    expect(await table.getAll([KEY])).toEqual([keyItem(KEY)]);
    expect(pauses).toHaveLength(1);
    await expect(table.getAll([KEY])).rejects.toMatchObject(unavailable);
  });

  it('follow a query from answer to answer, an empty one too', async () => {
    const { dynamo, table } = mockedTable();
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [], LastEvaluatedKey: keyItem(KEY) })
      .resolves({ Items: [keyItem(KEY)] });
    const where = { expression: '#s > :after', values: { ':after': 'x' } };
    expect(await table.queryAll({ index: 'by2', partition: 'list', where })).toEqual([keyItem(KEY)]);
    const [first, second] = dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input);
    expect(first).toMatchObject({
      IndexName: 'by2',
      KeyConditionExpression: '#p2 = :p AND #s2 > :after',
      ExpressionAttributeNames: { '#p2': 'p2', '#s2': 's2' },
    });
    expect(first?.ConsistentRead).toBeUndefined();
    expect(second?.ExclusiveStartKey).toEqual(keyItem(KEY));
  });

  it('of the table by a query are consistent, and count over all answers', async () => {
    const { dynamo, table } = mockedTable();
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Count: 4, LastEvaluatedKey: keyItem(KEY) })
      .resolves({ Count: 3 });
    expect(await table.count({ partition: 'list' })).toBe(7);
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      ConsistentRead: true,
      Select: 'COUNT',
    });
  });

  it('that are throttled are unavailable', async () => {
    const { dynamo, table } = mockedTable();
    dynamo.on(QueryCommand).rejects(awsError('ThrottlingException'));
    await expect(table.queryAll({ partition: 'list' })).rejects.toMatchObject(unavailable);
  });
});

describe('deleting many', () => {
  it('goes by 25, and repeats what was left over', async () => {
    const { dynamo, table } = mockedTable();
    const left = { UnprocessedItems: { stores: [{ DeleteRequest: { Key: keyItem(KEY) } }] } };
    dynamo.on(BatchWriteItemCommand).resolvesOnce(left).resolves({});
    await table.deleteAll(Array.from({ length: 30 }, (_, i) => ({ p: 'a', s: String(i) })));
    const sizes = dynamo
      .commandCalls(BatchWriteItemCommand)
      .map(({ args }) => args[0].input.RequestItems?.stores?.length);
    expect(sizes).toEqual([25, 1, 5]);
  });

  it('is unavailable when something is left over for ever', async () => {
    const { dynamo, table } = mockedTable();
    dynamo
      .on(BatchWriteItemCommand)
      .resolves({ UnprocessedItems: { stores: [{ DeleteRequest: { Key: keyItem(KEY) } }] } });
    await expect(table.deleteAll([KEY])).rejects.toMatchObject(unavailable);
  });
});
