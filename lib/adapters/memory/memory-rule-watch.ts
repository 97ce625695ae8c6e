import type { PausedRule, RuleWatch } from '../../app/ports/rule-watch.ts';
import type { Instant } from '../../core/time/instant.ts';
import { compareCodePoints } from './code-points.ts';

interface Firing {
  readonly account: string;
  readonly at: Instant;
}

export class MemoryRuleWatch implements RuleWatch {
  readonly #firings = new Map<string, Firing[]>();
  readonly #paused = new Map<string, PausedRule>();

  async note(rule: string, account: string, at: Instant): Promise<void> {
    const firings = this.#firings.get(rule) ?? [];
    firings.push({ account, at });
    this.#firings.set(rule, firings);
  }

  async count(
    rule: string,
    since: Instant,
    besides?: string,
  ): Promise<{ readonly firings: number; readonly accounts: number }> {
    const firings = (this.#firings.get(rule) ?? []).filter(({ at }) => at > since);
    const accounts = new Set(firings.map(({ account }) => account));
    if (besides !== undefined) accounts.delete(besides);
    return { firings: firings.length, accounts: accounts.size };
  }

  async pause({ rule, at, reason }: PausedRule): Promise<void> {
    if (!this.#paused.has(rule)) this.#paused.set(rule, { rule, at, reason });
  }

  async paused(): Promise<readonly PausedRule[]> {
    return [...this.#paused.values()]
      .sort((a, b) => a.at - b.at || compareCodePoints(a.rule, b.rule))
      .map((paused) => ({ ...paused }));
  }

  async resume(rule: string): Promise<boolean> {
    this.#firings.delete(rule);
    return this.#paused.delete(rule);
  }

  async forget(before: Instant): Promise<void> {
    for (const [rule, firings] of this.#firings)
      this.#firings.set(
        rule,
        firings.filter(({ at }) => at >= before),
      );
  }
}
