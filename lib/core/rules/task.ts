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
}

export type TaskOrigin =
  | { readonly kind: 'rule'; readonly rule: string; readonly effect: number }
  | { readonly kind: 'run'; readonly run: string; readonly definition: string; readonly step: string };
