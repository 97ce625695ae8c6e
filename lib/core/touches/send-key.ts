import { canonicalJson, sha256Hex } from '../authoring/canonical-json.ts';
import type { Instant } from '../time/instant.ts';
import type { Channel, TopicKind } from './channel.ts';

/**
 * The key under which one touch to one contact is sent once: 32 hex digits. `visit` counts how often the run has
 * entered the step, so that a loop may send again and a retry may not.
 */
export function sendKey(run: string, step: string, visit: number, contact: string, channel: Channel): string {
  return sha256Hex(canonicalJson(['send', run, step, visit, contact, channel])).slice(0, 32);
}

/**
 * Where a send stands. `claimed` is in the hands of a sender until its lease ends; `ambiguous` may or may not have
 * gone, because the sender was not heard of again; `planned` is to be claimed, for the first time or once more.
 */
export type SendState = 'planned' | 'claimed' | 'sent' | 'ambiguous' | 'failed' | 'skipped';

/** One entry of the send ledger, under one send key. */
export interface SendRecord {
  readonly state: SendState;
  readonly kind: TopicKind;
  /** Claims so far; the last one's number is what its sender answers with. */
  readonly attempt: number;
  /** Attempts that ended ambiguous. */
  readonly ambiguities: number;
  /** While claimed: when its sender is given up. */
  readonly leaseUntil: Instant | undefined;
  /** The provider's ids, in the order in which they were heard of. More than one is a message sent twice. */
  readonly providerIds: readonly string[];
  /** Of a failed or skipped send, and of an ambiguous one that is settled: why it ended so. */
  readonly reason: string | undefined;
  /** True when no further step is expected. Proof that it was sent may still arrive for an ambiguous one. */
  readonly settled: boolean;
}

/** What happens to a send. Answers of a sender carry the `attempt` of its claim. */
export type SendEvent =
  /** A sender takes it, and is given up at `until`. */
  | { readonly type: 'claim'; readonly at: Instant; readonly until: Instant }
  /** The provider took it: its sender says so, or the provider itself, later. */
  | { readonly type: 'sent'; readonly attempt: number; readonly providerId: string | undefined }
  /** The provider certainly did not take it. */
  | {
      readonly type: 'failed';
      readonly attempt: number;
      readonly retryable: boolean;
      readonly reason: string;
    }
  /** The sender was not heard of again. */
  | { readonly type: 'leaseExpired'; readonly at: Instant }
  /** No proof came, and none is expected any more. */
  | { readonly type: 'unproven' }
  /** A guardrail at the claim said no. */
  | { readonly type: 'skip'; readonly reason: string };

export type SendTransitionCode =
  | 'not-claimable'
  | 'not-claimed'
  | 'other-attempt'
  | 'lease-runs'
  | 'not-ambiguous'
  | 'final';

/** An event that does not fit the state of its send: nothing may be stored, and nothing sent. */
export class SendTransitionError extends Error {
  override readonly name = 'SendTransitionError';
  readonly code: SendTransitionCode;
  readonly state: SendState;
  readonly event: SendEvent['type'];

  constructor(code: SendTransitionCode, record: SendRecord, event: SendEvent) {
    super(`a send that is ${record.state} (attempt ${record.attempt}) cannot take "${event.type}": ${code}`);
    this.code = code;
    this.state = record.state;
    this.event = event.type;
  }
}

/** Of a transactional send; a marketing one is never sent again on a doubt. */
const MAX_RESENDS = 1;

export function plannedSend(kind: TopicKind): SendRecord {
  return {
    state: 'planned',
    kind,
    attempt: 0,
    ambiguities: 0,
    leaseUntil: undefined,
    providerIds: [],
    reason: undefined,
    settled: false,
  };
}

/**
 * The send after an event. A lost answer makes it ambiguous; when no proof comes, marketing stays so for good, and
 * transactional is planned once more, once. Throws SendTransitionError for an event that does not fit; the same
 * proof of sending twice changes nothing.
 */
export function advanceSend(record: SendRecord, event: SendEvent): SendRecord {
  const refuse = (code: SendTransitionCode) => new SendTransitionError(code, record, event);
  switch (event.type) {
    case 'claim':
      if (record.state !== 'planned') throw refuse('not-claimable');
      return { ...record, state: 'claimed', attempt: record.attempt + 1, leaseUntil: event.until };
    case 'skip':
      if (record.state !== 'planned') throw refuse('not-claimable');
      return { ...record, state: 'skipped', reason: event.reason, settled: true };
    case 'leaseExpired':
      if (record.state !== 'claimed') throw refuse('not-claimed');
      if (event.at < (record.leaseUntil ?? 0)) throw refuse('lease-runs');
      return { ...record, state: 'ambiguous', ambiguities: record.ambiguities + 1, leaseUntil: undefined };
    case 'unproven':
      if (record.state !== 'ambiguous') throw refuse('not-ambiguous');
      if (record.settled) throw refuse('final');
      if (record.kind === 'transactional' && record.ambiguities <= MAX_RESENDS) {
        return { ...record, state: 'planned' };
      }
      return { ...record, settled: true, reason: 'ambiguous' };
    case 'sent':
      return afterProof(record, event, refuse);
    case 'failed':
      return afterFailure(record, event, refuse);
  }
}

type Refuse = (code: SendTransitionCode) => SendTransitionError;

/** Proof counts whenever it arrives, also of an attempt that was given up: it ends every plan to send again. */
function afterProof(record: SendRecord, event: SendEvent & { type: 'sent' }, refuse: Refuse): SendRecord {
  const { state, attempt, ambiguities, providerIds } = record;
  if (state === 'skipped' || (state === 'failed' && ambiguities === 0)) throw refuse('final');
  if (event.attempt < 1 || event.attempt > attempt) throw refuse('other-attempt');
  const known = event.providerId === undefined || providerIds.includes(event.providerId);
  if (state === 'sent' && known) return record;
  const ids = event.providerId === undefined || known ? providerIds : [...providerIds, event.providerId];
  return {
    ...record,
    state: 'sent',
    leaseUntil: undefined,
    providerIds: ids,
    reason: undefined,
    settled: true,
  };
}

/** A refusal of the latest attempt is certain knowledge, even after its lease; one of an earlier attempt is stale. */
function afterFailure(record: SendRecord, event: SendEvent & { type: 'failed' }, refuse: Refuse): SendRecord {
  if (record.state !== 'claimed' && record.state !== 'ambiguous') throw refuse('not-claimed');
  if (event.attempt !== record.attempt) throw refuse('other-attempt');
  if (record.settled) throw refuse('final');
  const rest = { ...record, leaseUntil: undefined };
  if (event.retryable) return { ...rest, state: 'planned' };
  return { ...rest, state: 'failed', reason: event.reason, settled: true };
}
