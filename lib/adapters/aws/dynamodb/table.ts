import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { StoreError } from '../../../app/ports/store-error.ts';
import { translated } from './aws-error.ts';
import { type Item, type Key, keyItem, keyOf, text } from './item.ts';
import { namesIn, requestOf, type Write, type WriteOutcome } from './write.ts';

/** Limits of one call: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Limits.html. */
const MAX_GETS = 100;
const MAX_BATCH_WRITES = 25;
/** Tries of what another writer holds or what was left over, besides the SDK's own. */
const MAX_TRIES = 8;
const FIRST_PAUSE_MS = 10;

export interface Query {
  /** None: the table itself, where reads are consistent. Those of an index may be a moment behind. */
  readonly index?: 'by1' | 'by2' | 'by3';
  readonly partition: string;
  /** Condition on the sort key as `s`, with its values; all of the partition without. */
  readonly where?: { readonly expression: string; readonly values: Readonly<Record<string, string>> };
  readonly descending?: boolean;
  /** Items in one answer, of which there may be many. */
  readonly pageSize?: number;
}

/** One DynamoDB table. Its errors are StoreError `unavailable`, or those of the SDK where trying again cannot help. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  readonly #sleep: (ms: number) => Promise<unknown>;

  constructor(client: DynamoDBClient, name: string, wait: (ms: number) => Promise<unknown> = sleep) {
    this.#client = client;
    this.#name = name;
    this.#sleep = wait;
  }

  /** The item as it is now. */
  async get(key: Key): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.#name, Key: keyItem(key), ConsistentRead: true });
    return (await this.#translating(() => this.#client.send(command))).Item;
  }

  /** The items that are there, as they are now, in the order of the keys. */
  async getAll(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = new Map<string, Item>();
    const wanted = [...new Map(keys.map((key) => [nameOf(key), key])).values()];
    for (let i = 0; i < wanted.length; i += MAX_GETS)
      await this.#getBatch(wanted.slice(i, i + MAX_GETS).map(keyItem), found);
    return keys.map((key) => found.get(nameOf(key)));
  }

  /** Page by page. */
  async *query(query: Query): AsyncGenerator<readonly Item[]> {
    let from: Item | undefined;
    do {
      const answer = await this.#ask(query, from);
      yield answer.Items ?? [];
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
  }

  async queryAll(query: Query): Promise<Item[]> {
    const items: Item[] = [];
    for await (const page of this.query(query)) items.push(...page);
    return items;
  }

  async count(query: Query): Promise<number> {
    let count = 0;
    let from: Item | undefined;
    do {
      const answer = await this.#ask(query, from, true);
      count += answer.Count ?? 0;
      from = answer.LastEvaluatedKey;
    } while (from !== undefined);
    return count;
  }

  /**
   * One write, at the price of one. An answer that is lost makes the SDK ask again: whoever writes on a condition that
   * the write itself makes false has to recognise its own mark in the item that is there.
   */
  async write(write: Write): Promise<WriteOutcome> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#translating(() => this.#sendWrite(write));
        return { done: true };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException)
          return { done: false, failed: new Map([[0, error.Item]]) };
        if (!(error instanceof TransactionConflictException)) throw error;
        if (tries === MAX_TRIES) throw busy();
        await this.#pause(tries);
      }
    }
  }

  /** All or none, at the price of two each. Asked again with the same token within ten minutes, it is done once. */
  async transact(writes: readonly Write[]): Promise<WriteOutcome> {
    const TransactItems = writes.map((write) => this.#inTransaction(write));
    for (let tries = 1; ; tries += 1) {
      try {
        const command = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: randomUUID() });
        await this.#translating(() => this.#client.send(command));
        return { done: true };
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const failed = failedConditions(error);
        if (failed.size > 0) return { done: false, failed };
        if (!isPassing(error)) throw error;
        if (tries === MAX_TRIES) throw busy();
        await this.#pause(tries);
      }
    }
  }

  /** Deletes items, whether they are there or not; not at once. */
  async deleteAll(keys: readonly Key[]): Promise<void> {
    for (let i = 0; i < keys.length; i += MAX_BATCH_WRITES) {
      let left = keys.slice(i, i + MAX_BATCH_WRITES).map((key) => ({ DeleteRequest: { Key: keyItem(key) } }));
      for (let tries = 1; left.length > 0; tries += 1) {
        const command = new BatchWriteItemCommand({ RequestItems: { [this.#name]: left } });
        const answer = await this.#translating(() => this.#client.send(command));
        left = (answer.UnprocessedItems?.[this.#name] ?? []) as typeof left;
        if (left.length === 0) break;
        if (tries === MAX_TRIES) throw busy();
        await this.#pause(tries);
      }
    }
  }

  async #getBatch(keys: readonly Item[], found: Map<string, Item>): Promise<void> {
    let left = [...keys];
    for (let tries = 1; left.length > 0; tries += 1) {
      const command = new BatchGetItemCommand({
        RequestItems: { [this.#name]: { Keys: left, ConsistentRead: true } },
      });
      const answer = await this.#translating(() => this.#client.send(command));
      for (const one of answer.Responses?.[this.#name] ?? []) found.set(nameOf(keyOf(one)), one);
      // Throttled, or more than the 16 MB of one answer.
      left = answer.UnprocessedKeys?.[this.#name]?.Keys ?? [];
      if (left.length === 0) return;
      if (tries === MAX_TRIES) throw busy();
      await this.#pause(tries);
    }
  }

  #ask(
    { index, partition, where, descending = false, pageSize }: Query,
    from: Item | undefined,
    count = false,
  ) {
    const digit = index?.slice(2) ?? '';
    const expression = `#p${digit} = :p${where === undefined ? '' : ` AND ${where.expression.replace(/#s\b/g, `#s${digit}`)}`}`;
    const values: Record<string, AttributeValue> = { ':p': text(partition) };
    for (const [name, value] of Object.entries(where?.values ?? {})) values[name] = text(value);
    const command = new QueryCommand({
      TableName: this.#name,
      KeyConditionExpression: expression,
      ExpressionAttributeNames: namesIn(expression),
      ExpressionAttributeValues: values,
      ScanIndexForward: !descending,
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      ...(pageSize === undefined ? {} : { Limit: pageSize }),
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      ...(count ? { Select: 'COUNT' } : {}),
    });
    return this.#translating(() => this.#client.send(command));
  }

  #sendWrite(write: Write): Promise<unknown> {
    const request = {
      TableName: this.#name,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      ...requestOf(write),
    };
    if ('Item' in request) return this.#client.send(new PutItemCommand(request));
    if ('UpdateExpression' in request) return this.#client.send(new UpdateItemCommand(request));
    return this.#client.send(new DeleteItemCommand(request));
  }

  #inTransaction(write: Write): TransactWriteItem {
    const request = {
      TableName: this.#name,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      ...requestOf(write),
    };
    if ('Item' in request) return { Put: request };
    if ('UpdateExpression' in request) return { Update: request };
    return { Delete: request };
  }

  /** Twice as long each time, and not the same for any two writers. */
  async #pause(tries: number): Promise<void> {
    await this.#sleep(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + Math.random()));
  }

  async #translating<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof TransactionConflictException) throw error;
      throw translated(error);
    }
  }
}

function nameOf({ p, s }: Key): string {
  return JSON.stringify([p, s]);
}

function failedConditions(error: TransactionCanceledException): Map<number, Item | undefined> {
  const failed = new Map<number, Item | undefined>();
  for (const [i, { Code, Item: there }] of (error.CancellationReasons ?? []).entries())
    if (Code === 'ConditionalCheckFailed') failed.set(i, there);
  return failed;
}

/** Whether nothing but other writers and throttling stood in the way. */
function isPassing({ CancellationReasons: reasons = [] }: TransactionCanceledException): boolean {
  const passing = ['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
  return reasons.length > 0 && reasons.every(({ Code = 'None' }) => passing.includes(Code));
}

function busy(): StoreError {
  return new StoreError('unavailable', `DynamoDB was busy with these items ${MAX_TRIES} times running`);
}
