import type { AccountJson } from '../../core/accounts/account-json.ts';
import type { Effect } from '../../core/effect.ts';
import type { Execution } from '../../core/journeys/step-asl.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Instant } from '../../core/time/instant.ts';

/** An account as it is stored. `version` starts at 1 and grows by one with every commit. */
export interface StoredAccount {
  readonly account: AccountJson;
  readonly version: number;
}

/** An execution at rest, with the token that its answer must carry. */
export interface ExecutionRow {
  /** Content hash of the definition that it runs. */
  readonly definition: string;
  readonly token: string;
  readonly execution: Execution;
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
  /** Each waits until its own `at`, or else until `at` of the commit. One that waits already, by its key, stays as it is. */
  readonly outbox: readonly Effect[];
  /** When the account must be looked at again; undefined for never. */
  readonly due: Instant | undefined;
  /** Executions that moved or, undefined, are over: where the store's own runtime runs them; on AWS Step Functions does. */
  readonly executions?: readonly { readonly run: string; readonly execution: ExecutionRow | undefined }[];
}

/** One effect waiting to be acted on. */
export interface OutboxEntry {
  /** The effect's own key, or else made from account, version and place in its commit: see `outboxId`. */
  readonly id: string;
  readonly account: string;
  readonly effect: Effect;
  /** Not to be acted on before. */
  readonly notBefore: Instant;
  /** How often it was tried and put off. */
  readonly attempts: number;
}

/** State, dedup, ledger, executions, outbox and due-index of accounts: one transaction a commit. Ids sort by code point. */
export interface AccountStore {
  load(id: string): Promise<StoredAccount | undefined>;
  /** The stored version alone, by which a copy in memory can be checked; 0 for an account that is not stored. */
  version(id: string): Promise<number>;
  /** The executions of an account's runs, by run. */
  executions(account: string): Promise<ReadonlyMap<string, ExecutionRow>>;
  /** Which of these signals were decided for this account before. */
  seen(account: string, keys: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Throws StoreError `version-conflict` when `expected` is not the stored version, else `already-seen` when one of
   * `seen` was committed for this account before or is in it twice; nothing is changed then.
   */
  commit(commit: Commit): Promise<void>;
  /** Accounts whose due is at or before `until`, earliest first, then by id. */
  due(until: Instant, limit: number): Promise<readonly { readonly account: string; readonly at: Instant }[]>;
  /** The earliest due of all accounts. */
  nextDue(): Promise<Instant | undefined>;
  /** How many accounts there are. */
  count(): Promise<number>;
  /** Account ids after `after`, in order. */
  list(after: string | undefined, limit: number): Promise<readonly string[]>;
  /** Effects to be acted on whose `notBefore` is at or before `until`, in order of it, then of their commits. */
  outbox(until: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  /** The earliest `notBefore`. */
  nextOutbox(): Promise<Instant | undefined>;
  /** Marks an effect as acted on; once more does nothing. */
  settle(id: string): Promise<void>;
  /** Puts an effect off after an attempt, which is counted; does nothing for one that is settled. */
  postpone(id: string, notBefore: Instant): Promise<void>;
  /** Forgets the signals seen before `before`. */
  forgetSeen(before: Instant): Promise<void>;
}
