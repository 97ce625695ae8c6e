import type { Instant } from '../../core/time/instant.ts';

/** A rule that waits for a person, because it fired for more accounts than its limits allow. */
export interface PausedRule {
  readonly rule: string;
  readonly at: Instant;
  /** Which limit, with its figures. */
  readonly reason: string;
}

/** Live firings by rule, and the rules that are paused for them. */
export interface RuleWatch {
  note(rule: string, account: string, at: Instant): Promise<void>;
  /** Firings after `since`, and how many accounts they were of, `besides` not counted among these. */
  count(
    rule: string,
    since: Instant,
    besides?: string,
  ): Promise<{ readonly firings: number; readonly accounts: number }>;
  /** Once more changes nothing: the first reason stays. */
  pause(paused: PausedRule): Promise<void>;
  /** Longest paused first, then by rule. */
  paused(): Promise<readonly PausedRule[]>;
  /** Whether it was paused. A person has looked at what it fired so far: that is forgotten, paused or not. */
  resume(rule: string): Promise<boolean>;
  /** Forgets firings before `before`. */
  forget(before: Instant): Promise<void>;
}
