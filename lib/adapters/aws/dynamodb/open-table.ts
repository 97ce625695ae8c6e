import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { Table } from './table.ts';

/** A call takes milliseconds; one that has not been answered by then is asked again. */
const REQUEST_TIMEOUT_MS = 3000;
const CONNECTION_TIMEOUT_MS = 1000;
const MAX_ATTEMPTS = 4;

/** The table of that name. `over` is for an emulator: its endpoint, region and credentials. */
export function openTable(name: string, over: DynamoDBClientConfig = {}): Table {
  const client = new DynamoDBClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS, connectionTimeout: CONNECTION_TIMEOUT_MS },
    ...over,
  });
  return new Table(client, name);
}
