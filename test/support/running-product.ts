import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRulebookFiles } from '../../lib/adapters/local/load-rulebook.ts';
import { type OpenedProduct, openProduct } from '../../lib/adapters/local/open-product.ts';
import { type SampleSignal, sampleSignals } from '../../lib/adapters/local/sample/sample-signals.ts';
import { formatIssue } from '../../lib/core/authoring/issue.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import { compileRulebook } from '../../lib/core/rulebook/compile-rulebook.ts';
import type { RulebookFile } from '../../lib/core/rulebook/rulebook-file.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { HOUR_MS, type Instant } from '../../lib/core/time/instant.ts';

export interface Decided extends LedgerEntry {
  readonly account: string;
}

/** The shipped rulebook, with its files edited; statuses are `"status": "shadow"` and so on in their text. */
export async function shippedRulebook(
  edit: (file: RulebookFile) => string = ({ text }) => text,
  more: readonly RulebookFile[] = [],
): Promise<Rulebook> {
  const files = (await loadRulebookFiles('rules', 'rules', [])).map((file) => ({
    ...file,
    text: edit(file),
  }));
  const { rulebook, issues } = compileRulebook([...files, ...more]);
  if (rulebook === undefined) throw new Error(issues.map(formatIssue).join('\n'));
  return rulebook;
}

/** As shipped, but that whatever is in shadow is live. */
export function everythingLive(): Promise<Rulebook> {
  return shippedRulebook(({ text }) => text.replace('"status": "shadow"', '"status": "live"'));
}

/** The whole product on a data folder of its own, running by a clock that the test sets. */
export class RunningProduct {
  readonly data: string;
  readonly notices: string[] = [];
  readonly troubles: string[] = [];
  opened!: OpenedProduct;
  #now: Instant;

  private constructor(data: string, now: Instant) {
    this.data = data;
    this.#now = now;
  }

  static async open(rulebook: Rulebook, now: Instant): Promise<RunningProduct> {
    const product = new RunningProduct(mkdtempSync(join(tmpdir(), 'touchline-')), now);
    await product.start(rulebook);
    return product;
  }

  get now(): Instant {
    return this.#now;
  }

  get product() {
    return this.opened.product;
  }

  async start(rulebook: Rulebook): Promise<void> {
    this.opened = await openProduct({
      data: this.data,
      rulebook,
      runs: true,
      env: {},
      publicUrl: () => 'http://127.0.0.1:8787',
      real: () => this.#now,
      onTrouble: (what, error) => this.troubles.push(`${what}: ${String(error)}`),
      onNotice: (text) => this.notices.push(text),
      onProgress: () => undefined,
    });
    this.opened.runtime.start();
  }

  /** Stops, and starts on the same data with another rulebook. */
  async restart(rulebook: Rulebook): Promise<void> {
    await this.opened.close();
    await this.start(rulebook);
  }

  async close(): Promise<void> {
    await this.opened.close();
    rmSync(this.data, { recursive: true });
  }

  /** Goes on by the hour, with the signals of each as they come in, until all that is due by then is done. */
  async goTo(until: Instant, signals: Iterator<SampleSignal> | undefined = undefined): Promise<void> {
    let next = signals?.next().value;
    while (this.#now < until) {
      this.#now = Math.min(until, (Math.floor(this.#now / HOUR_MS) + 1) * HOUR_MS);
      const batch: SampleSignal[] = [];
      while (next !== undefined && Date.parse(next.time) <= this.#now) {
        batch.push(next);
        next = signals?.next().value;
      }
      if (batch.length > 0) await this.product.intake.events(batch, 'own');
      await this.#settle();
    }
  }

  async #settle(): Promise<void> {
    const { runtime, stores } = this.opened;
    for (let rounds = 0; ; rounds += 1) {
      runtime.wake();
      await new Promise(setImmediate);
      await runtime.decideNow('nobody');
      const next = Math.min(
        (await stores.accounts.nextDue()) ?? Number.POSITIVE_INFINITY,
        (await stores.accounts.nextOutbox()) ?? Number.POSITIVE_INFINITY,
      );
      if (rounds >= 3 && next > this.#now && (await stores.log.count('waiting')) === 0) return;
    }
  }

  /** All that is on record, account by account. */
  async ledger(from: Instant = Number.NEGATIVE_INFINITY): Promise<Decided[]> {
    const { accounts, ledger } = this.opened.stores;
    const all: Decided[] = [];
    let after: string | undefined;
    for (;;) {
      const ids = await accounts.list(after, 200);
      for (const account of ids)
        for (const { entry } of await ledger.entries({ account, limit: 100_000 }))
          if (entry.at > from) all.push({ ...entry, account });
      after = ids.at(-1);
      if (ids.length < 200) return all;
    }
  }
}

/** The sample book, of 250 accounts unless more are asked for, less what the test leaves out. */
export function* sampleBook(
  from: Instant,
  days: number,
  keep: (signal: SampleSignal) => boolean = () => true,
  accounts: number = 250,
): Generator<SampleSignal, undefined, undefined> {
  for (const signal of sampleSignals({ seed: 7, from, accounts, days })) if (keep(signal)) yield signal;
  return undefined;
}
