import type { Instant } from '../../core/time/instant.ts';
import { advanceSend, type SendRecord } from '../../core/touches/send-key.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { replaced } from '../touches/record-send.ts';

/** Sends that are in the hands of somebody at one time: far fewer, since each has a lease of minutes. */
const MAX_CLAIMS = 10_000;

/**
 * Gives up every claim whose lease has run out: from then on the send is ambiguous, and listed as such. Delivery does
 * the same for what it has in hand; this finds those that nobody has. Returns how many there were.
 */
export async function expireLeases(ports: { readonly sends: SendLedger }, now: Instant): Promise<number> {
  let expired = 0;
  for (const key of await ports.sends.inState('claimed', MAX_CLAIMS)) {
    const record = await ports.sends.get(key);
    if (record?.state === 'claimed' && (await expireLease(ports.sends, key, record, now)) !== undefined)
      expired += 1;
  }
  return expired;
}

/** The ambiguous record; undefined while the lease runs, and when another has changed the record meanwhile. */
export async function expireLease(
  sends: SendLedger,
  key: string,
  claimed: SendRecord,
  now: Instant,
): Promise<SendRecord | undefined> {
  if (now < (claimed.leaseUntil ?? 0)) return undefined;
  const ambiguous = advanceSend(claimed, { type: 'leaseExpired', at: now });
  return (await replaced(sends, key, claimed, ambiguous, now)) ? ambiguous : undefined;
}
