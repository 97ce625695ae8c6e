import type { Instant } from '../time/instant.ts';

/** Work for a person that is still open. At most one per account, reason and subject. */
export interface OpenTask {
  readonly id: string;
  readonly reason: string;
  readonly subject: string;
  /** Never rendered with personal data: titles are stored as the author wrote them. */
  readonly title: string;
  readonly kind: 'task' | 'approval';
  readonly createdAt: Instant;
  readonly dueAt: Instant;
  assignee: string;
  readonly with: string | undefined;
  readonly priority: 'normal' | 'high';
  readonly outcomes: readonly string[];
  /** Still to come, earliest first. */
  readonly escalations: { readonly at: Instant; readonly to: string }[];
  /** The rule or journey that asked for it, and where in it (`definition` of a run, by hash). */
  readonly origin: TaskOrigin;
  readonly status: 'shadow' | 'live';
  /** When a task in shadow goes away by itself: nobody will ever complete it. Infinite for a live one. */
  readonly vanishAt: number;
  /** When its proof is to be looked at next if nothing is heard. */
  proofDue: number;
}

export type TaskOrigin =
  | {
      readonly kind: 'rule';
      readonly rule: string;
      readonly list: 'effects' | 'onResolve';
      readonly effect: number;
    }
  /** `effect` is set where a `do` step asked for it. */
  | {
      readonly kind: 'run';
      readonly run: string;
      readonly definition: string;
      readonly step: string;
      readonly effect?: number;
    };
