import type { Instant } from '../../core/time/instant.ts';
import type { RenderedMessage } from '../../core/touches/rendered-message.ts';

/**
 * Where a touch stands. `delayed` is held by a guardrail until `until`; `planned` waits for its sender; `suppressed`
 * and `skipped` never went; `ambiguous` may have gone.
 */
export type TouchStatus =
  | 'delayed'
  | 'planned'
  | 'suppressed'
  | 'skipped'
  | 'sent'
  | 'failed'
  | 'ambiguous'
  | 'delivered'
  | 'opened'
  | 'clicked'
  | 'bounced'
  | 'complained';

/** One touch to one contact, or why there was none. Never personal data. */
export interface Touch {
  /** The send key; the same from the first delay on. */
  readonly id: string;
  readonly account: string;
  readonly contact: string | undefined;
  readonly channel: string;
  readonly template: string;
  readonly topic: string;
  readonly journey: string;
  readonly run: string;
  readonly step: string;
  readonly mode: 'shadow' | 'live';
  readonly status: TouchStatus;
  /** When it came to this status. */
  readonly at: Instant;
  /** Why it is held, or never went, as a slug; where it went, the journey and step that wanted it. */
  readonly reason: string;
  readonly until: Instant | undefined;
}

/** A rendered message, personal data and all. */
export interface StoredMessage {
  readonly touch: string;
  readonly account: string;
  readonly contact: string;
  readonly at: Instant;
  readonly address: string | undefined;
  readonly message: RenderedMessage;
}

export interface TouchQuery {
  readonly account?: string;
  readonly contact?: string;
  readonly status?: TouchStatus;
  readonly channel?: string;
  readonly journey?: string;
  readonly mode?: 'shadow' | 'live';
  /** Opaque, from the page before. */
  readonly cursor?: string;
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Touches by send key, and the messages that were rendered for them. */
export interface TouchStore {
  get(id: string): Promise<Touch | undefined>;
  /**
   * Latest first, by when it was first decided about: a touch keeps its place whatever becomes of it, so that no row is
   * missed or seen twice from page to page. Pages hold at most 200. Throws StoreError `bad-cursor`.
   */
  list(query: TouchQuery): Promise<Page<Touch>>;
  /**
   * Notes where a touch stands now, as `advanceTouch` has it: what was later in its life is never overwritten by what
   * was earlier. An empty reason stands for the journey and step that wanted it; `until` goes with `delayed`. A touch
   * that is not there stays so.
   */
  advance(id: string, status: TouchStatus, at: Instant, reason: string, until?: Instant): Promise<void>;
  /** Keeps the message of a touch in place of an earlier one. */
  keepMessage(message: StoredMessage): Promise<void>;
  message(touch: string): Promise<StoredMessage | undefined>;
  /** Deletes every rendered message to a contact; the ids of their touches, in order. */
  eraseMessages(account: string, contact: string): Promise<readonly string[]>;
}
