import type { LedgerEntry } from '../../core/ledger.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { SendRecord } from '../../core/touches/send-key.ts';
import type { TouchStatus } from '../ports/touch-store.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { isOnRecord, type SendNaming, sendEntry } from './send-subject.ts';

/** A send as it is put on record. */
export interface Subject {
  readonly account: string;
  readonly key: string;
  readonly naming: SendNaming;
}

export interface Said {
  readonly kind: Parameters<typeof sendEntry>[0];
  readonly status: TouchStatus;
  /** Empty for the journey and step that wanted it. */
  readonly reason: string;
  readonly detail?: string | undefined;
  readonly until?: Instant | undefined;
  readonly attempt?: number | undefined;
}

/** Guardrails that refuse a touch for good: the decision before it would have said `suppressed` too. */
const SUPPRESSING: ReadonlySet<string> = new Set([
  'killed',
  'unreachable',
  'suppressed',
  'no-consent',
  'expired:muted',
  'expired:paused',
  'expired:cap',
  'expired:late',
]);

export function neverWent(reason: string): TouchStatus {
  return SUPPRESSING.has(reason) ? 'suppressed' : 'skipped';
}

/**
 * Puts how a send stands on record: the touch first, which may be told the same again, then the ledger, which may not.
 * `again` when a crash may have come after the ledger's entry.
 */
export async function say(
  ports: DeliveryPorts,
  subject: Subject,
  said: Said,
  now: Instant,
  again: boolean,
): Promise<void> {
  const { kind, status, reason, detail, until, attempt } = said;
  await ports.touches.advance(subject.key, status, now, reason, until);
  const more = { reason: reason === '' ? undefined : reason, detail, until, attempt };
  const entry = sendEntry(kind, subject.naming, now, more);
  if (again && (await isOnRecord(ports.ledger, subject.account, entry))) return;
  await ports.ledgerWriter.append(subject.account, [entry]);
}

/** What a send that has ended is on record as; undefined for one that has not. */
export function endOf(record: SendRecord): Said | undefined {
  const { state, attempt, settled } = record;
  const reason = record.reason ?? '';
  if (state === 'sent') return { kind: 'sent', status: 'sent', reason: '', attempt };
  if (state === 'failed') return { kind: 'send-failed', status: 'failed', reason, attempt };
  if (state === 'skipped') return { kind: 'send-skipped', status: neverWent(reason), reason };
  if (state === 'ambiguous' && settled) return doubt(attempt);
  return undefined;
}

export function doubt(attempt: number): Said {
  return { kind: 'send-ambiguous', status: 'ambiguous', reason: 'answer-lost', attempt };
}

/** Whether this doubt is on record. */
export function doubtIsKnown(ports: DeliveryPorts, subject: Subject, attempt: number): Promise<boolean> {
  const entry: LedgerEntry = sendEntry('send-ambiguous', subject.naming, 0, { attempt });
  return isOnRecord(ports.ledger, subject.account, entry);
}
