import type { Instant } from '../../../core/time/instant.ts';
import { item, number, numberOf } from './item.ts';
import type { Table } from './table.ts';

/** How long an answer may be old. What is forgotten late is remembered for longer, which does no harm. */
const KEEP_MS = 3_600_000;

/**
 * Up to which instant records of a kind are forgotten. They are not looked for all over the table: whoever meets one
 * from before passes over it, and DynamoDB deletes it when its time to live is over.
 */
export class Forgotten {
  readonly #table: Table;
  readonly #kind: string;
  #before: Promise<Instant> | undefined;
  #askedAt = 0;

  constructor(table: Table, kind: string) {
    this.#table = table;
    this.#kind = kind;
  }

  /** Records before it are forgotten. */
  async before(): Promise<Instant> {
    const now = performance.now();
    if (this.#before === undefined || now - this.#askedAt > KEEP_MS) {
      this.#askedAt = now;
      this.#before = this.#read();
    }
    try {
      return await this.#before;
    } catch (error) {
      this.#before = undefined;
      throw error;
    }
  }

  async raise(before: Instant): Promise<void> {
    await this.#table.write({
      put: item(this.#key, { b: number(before) }),
      when: { expression: 'attribute_not_exists(#p) OR #b < :b', values: { ':b': number(before) } },
    });
    this.#before = undefined;
  }

  get #key() {
    return { p: 'forgotten', s: this.#kind };
  }

  async #read(): Promise<Instant> {
    const there = await this.#table.get(this.#key);
    return (there && numberOf(there, 'b')) ?? Number.NEGATIVE_INFINITY;
  }
}
