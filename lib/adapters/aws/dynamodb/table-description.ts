import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

const INDEXES = ['1', '2', '3'];

/**
 * What a table for all stores looks like: see docs/dynamodb.md. Indexes hold keys only, so that changing what they do
 * not sort by costs nothing in them.
 */
export function tableDescription(name: string): CreateTableCommandInput {
  const names = ['', ...INDEXES].flatMap((digit) => [`p${digit}`, `s${digit}`]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keysOf(''),
    GlobalSecondaryIndexes: INDEXES.map((digit) => ({
      IndexName: `by${digit}`,
      KeySchema: keysOf(digit),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
  };
}

/** The attribute by which DynamoDB deletes what nobody needs any more. */
export const TTL_ATTRIBUTE = 'ttl';

function keysOf(digit: string): NonNullable<CreateTableCommandInput['KeySchema']> {
  return [
    { AttributeName: `p${digit}`, KeyType: 'HASH' },
    { AttributeName: `s${digit}`, KeyType: 'RANGE' },
  ];
}
