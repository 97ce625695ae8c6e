import { openAccount } from '../../core/accounts/open-account.ts';
import type { Instant } from '../../core/time/instant.ts';
import { retryDelay } from '../../core/touches/retry-delay.ts';
import { advanceSend, type SendRecord } from '../../core/touches/send-key.ts';
import { newWork, type Work } from '../../core/work.ts';
import type { OutboxEntry } from '../ports/account-store.ts';
import type { OutgoingMessage } from '../ports/channel.ts';
import type { TouchStatus } from '../ports/touch-store.ts';
import { replaced } from '../touches/record-send.ts';
import { type Notice, sendNotice } from '../touches/send-notice.ts';
import { LEASE_MS, type OncePorts, type SendOutcome } from '../touches/send-once.ts';
import { type Send, sendTouch } from '../touches/send-touch.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { expireLease } from './expire-leases.ts';
import { doubt, doubtIsKnown, endOf, neverWent, type Said, type Subject, say } from './record-outcome.ts';
import { namingOf } from './send-subject.ts';

/** What became of one effect: how it ended, or what it waits for. */
export type Delivered =
  | 'sent'
  | 'skipped'
  | 'failed'
  | 'ambiguous'
  /** Held by a guardrail, or refused by the provider for now. */
  | 'held'
  /** The channel, or another sender, is not done yet. */
  | 'waiting'
  /** Decided in shadow: nothing is done. */
  | 'shadow'
  /** It had ended before, and only the mark was missing. */
  | 'settled';

/** How long the provider has for its proof that a doubtful send went. */
export const PROOF_MS = 2 * LEASE_MS;
/** What another sender has just taken is looked at again after this. */
const TAKEN_MS = 1000;
/** Touches that the provider has told about went, whatever the sender knows. */
const PROVEN: ReadonlySet<TouchStatus> = new Set([
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
]);

/**
 * Brings one effect on its way, or to its end. It leaves the outbox last: whatever a crash cuts short is found there
 * again, and the send's own record says how far it had come.
 */
export async function deliverEffect(
  ports: DeliveryPorts,
  entry: OutboxEntry,
  now: Instant,
): Promise<Delivered> {
  const { effect } = entry;
  if (effect.kind !== 'send' && effect.kind !== 'notify')
    throw new TypeError(`an effect "${effect.kind}" is nothing to deliver`);
  const { key } = effect;
  if (effect.status !== 'live') {
    await ports.accounts.settle(entry.id);
    return 'shadow';
  }
  const subject: Subject = { account: entry.account, key, naming: namingOf(effect) };
  let record = await ports.sends.get(key);
  if (record?.state === 'claimed') {
    const expired = await expireLease(ports.sends, key, record, now);
    if (expired === undefined)
      return putOff(ports, entry, Math.max(record.leaseUntil ?? now, now + TAKEN_MS));
    record = expired;
  }
  if (record?.state === 'ambiguous' && !record.settled) {
    const cleared = await clearUp(ports, entry, subject, record, now);
    if (typeof cleared === 'string') return cleared;
    record = cleared;
  }
  const end = record === undefined ? undefined : endOf(record);
  if (end !== undefined) {
    await say(ports, subject, end, now, true);
    await ports.accounts.settle(entry.id);
    return 'settled';
  }
  return send(ports, entry, effect, subject, (record?.attempt ?? 0) + 1, now);
}

/**
 * A doubt is put on record, and the provider has its time to prove that the message went. After that the send is
 * settled as ambiguous, or, where it is transactional, planned once more.
 */
async function clearUp(
  ports: DeliveryPorts,
  entry: OutboxEntry,
  subject: Subject,
  record: SendRecord,
  now: Instant,
): Promise<SendRecord | Delivered> {
  if (!(await doubtIsKnown(ports, subject, record.attempt))) {
    await say(ports, subject, doubt(record.attempt), now, false);
    await ports.accounts.postpone(entry.id, now + PROOF_MS);
    return 'ambiguous';
  }
  const touch = await ports.touches.get(subject.key);
  const event =
    touch !== undefined && PROVEN.has(touch.status)
      ? ({ type: 'sent', attempt: record.attempt, providerId: undefined } as const)
      : ({ type: 'unproven' } as const);
  const next = advanceSend(record, event);
  if (await replaced(ports.sends, subject.key, record, next, now)) return next;
  return putOff(ports, entry, now + TAKEN_MS);
}

