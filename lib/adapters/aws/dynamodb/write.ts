import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, type Key, keyItem, weightOf } from './item.ts';

/** In expressions `#name` stands for the attribute of that name, which may be a reserved word. */
export interface Condition {
  readonly expression: string;
  readonly values?: Readonly<Record<string, AttributeValue>>;
}

/** One item to be written; a write without a condition always succeeds. */
export type Write =
  | { readonly put: Item; readonly when?: Condition }
  | { readonly update: Key; readonly set: Condition; readonly when?: Condition }
  | { readonly delete: Key; readonly when?: Condition };

/** What became of writes with conditions. */
export type WriteOutcome =
  | { readonly done: true }
  /** Nothing was written. By their places, the writes whose conditions failed, with the item that is there. */
  | { readonly done: false; readonly failed: ReadonlyMap<number, Item | undefined> };

export const IF_ABSENT: Condition = { expression: 'attribute_not_exists(#p)' };
export const IF_PRESENT: Condition = { expression: 'attribute_exists(#p)' };

/** The parts of a request that the SDK asks for, of a single write and in a transaction alike. */
export function requestOf(write: Write) {
  const when = write.when;
  if ('put' in write) return { Item: write.put, ...expressionsOf(undefined, when) };
  const Key = keyItem('update' in write ? write.update : write.delete);
  return 'update' in write
    ? { Key, UpdateExpression: write.set.expression, ...expressionsOf(write.set, when) }
    : { Key, ...expressionsOf(undefined, when) };
}

export function namesIn(expression: string): Record<string, string> {
  const names = expression.match(/#\w+/g) ?? [];
  return Object.fromEntries(names.map((name) => [name, name.slice(1)]));
}

export function weightOfWrite(write: Write): number {
  if ('put' in write) return weightOf(write.put);
  return 'update' in write ? weightOf(keyItem(write.update)) + weightOf({ ...write.set.values }) : 100;
}

function expressionsOf(set: Condition | undefined, when: Condition | undefined) {
  const expression = `${set?.expression ?? ''} ${when?.expression ?? ''}`;
  const names = namesIn(expression);
  const values = { ...set?.values, ...when?.values };
  return {
    ...(when === undefined ? {} : { ConditionExpression: when.expression }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}
