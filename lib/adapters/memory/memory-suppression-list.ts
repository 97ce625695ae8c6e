import type { Suppression, SuppressionList } from '../../app/ports/suppression-list.ts';
import type { Instant } from '../../core/time/instant.ts';

export class MemorySuppressionList implements SuppressionList {
  readonly #addresses = new Map<string, Suppression>();

  async add(addressKey: string, reason: string, at: Instant): Promise<void> {
    if (!this.#addresses.has(addressKey)) this.#addresses.set(addressKey, { reason, at });
  }

  async has(addressKey: string): Promise<boolean> {
    return this.#addresses.has(addressKey);
  }

  async find(addressKey: string): Promise<Suppression | undefined> {
    const there = this.#addresses.get(addressKey);
    return there === undefined ? undefined : { ...there };
  }
}
