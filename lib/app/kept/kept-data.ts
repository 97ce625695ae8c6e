import { openAccount } from '../../core/accounts/open-account.ts';
import { Confirmer } from '../../core/conditions/confirm.ts';
import type { Watermarks } from '../../core/conditions/scope.ts';
import type { LedgerEntry } from '../../core/ledger.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { formatInstant, type Instant, parseInstant } from '../../core/time/instant.ts';
import { newWork, type Work } from '../../core/work.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { DefinitionStore } from '../ports/definition-store.ts';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import type { Settings } from '../ports/settings.ts';
import type { WatermarkStore } from '../ports/watermark-store.ts';
import { HourlyWatermarks } from './hourly-watermarks.ts';

/** What was kept of a replay, or is kept by a running Touchline. */
export interface KeptStores {
  readonly accounts: AccountStore;
  readonly ledger: LedgerReader;
  readonly definitions: DefinitionStore;
  readonly watermarks: WatermarkStore;
  readonly settings: Settings;
}

const PAGE = 200;

/** Reads kept accounts with a rulebook, for questions: what it hands out is asked, never committed. */
export class KeptData {
  /** The instant as of which questions are answered. */
  readonly now: Instant;
  readonly #stores: KeptStores;
  readonly #rulebook: Rulebook;
  readonly #watermarks: Watermarks;

  private constructor(stores: KeptStores, rulebook: Rulebook, watermarks: Watermarks, now: Instant) {
    this.#stores = stores;
    this.#rulebook = rulebook;
    this.#watermarks = watermarks;
    this.now = now;
  }

  /** Undefined when nothing was ever decided there. */
  static async open(stores: KeptStores, rulebook: Rulebook): Promise<KeptData | undefined> {
    const now = parseInstant((await stores.settings.get('now')) ?? '');
    if (now === undefined) return undefined;
    const watermarks = new HourlyWatermarks();
    for (const source of rulebook.catalog.sources.values()) {
      for (const hour of await stores.watermarks.hours(source.name, Number.NEGATIVE_INFINITY))
        watermarks.hear(source, hour);
    }
    return new KeptData(stores, await withStoredDefinitions(rulebook, stores.definitions), watermarks, now);
  }

  /** The kept instant as text. */
  get at(): string {
    return formatInstant(this.now);
  }

  /** An account as it stands, or undefined. */
  async work(id: string): Promise<Work | undefined> {
    const stored = await this.#stores.accounts.load(id);
    if (stored === undefined) return undefined;
    const outside = {
      watermarks: this.#watermarks,
      pausedRules: new Set<string>(),
      confirmer: new Confirmer(),
      recordMisses: false,
    };
    const work = newWork(this.#rulebook, openAccount(stored.account, this.#rulebook), outside);
    work.now = Math.max(this.now, work.account.now);
    return work;
  }

  /** Every account, one at a time. */
  async *works(): AsyncGenerator<Work> {
    let after: string | undefined;
    for (;;) {
      const ids = await this.#stores.accounts.list(after, PAGE);
      for (const id of ids) {
        const work = await this.work(id);
        if (work !== undefined) yield work;
      }
      after = ids.at(-1);
      if (ids.length < PAGE) return;
    }
  }

  /** The first ids, for a hint about a misspelt one. */
  async someIds(): Promise<readonly string[]> {
    return this.#stores.accounts.list(undefined, 1000);
  }

  /** All that the ledger says of one rule for the account. */
  async entriesOf(account: string, rule: string): Promise<readonly LedgerEntry[]> {
    return this.#entries(account, rule);
  }

  /** The last `count` things decided, without those that only say why nothing was. */
  async lastEntries(account: string, count: number): Promise<readonly LedgerEntry[]> {
    const entries = (await this.#entries(account)).filter((entry) => entry.kind !== 'not-fired');
    return entries.slice(Math.max(0, entries.length - count));
  }

  async #entries(account: string, rule?: string): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    let after = 0;
    for (;;) {
      const page = await this.#stores.ledger.entries({
        account,
        ...(rule === undefined ? {} : { rule }),
        after,
        limit: PAGE,
      });
      entries.push(...page.map((one) => one.entry));
      after = page.at(-1)?.sequence ?? after;
      if (page.length < PAGE) return entries;
    }
  }
}

/**
 * The rulebook with every stored definition that it does not have itself, for runs that began on an earlier one. One
 * that today's rulebook has no place for is left out: whatever else is kept can still be asked about.
 */
async function withStoredDefinitions(rulebook: Rulebook, store: DefinitionStore): Promise<Rulebook> {
  const definitions = new Map(rulebook.definitions);
  for (const hash of await store.hashes()) {
    const definition = definitions.has(hash) ? undefined : await store.get(hash);
    if (definition === undefined) continue;
    try {
      definitions.set(hash, rulebook.openDefinition(hash, definition));
    } catch {
      // Nothing is decided here, so nobody needs the steps of such a run.
    }
  }
  return { ...rulebook, definitions };
}
