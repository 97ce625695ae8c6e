import type { ContactBook, ContactRecord } from '../../../app/ports/contact-book.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { LevelValue } from '../../../core/accounts/cell.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { contactKey, eraseWrites, knownPartition, mergeContact, readContact } from './contact-items.ts';
import { someTextOf } from './item.ts';
import type { Table } from './table.ts';

const MAX_TRIES = 8;

export class DynamoContactBook implements ContactBook {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async put(
    account: string,
    contact: string,
    fields: Readonly<Record<string, LevelValue>>,
    at: Instant,
    key: string,
  ): Promise<void> {
    const copied = structuredClone(fields);
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const there = await this.#table.get(contactKey(account, contact));
      const [write, ...others] = mergeContact(there, account, contact, [{ fields: copied, at, key }]);
      if (write === undefined) return;
      const outcome =
        others.length === 0 ? await this.#table.write(write) : await this.#table.transact([write, ...others]);
      // Written already, its answer lost, the same fields change nothing the next time round.
      if (outcome.done) return;
    }
    throw new StoreError('unavailable', `contact ${contact} was written to all the time`);
  }

  async accountsOf(contact: string): Promise<readonly string[]> {
    const known = await this.#table.queryAll({ partition: knownPartition(contact) });
    return known.map((one) => someTextOf(one, 'ac')).sort(compareCodePoints);
  }

  async get(account: string, contact: string): Promise<ContactRecord | undefined> {
    const there = await this.#table.get(contactKey(account, contact));
    return there && readContact(there, account, contact);
  }

  async erase(account: string, contact: string): Promise<void> {
    await this.#table.transact(eraseWrites(account, contact));
  }
}
