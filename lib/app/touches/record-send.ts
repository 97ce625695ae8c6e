import type { Instant } from '../../core/time/instant.ts';
import {
  advanceSend,
  type SendEvent,
  type SendRecord,
  SendTransitionError,
} from '../../core/touches/send-key.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { isStoreError } from '../ports/store-error.ts';

/** How often an answer is put on record again because the record has changed meanwhile. */
const MAX_REPORTS = 5;

/** Whether the change was made; not when another sender came first. */
export async function replaced(
  sends: SendLedger,
  key: string,
  from: SendRecord,
  to: SendRecord,
  at: Instant,
): Promise<boolean> {
  try {
    await sends.replace(key, from, to, at);
    return true;
  } catch (error) {
    if (isStoreError(error, 'version-conflict')) return false;
    throw error;
  }
}

/**
 * Puts the provider's answer on record, also where the lease has run out meanwhile and the record has moved on: proof
 * that is dropped would let a transactional touch be sent twice. What no longer fits the record is told by it already.
 */
export async function report(
  sends: SendLedger,
  key: string,
  claimed: SendRecord,
  event: SendEvent,
  now: Instant,
): Promise<void> {
  let from: SendRecord | undefined = claimed;
  for (let tried = 0; from !== undefined && tried < MAX_REPORTS; tried += 1) {
    try {
      if (await replaced(sends, key, from, advanceSend(from, event), now)) return;
    } catch (error) {
      if (error instanceof SendTransitionError) return;
      throw error;
    }
    from = await sends.get(key);
  }
}
