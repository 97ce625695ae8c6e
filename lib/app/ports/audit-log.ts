import type { Instant } from '../../core/time/instant.ts';
import type { Page } from './touch-store.ts';

/** One act of a person or token: who, when, on what, before and after. Never personal data. */
export interface AuditEntry {
  readonly at: Instant;
  readonly by: string;
  readonly role: string;
  /** Such as `task.complete`, `kill`, `contact.erase`. */
  readonly act: string;
  readonly account: string | undefined;
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | undefined;
}

export interface AuditQuery {
  readonly account?: string;
  readonly act?: string;
  /** Opaque, from the page before. */
  readonly cursor?: string;
  /** At least one and at most 200 are given. */
  readonly limit: number;
}

/** Append-only. */
export interface AuditLog {
  /** Durable when it resolves. */
  append(entry: AuditEntry): Promise<void>;
  /** Latest first, by when they were appended. Throws StoreError `bad-cursor` for a cursor that no page gave out. */
  list(query: AuditQuery): Promise<Page<AuditEntry>>;
}