async function send(
  ports: DeliveryPorts,
  entry: OutboxEntry,
  effect: Send | Notice,
  subject: Subject,
  attempt: number,
  now: Instant,
): Promise<Delivered> {
  const work = await openWork(ports, entry.account, now);
  if (work === undefined) throw new Error(`account ${entry.account} is not stored`);
  let kept = false;
  const once: OncePorts = {
    sends: ports.sends,
    channels: ports.channels,
    gates: ports.gates,
    keep: async (message) => {
      kept = await keepMessage(ports, message, now);
    },
  };
  const outcome =
    effect.kind === 'send'
      ? await sendTouch({ ...ports, ...once }, work, effect, now)
      : await sendNotice({ ...once, kill: () => ports.kill() }, work, effect, now);
  if (kept && effect.kind === 'send') await forgetIfErased(ports, entry.account, effect);
  return settle(ports, entry, subject, outcome, attempt, now);
}

async function settle(
  ports: DeliveryPorts,
  entry: OutboxEntry,
  subject: Subject,
  outcome: SendOutcome,
  attempt: number,
  now: Instant,
): Promise<Delivered> {
  const finish = async (said: Said, delivered: Delivered): Promise<Delivered> => {
    await say(ports, subject, said, now, false);
    await ports.accounts.settle(entry.id);
    return delivered;
  };
  const hold = async (reason: string, until: Instant, detail?: string): Promise<Delivered> => {
    const held = { kind: 'send-held', status: 'delayed', reason, until, detail } as const;
    await say(ports, subject, held, now, true);
    await ports.accounts.postpone(entry.id, until);
    return 'held';
  };
  switch (outcome.result) {
    case 'sent':
      return finish({ kind: 'sent', status: 'sent', reason: outcome.note ?? '', attempt }, 'sent');
    case 'skipped': {
      const { reason, detail } = outcome;
      return finish({ kind: 'send-skipped', status: neverWent(reason), reason, detail }, 'skipped');
    }
    case 'failed': {
      const { reason, retryable, retryAfterMs } = outcome;
      if (!retryable) return finish({ kind: 'send-failed', status: 'failed', reason, attempt }, 'failed');
      return hold(reason, now + retryDelay(subject.key, attempt, retryAfterMs));
    }
    case 'later':
      return hold(outcome.reason, outcome.at, outcome.detail);
    case 'ambiguous':
      await say(ports, subject, doubt(attempt), now, true);
      await ports.accounts.postpone(entry.id, now + PROOF_MS);
      return 'ambiguous';
    case 'busy':
      return putOff(ports, entry, outcome.at);
    case 'taken':
      return putOff(ports, entry, now + TAKEN_MS);
  }
}

async function putOff(ports: DeliveryPorts, entry: OutboxEntry, until: Instant): Promise<'waiting'> {
  await ports.accounts.postpone(entry.id, until);
  return 'waiting';
}

/** The account as it stands, to be asked and never committed. */
async function openWork(ports: DeliveryPorts, id: string, now: Instant): Promise<Work | undefined> {
  const stored = await ports.accounts.load(id);
  if (stored === undefined) return undefined;
  const work = newWork(ports.rulebook, openAccount(stored.account, ports.rulebook), ports.outside);
  work.now = Math.max(now, work.account.now);
  return work;
}

async function keepMessage(ports: DeliveryPorts, one: OutgoingMessage, now: Instant): Promise<boolean> {
  const { key, account, contact, address, message } = one;
  if (contact === undefined) return false;
  await ports.touches.keepMessage({ touch: key, account, contact, at: now, address, message });
  return true;
}

/** An erasure that came while the message was being sent has not seen it. */
async function forgetIfErased(ports: DeliveryPorts, account: string, { contact, key }: Send): Promise<void> {
  if ((await ports.contacts.get(account, contact)) !== undefined) return;
  await ports.touches.eraseMessages(account, contact);
  await ports.forgetMessages([key]);
}
