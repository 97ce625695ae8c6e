import type { ContactBook, ContactRecord } from '../../app/ports/contact-book.ts';
import { isAfter, type LevelValue, type Stamped } from '../../core/accounts/cell.ts';
import type { Instant } from '../../core/time/instant.ts';

/** A contact's fields by name, or `erased`. Maps, so that no name is special. */
type Kept = Map<string, Stamped> | 'erased';

export class MemoryContactBook implements ContactBook {
  readonly #accounts = new Map<string, Map<string, Kept>>();

  async put(
    account: string,
    contact: string,
    fields: Readonly<Record<string, LevelValue>>,
    at: Instant,
    key: string,
  ): Promise<void> {
    const kept = this.#accounts.get(account)?.get(contact) ?? new Map<string, Stamped>();
    if (kept === 'erased') return;
    for (const [name, value] of Object.entries(structuredClone(fields))) {
      const there = kept.get(name);
      if (there === undefined || isAfter(at, key, there)) kept.set(name, { value, at, key });
    }
    this.#keep(account, contact, kept);
  }

  async get(account: string, contact: string): Promise<ContactRecord | undefined> {
    const kept = this.#accounts.get(account)?.get(contact);
    if (kept === undefined || kept === 'erased') return undefined;
    const fields = Object.fromEntries([...kept].map(([name, { value }]) => [name, structuredClone(value)]));
    return { account, contact, fields };
  }

  async erase(account: string, contact: string): Promise<void> {
    this.#keep(account, contact, 'erased');
  }

  #keep(account: string, contact: string, kept: Kept): void {
    const contacts = this.#accounts.get(account) ?? new Map<string, Kept>();
    this.#accounts.set(account, contacts.set(contact, kept));
  }
}
