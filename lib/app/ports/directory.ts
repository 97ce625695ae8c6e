import type { Instant } from '../../core/time/instant.ts';

/** An envelope that waits until it is known whom it is about. It may hold personal data, and goes when its time is over. */
export interface Parked {
  readonly number: number;
  /** What it waits for: `link:<system>:<id>` or `member:<user key>`. */
  readonly waitsFor: string;
  readonly receivedAt: Instant;
  /** The connector that it came through, and what came. */
  readonly connector: string;
  readonly body: unknown;
}

/**
 * Who is who: external ids of accounts, and which accounts a user is a member of. Users are known by a keyed hash of
 * their id, since a user id may be an address. What is parked is durable; links and memberships are so with the next
 * that is parked or logged, so they come first.
 */
export interface Directory {
  /** Whether the id is the account's now: accounts never merge, so it stays with the first that it was linked to. */
  link(account: string, system: string, id: string): Promise<boolean>;
  accountOf(system: string, id: string): Promise<string | undefined>;
  /** Accounts that have this id in some system, in order; more than one where systems use the same ids. */
  accountsOf(id: string): Promise<readonly string[]>;
  /** In order of system, then id. */
  links(account: string): Promise<readonly { readonly system: string; readonly id: string }[]>;
  /** Once more for the same account changes nothing. */
  join(userKey: string, account: string, contact: string): Promise<void>;
  /** Accounts that the user is a member of, in order of joining. */
  memberships(userKey: string): Promise<readonly { readonly account: string; readonly contact: string }[]>;
  /** All of them or none. */
  park(...parked: readonly Omit<Parked, 'number'>[]): Promise<void>;
  /** In order of arrival. */
  waitingFor(what: string, limit: number): Promise<readonly Parked[]>;
  unpark(numbers: readonly number[]): Promise<void>;
  /** Parked before `before`, and not before `since`, oldest first. */
  parkedBefore(before: Instant, limit: number, since?: Instant): Promise<readonly Parked[]>;
  countParked(): Promise<number>;
}
