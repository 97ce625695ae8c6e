import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** One item as the wire has it. Only texts, numbers and bytes are used: what is nested is JSON in a text. */
export type Item = Record<string, AttributeValue>;

/** The primary key of the table: partition and place in it. */
export interface Key {
  readonly p: string;
  readonly s: string;
}

export function text(value: string): AttributeValue {
  return { S: value };
}

export function number(value: number): AttributeValue {
  return { N: String(value) };
}

/** A plain view, since a Buffer has a JSON of its own. */
export function bytes(value: Uint8Array): AttributeValue {
  return { B: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) };
}

/** A text that is there or not. */
export function textOf(item: Item, name: string): string | undefined {
  return item[name]?.S;
}

/** A text that every item of its kind has; '' should one lack it. */
export function someTextOf(item: Item, name: string): string {
  return item[name]?.S ?? '';
}

export function numberOf(item: Item, name: string): number | undefined {
  const digits = item[name]?.N;
  return digits === undefined ? undefined : Number(digits);
}

export function bytesOf(item: Item, name: string): Uint8Array {
  return item[name]?.B ?? new Uint8Array();
}

export function keyOf(item: Item): Key {
  return { p: someTextOf(item, 'p'), s: someTextOf(item, 's') };
}

export function keyItem({ p, s }: Key): Item {
  return { p: text(p), s: text(s) };
}

/** Attributes by name; those that are undefined are left out. */
export function item(key: Key, attributes: Readonly<Record<string, AttributeValue | undefined>>): Item {
  const made = keyItem(key);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made[name] = value;
  return made;
}

/** What an item weighs, as DynamoDB counts it: names and values in bytes. A little more rather than less. */
export function weightOf(one: Item): number {
  let weight = 0;
  for (const [name, value] of Object.entries(one)) {
    weight += name.length + 3;
    if (value.S !== undefined) weight += Buffer.byteLength(value.S);
    else if (value.B !== undefined) weight += value.B.byteLength;
    else weight += 21;
  }
  return weight;
}
