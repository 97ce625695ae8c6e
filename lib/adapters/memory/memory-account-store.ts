import type { AccountStore, Commit, OutboxEntry, StoredAccount } from '../../app/ports/account-store.ts';
import type { LedgerQuery, LedgerReader, StoredEntry } from '../../app/ports/ledger-reader.ts';
import { StoreError } from '../../app/ports/store-error.ts';
import type { AccountJson } from '../../core/accounts/account-json.ts';
import type { Effect } from '../../core/effect.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Instant } from '../../core/time/instant.ts';
import { compareCodePoints } from './code-points.ts';

/** Everything is kept as JSON text: nobody outside can change it, and what is no JSON is lost as it would be on disk. */
interface Kept {
  state: string;
  version: number;
  due: Instant | undefined;
  readonly seen: Map<string, Instant>;
  readonly ledger: string[];
}

/** Accounts in memory: what the durable stores do, for tests and for as long as the process lives. */
export class MemoryAccountStore implements AccountStore, LedgerReader {
  readonly #accounts = new Map<string, Kept>();
  readonly #outbox = new Map<number, { readonly account: string; readonly effect: string }>();
  #lastEffect = 0;

  async load(id: string): Promise<StoredAccount | undefined> {
    const kept = this.#accounts.get(id);
    if (kept === undefined) return undefined;
    return { account: JSON.parse(kept.state) as AccountJson, version: kept.version };
  }

  async seen(account: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const seen = this.#accounts.get(account)?.seen;
    return new Set(keys.filter((key) => seen?.has(key)));
  }

  async commit(commit: Commit): Promise<void> {
    const { account, expected, seen, at, due } = commit;
    // All that can fail comes before the first change.
    const state = JSON.stringify(account);
    const ledger = commit.ledger.map((entry) => JSON.stringify(entry));
    const outbox = commit.outbox.map((effect) => JSON.stringify(effect));
    const kept = this.#accounts.get(account.id) ?? newKept();
    if (kept.version !== expected) {
      throw new StoreError(
        'version-conflict',
        `account ${account.id} is at version ${kept.version}, not ${expected}`,
      );
    }
    for (const [i, key] of seen.entries()) {
      if (kept.seen.has(key) || seen.indexOf(key) < i) {
        throw new StoreError('already-seen', `account ${account.id} has decided signal ${key} before`);
      }
    }
    this.#accounts.set(account.id, kept);
    kept.state = state;
    kept.version += 1;
    kept.due = due;
    for (const key of seen) kept.seen.set(key, at);
    kept.ledger.push(...ledger);
    for (const effect of outbox) {
      this.#lastEffect += 1;
      this.#outbox.set(this.#lastEffect, { account: account.id, effect });
    }
  }

  async due(
    until: Instant,
    limit: number,
  ): Promise<readonly { readonly account: string; readonly at: Instant }[]> {
    const due: { account: string; at: Instant }[] = [];
    for (const [account, kept] of this.#accounts) {
      if (kept.due !== undefined && kept.due <= until) due.push({ account, at: kept.due });
    }
    return due.sort((a, b) => a.at - b.at || compareCodePoints(a.account, b.account)).slice(0, limit);
  }

  async list(after: string | undefined, limit: number): Promise<readonly string[]> {
    return [...this.#accounts.keys()]
      .filter((id) => after === undefined || compareCodePoints(id, after) > 0)
      .sort(compareCodePoints)
      .slice(0, limit);
  }

  async outbox(limit: number): Promise<readonly OutboxEntry[]> {
    const entries: OutboxEntry[] = [];
    for (const [id, { account, effect }] of this.#outbox) {
      if (entries.length >= limit) break;
      entries.push({ id, account, effect: JSON.parse(effect) as Effect });
    }
    return entries;
  }

  async settle(id: number): Promise<void> {
    this.#outbox.delete(id);
  }

  async forgetSeen(before: Instant): Promise<void> {
    for (const { seen } of this.#accounts.values()) {
      for (const [key, at] of seen) if (at < before) seen.delete(key);
    }
  }

  async entries(query: LedgerQuery): Promise<readonly StoredEntry[]> {
    const { account, rule, journey, kinds, after = 0, limit } = query;
    const found: StoredEntry[] = [];
    const ledger = this.#accounts.get(account)?.ledger ?? [];
    for (let i = Math.max(0, after); i < ledger.length && found.length < limit; i += 1) {
      const entry = JSON.parse(ledger[i] ?? '') as LedgerEntry;
      if (rule !== undefined && entry.rule !== rule) continue;
      if (journey !== undefined && entry.journey !== journey) continue;
      if (kinds !== undefined && !kinds.includes(entry.kind)) continue;
      found.push({ sequence: i + 1, entry });
    }
    return found;
  }
}

function newKept(): Kept {
  return { state: '', version: 0, due: undefined, seen: new Map(), ledger: [] };
}
