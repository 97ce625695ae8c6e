import type { AccountJson } from '../../core/accounts/account-json.ts';
import type { Effect } from '../../core/effect.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Instant } from '../../core/time/instant.ts';

/** An account as it is stored. `version` starts at 1 and grows by one with every commit. */
export interface StoredAccount {
  readonly account: AccountJson;
  readonly version: number;
}

/** A decision, committed whole or not at all. */
export interface Commit {
  readonly account: AccountJson;
  /** The version that was loaded; 0 for an account that is not stored yet. */
  readonly expected: number;
  /** `source|id` of the signals decided: committed with the state, so that none is decided twice. */
  readonly seen: readonly string[];
  /** Instant of the commit, from which `seen` is remembered. */
  readonly at: Instant;
  readonly ledger: readonly LedgerEntry[];
  readonly outbox: readonly Effect[];
  /** When the account must be looked at again; undefined for never. */
  readonly due: Instant | undefined;
}

/** One effect waiting to be acted on. `id` grows in the order of commits of its account. */
export interface OutboxEntry {
  readonly id: number;
  readonly account: string;
  readonly effect: Effect;
}

/** State, dedup, ledger, outbox and due-index of accounts: one transaction a commit. Ids sort by code point. */
export interface AccountStore {
  load(id: string): Promise<StoredAccount | undefined>;
  /** Which of these signals were decided for this account before. */
  seen(account: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Throws StoreError `version-conflict` when `expected` is not the stored version, else `already-seen` when one of
   * `seen` was committed for this account before or is in it twice; nothing is changed then.
   */
  commit(commit: Commit): Promise<void>;
  /** Accounts whose due is at or before `until`, earliest first, then by id. */
  due(until: Instant, limit: number): Promise<readonly { readonly account: string; readonly at: Instant }[]>;
  /** Account ids after `after`, in order. */
  list(after: string | undefined, limit: number): Promise<readonly string[]>;
  /** The oldest effects not acted on yet, in order of `id`. */
  outbox(limit: number): Promise<readonly OutboxEntry[]>;
  /** Marks an effect as acted on; once more does nothing. */
  settle(id: number): Promise<void>;
  /** Forgets the signals seen before `before`. */
  forgetSeen(before: Instant): Promise<void>;
}
