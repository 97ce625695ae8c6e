import type { SendLedger, SendPlan } from '../../../lib/app/ports/send-ledger.ts';
import { advanceSend, type SendEvent, type SendRecord } from '../../../lib/core/touches/send-key.ts';
import { MONDAY } from './sample-commit.ts';

export interface SendLedgerUnderTest {
  readonly ledger: SendLedger;
  close?(): void;
}

const MINUTE = 60_000;
export const PLAN: SendPlan = {
  key: 'k1',
  account: 'acme',
  addressKey: 'h1',
  kind: 'marketing',
  counted: true,
  plannedAt: MONDAY,
};
export const CLAIM = { type: 'claim', at: MONDAY, until: MONDAY + 5 * MINUTE } as const;
export const EXPIRE: SendEvent = { type: 'leaseExpired', at: MONDAY + 5 * MINUTE };
export const SENT = { type: 'sent', attempt: 1, providerId: 'ses-1' } as const;
export const REFUSED: SendEvent = { type: 'failed', attempt: 1, retryable: false, reason: 'bounced' };
export const THROTTLED: SendEvent = { type: 'failed', attempt: 1, retryable: true, reason: 'throttled' };
export const SKIP: SendEvent = { type: 'skip', reason: 'cap' };

/** Takes events one after another, each stored at `at`. */
export async function advance(
  ledger: SendLedger,
  key: string,
  at: number,
  ...events: readonly SendEvent[]
): Promise<SendRecord | undefined> {
  for (const event of events) {
    const from = await ledger.get(key);
    if (from === undefined) throw new Error(`${key} was never planned`);
    await ledger.replace(key, from, advanceSend(from, event), at);
  }
  return ledger.get(key);
}
