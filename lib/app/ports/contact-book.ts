import type { LevelValue } from '../../core/accounts/cell.ts';
import type { Instant } from '../../core/time/instant.ts';

/** A contact's personal data, the only place that holds any (DESIGN §4.15). */
export interface ContactRecord {
  readonly account: string;
  readonly contact: string;
  readonly fields: Readonly<Record<string, LevelValue>>;
}

export interface ContactBook {
  /**
   * Merges fields, the newest by (at, key) winning for each, so that any order of the same calls ends alike. An erased
   * contact takes nothing more.
   */
  put(
    account: string,
    contact: string,
    fields: Readonly<Record<string, LevelValue>>,
    at: Instant,
    key: string,
  ): Promise<void>;
  get(account: string, contact: string): Promise<ContactRecord | undefined>;
  /** Deletes the record and remembers that it was erased. */
  erase(account: string, contact: string): Promise<void>;
}
