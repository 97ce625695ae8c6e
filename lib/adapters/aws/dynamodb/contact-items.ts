import type { ContactRecord } from '../../../app/ports/contact-book.ts';
import { isAfter, type LevelValue, type Stamped } from '../../../core/accounts/cell.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { type Item, item, type Key, number, numberOf, text } from './item.ts';
import { keyName, keyNames } from './keys.ts';
import { packedWhole, unpacked } from './packed.ts';
import { IF_ABSENT, type Write } from './write.ts';

/** Fields that came with one signal or call. */
export interface ContactFields {
  readonly fields: Readonly<Record<string, LevelValue>>;
  readonly at: Instant;
  readonly key: string;
}

/** Pairs, so that no name of a field is special. */
type StoredFields = readonly (readonly [name: string, value: Stamped])[];

export function contactKey(account: string, contact: string): Key {
  return { p: `contact#${keyNames(account, contact)}`, s: 'contact' };
}

/** The partition with one item an account that knows the contact: what erasing asks must not be behind. */
export function knownPartition(contact: string): string {
  return `accounts of#${keyName(contact)}`;
}

/**
 * The writes that merge fields into a contact's record as ContactBook.put says, on the condition that it is as it was
 * read; none where it was erased or nothing is newer.
 */
export function mergeContact(
  there: Item | undefined,
  account: string,
  contact: string,
  more: readonly ContactFields[],
): Write[] {
  if (there !== undefined && isErased(there)) return [];
  const merged = new Map(there === undefined ? [] : fieldsOf(there));
  let changed = there === undefined;
  for (const { fields, at, key } of more)
    for (const [name, value] of Object.entries(fields)) {
      const now = merged.get(name);
      if (now !== undefined && !isAfter(at, key, now)) continue;
      merged.set(name, { value, at, key });
      changed = true;
    }
  if (!changed) return [];
  const json = JSON.stringify([...merged]);
  const revision = there === undefined ? 0 : (numberOf(there, 'n') ?? 0);
  const put: Write = {
    put: item(contactKey(account, contact), {
      j: packedWhole(json, `the record of contact ${contact}`),
      n: number(revision + 1),
    }),
    when: there === undefined ? IF_ABSENT : { expression: '#n = :n', values: { ':n': number(revision) } },
  };
  return there === undefined ? [put, knownWrite(account, contact)] : [put];
}

/** What is left of an erased contact: that it was one. */
export function eraseWrites(account: string, contact: string): Write[] {
  return [{ put: item(contactKey(account, contact), { erased: number(1) }) }, knownWrite(account, contact)];
}

export function readContact(there: Item, account: string, contact: string): ContactRecord | undefined {
  if (isErased(there)) return undefined;
  const fields = Object.fromEntries(fieldsOf(there).map(([name, { value }]) => [name, value]));
  return { account, contact, fields };
}

function knownWrite(account: string, contact: string): Write {
  return { put: item({ p: knownPartition(contact), s: keyName(account) }, { ac: text(account) }) };
}

function isErased(there: Item): boolean {
  return there.erased !== undefined;
}

function fieldsOf(there: Item): StoredFields {
  return JSON.parse(unpacked(there.j)) as StoredFields;
}
