import type { Instant } from '../../core/time/instant.ts';
import { retryDelay } from '../../core/touches/retry-delay.ts';
import { isStoreError } from '../ports/store-error.ts';
import { type Delivered, deliverEffect } from './deliver-effect.ts';
import type { DeliveryPorts } from './delivery-ports.ts';

/** What one pass over the outbox did. */
export interface DeliverySummary {
  /** Effects by what became of them. */
  readonly counts: Readonly<Record<Delivered, number>>;
  /** Effects that could not be handled, and wait for another try. */
  readonly troubled: number;
  /** When the next effect is due: at once where this pass has left some, undefined when nothing waits. */
  readonly next: Instant | undefined;
}

/** Effects of one pass: others get their turn in between. */
const BATCH = 100;

/**
 * Brings every effect in the outbox whose time has come on its way, oldest first, at most a batch of them. What breaks
 * one stops no other; only a store that is not there ends the pass, with its StoreError `unavailable`.
 */
export async function deliverDue(ports: DeliveryPorts, now: Instant): Promise<DeliverySummary> {
  const counts = {
    sent: 0,
    skipped: 0,
    failed: 0,
    ambiguous: 0,
    held: 0,
    waiting: 0,
    shadow: 0,
    settled: 0,
  };
  let troubled = 0;
  for (const entry of await ports.accounts.outbox(now, BATCH)) {
    try {
      counts[await deliverEffect(ports, entry, now)] += 1;
    } catch (error) {
      if (isStoreError(error, 'unavailable')) throw error;
      troubled += 1;
      ports.onTrouble(entry.id, error);
      await ports.accounts.postpone(entry.id, now + retryDelay(entry.id, entry.attempts + 1));
    }
  }
  return { counts, troubled, next: await ports.accounts.nextOutbox() };
}
