import type { LedgerEntry } from '../../core/ledger.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../core/time/instant.ts';
import type { Guardrails, RuleLimits } from '../../core/touches/guardrails.ts';
import type { PausedRule, RuleWatch } from '../ports/rule-watch.ts';

/** Below this many accounts a share says nothing: a book of ten customers may all be late with a payment (DESIGN §10). */
const FLOOR_ACCOUNTS = 20;

type Fired = Pick<LedgerEntry, 'rule' | 'at'>;

/**
 * Keeps a rule from acting on far more accounts than anybody meant: over its limit it is paused, decides on and does
 * nothing, until a person has looked. Shares are of all accounts, within a day; `perHour` counts firings.
 */
export class RuleLimiter {
  /** What `decide` reads as its paused rules. */
  readonly paused = new Set<string>();
  readonly #watch: RuleWatch;
  readonly #guardrails: Guardrails;
  readonly #accounts: () => Promise<number>;
  readonly #onPause: (paused: PausedRule) => void | Promise<void>;

  constructor(
    watch: RuleWatch,
    guardrails: Guardrails,
    accounts: () => Promise<number>,
    onPause: (paused: PausedRule) => void | Promise<void>,
  ) {
    this.#watch = watch;
    this.#guardrails = guardrails;
    this.#accounts = accounts;
    this.#onPause = onPause;
  }

  /** Reads which rules are paused, as another process may have resumed one. */
  async refresh(): Promise<void> {
    // One that pauses itself while the store is asked is not in the answer, and has not been resumed.
    const before = [...this.paused];
    const stored = new Set((await this.#watch.paused()).map(({ rule }) => rule));
    for (const rule of before) if (!stored.has(rule)) this.paused.delete(rule);
    for (const rule of stored) this.paused.add(rule);
  }

  /** Whether all of these firings of one account may act. If not, the rules that may not are paused now. */
  async admit(account: string, fired: readonly Fired[]): Promise<boolean> {
    let admitted = true;
    const more = new Map<string, number>();
    for (const { rule, at } of fired) {
      if (rule === undefined || this.paused.has(rule)) continue;
      more.set(rule, (more.get(rule) ?? 0) + 1);
      const reason = await this.#exceeded(rule, account, at, more.get(rule) ?? 1);
      if (reason === undefined) continue;
      admitted = false;
      const paused = { rule, at, reason };
      await this.#watch.pause(paused);
      this.paused.add(rule);
      await this.#onPause(paused);
    }
    return admitted;
  }

  /** Counts firings that have been committed; those of a paused rule did nothing. */
  async note(account: string, fired: readonly Fired[]): Promise<void> {
    for (const { rule, at } of fired)
      if (rule !== undefined && !this.paused.has(rule)) await this.#watch.note(rule, account, at);
  }

  async #exceeded(rule: string, account: string, at: Instant, more: number): Promise<string | undefined> {
    const limits: RuleLimits = this.#guardrails.limits.get(rule) ?? this.#guardrails.defaultLimits;
    const hour = await this.#watch.count(rule, at - HOUR_MS);
    if (hour.firings + more > limits.perHour)
      return `fired ${hour.firings + more} times within an hour, ${limits.perHour} are allowed`;
    const all = await this.#accounts();
    const allowed = Math.max(FLOOR_ACCOUNTS, Math.floor(all * limits.maxShareOfAccounts));
    const day = await this.#watch.count(rule, at - DAY_MS, account);
    if (day.accounts + 1 > allowed)
      return `fired for ${day.accounts + 1} of ${all} accounts within a day, ${allowed} are allowed`;
    return undefined;
  }
}
