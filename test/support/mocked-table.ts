import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { Table } from '../../lib/adapters/aws/dynamodb/table.ts';

/** A table behind a client that answers as it is told to. `pauses` are those that it made, in milliseconds. */
export function mockedTable() {
  const client = new DynamoDBClient({
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const pauses: number[] = [];
  const table = new Table(client, 'stores', async (ms) => {
    pauses.push(ms);
  });
  return { dynamo: mockClient(client), table, pauses };
}

/** An error as the SDK throws it. */
export function awsError(name: string, over: object = {}): Error {
  return Object.assign(new Error(`${name} about p=account#secret`), { name, ...over });
}
