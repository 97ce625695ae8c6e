import type { SendRecord, SendState } from '../../core/touches/send-key.ts';
import { StoreError } from './store-error.ts';

/** Where `advanceSend` can lead from each state. */
const NEXT: Readonly<Record<SendState, readonly SendState[]>> = {
  planned: ['claimed', 'skipped', 'sent'],
  claimed: ['planned', 'sent', 'ambiguous', 'failed'],
  ambiguous: ['planned', 'sent', 'ambiguous', 'failed'],
  sent: ['sent'],
  failed: ['sent'],
  skipped: [],
};

/**
 * The send ledger's last guard, in every adapter: throws StoreError `illegal-transition` for a change of a record
 * that no event can make, such as claiming what has been sent. The same record again is no change, and allowed.
 */
export function checkSendChange(key: string, from: SendRecord, to: SendRecord): void {
  const problem = sameSend(from, to) ? undefined : problemOf(from, to);
  if (problem === undefined) return;
  throw new StoreError(
    'illegal-transition',
    `send ${key} cannot become ${to.state} from ${from.state}: ${problem}`,
  );
}

export function sameSend(a: SendRecord, b: SendRecord): boolean {
  return (
    a.state === b.state &&
    a.kind === b.kind &&
    a.attempt === b.attempt &&
    a.ambiguities === b.ambiguities &&
    a.leaseUntil === b.leaseUntil &&
    a.reason === b.reason &&
    a.settled === b.settled &&
    a.providerIds.length === b.providerIds.length &&
    continues(a.providerIds, b.providerIds)
  );
}

function problemOf(from: SendRecord, to: SendRecord): string | undefined {
  if (!NEXT[from.state].includes(to.state)) return 'no event leads there';
  if (from.kind !== to.kind) return 'its kind never changes';
  if (from.settled && to.state !== 'sent') return 'it is settled, and only proof that it was sent may follow';
  const claims = to.state === 'claimed' ? 1 : 0;
  if (to.attempt !== from.attempt + claims) return 'attempts grow by one with a claim, and only then';
  if (to.state === 'sent' && to.attempt === 0) return 'it was never claimed';
  const doubts = from.state === 'claimed' && to.state === 'ambiguous' ? 1 : 0;
  if (to.ambiguities !== from.ambiguities + doubts) return 'ambiguities grow by one with a lost answer';
  if ((to.state === 'claimed') !== (to.leaseUntil !== undefined)) return 'a lease belongs to a claim';
  if (!continues(from.providerIds, to.providerIds)) return 'what the provider said is never forgotten';
  return undefined;
}

/** Whether `longer` begins with the ids of `ids`. */
function continues(ids: readonly string[], longer: readonly string[]): boolean {
  return ids.every((id, i) => id === longer[i]);
}
