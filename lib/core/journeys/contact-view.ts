import type { Catalog } from '../accounts/catalog.ts';
import { type Item, isAlive } from '../accounts/item-set.ts';
import { isZone } from '../time/zone.ts';

/** What guardrails ask about a contact. None of it is personal data. */
export class ContactView {
  readonly #catalog: Catalog;
  readonly #item: Item | undefined;

  constructor(catalog: Catalog, item: Item | undefined) {
    this.#catalog = catalog;
    this.#item = item;
  }

  #value(name: string) {
    const index = this.#catalog.contacts.fields.get(name)?.index;
    return index === undefined ? undefined : this.#item?.fields[index]?.value;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    return typeof value === 'string' ? value : undefined;
  }

  words(name: string): readonly string[] {
    const value = this.#value(name);
    return Array.isArray(value) ? value : [];
  }

  /** Has not left and can be reached at all. */
  isReachable(): boolean {
    return (
      this.#item !== undefined &&
      isAlive(this.#item) &&
      this.#value('leftAt') === undefined &&
      this.#value('reachable') === true
    );
  }

  /** The contact's own IANA zone, if a valid one is known. */
  zone(): string | undefined {
    const zone = this.text('zone');
    return zone !== undefined && isZone(zone) ? zone : undefined;
  }
}
