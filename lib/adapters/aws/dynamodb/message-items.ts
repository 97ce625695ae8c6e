import type { StoredMessage } from '../../../app/ports/touch-store.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { item, type Key, someTextOf, text } from './item.ts';
import { keyName, keyNames } from './keys.ts';
import { packedWhole, unpacked } from './packed.ts';
import type { Table } from './table.ts';
import type { Write } from './write.ts';

/*
 * Messages are personal data: all of them to a contact stand in one partition, so that erasing finds every one, with no
 * index that might be behind. What leads from a touch to its message holds opaque ids only.
 */

export async function keepMessage(table: Table, message: StoredMessage): Promise<void> {
  const { touch, account, contact } = message;
  const json = JSON.stringify(message);
  const key = messageKey(account, contact, touch);
  const earlier = await table.get(pointerKey(touch));
  const place = earlier && readPointer(earlier);
  const moved = place !== undefined && (place.account !== account || place.contact !== contact);
  const writes: Write[] = [
    { put: item(key, { j: packedWhole(json, `the message of touch ${touch}`), touch: text(touch) }) },
    { put: item(pointerKey(touch), { ac: text(account), ct: text(contact) }) },
  ];
  if (moved) writes.push({ delete: messageKey(place.account, place.contact, touch) });
  await table.transact(writes);
}

export async function readMessage(table: Table, touch: string): Promise<StoredMessage | undefined> {
  const pointer = await table.get(pointerKey(touch));
  if (pointer === undefined) return undefined;
  const { account, contact } = readPointer(pointer);
  const there = await table.get(messageKey(account, contact, touch));
  if (there === undefined) return undefined;
  const message = JSON.parse(unpacked(there.j)) as StoredMessage;
  return { ...message, address: message.address };
}

/** Ids of the touches whose messages were deleted, in order. What leads to them goes last: it is harmless. */
export async function eraseMessages(table: Table, account: string, contact: string): Promise<string[]> {
  const partition = messagePartition(account, contact);
  const touches = (await table.queryAll({ partition })).map((there) => someTextOf(there, 'touch'));
  await table.deleteAll(touches.map((touch) => messageKey(account, contact, touch)));
  await table.deleteAll(touches.map(pointerKey));
  return touches.sort(compareCodePoints);
}

function messagePartition(account: string, contact: string): string {
  return `messages#${keyNames(account, contact)}`;
}

function messageKey(account: string, contact: string, touch: string): Key {
  return { p: messagePartition(account, contact), s: keyName(touch) };
}

function pointerKey(touch: string): Key {
  return { p: `message of#${keyName(touch)}`, s: 'pointer' };
}

function readPointer(pointer: Parameters<typeof someTextOf>[0]) {
  return { account: someTextOf(pointer, 'ac'), contact: someTextOf(pointer, 'ct') };
}
