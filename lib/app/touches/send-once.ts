import type { Instant } from '../../core/time/instant.ts';
import type { Channel } from '../../core/touches/channel.ts';
import { advanceSend, type SendEvent, type SendRecord } from '../../core/touches/send-key.ts';
import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../ports/channel.ts';
import type { SendLedger, SendPlan } from '../ports/send-ledger.ts';
import type { ChannelGates } from './channel-gates.ts';
import { replaced, report } from './record-send.ts';

/** What sending anything needs. Outside of mode `live` there are no channels at all (DESIGN §4.4). */
export interface OncePorts {
  readonly sends: SendLedger;
  readonly channels: Partial<Readonly<Record<Channel, ChannelPort>>>;
  /** Without it a channel is asked as often as there is something. */
  readonly gates?: ChannelGates;
  /** Keeps what is about to go, for people to look at. It is called before anything goes. */
  keep?(message: OutgoingMessage): Promise<void>;
}

/** `detail` is for the ledger, never a person's data. */
export type Verdict =
  | { readonly action: 'send' }
  | {
      readonly action: 'later';
      readonly at: Instant;
      readonly reason: string;
      readonly detail?: string | undefined;
    }
  | { readonly action: 'skip'; readonly reason: string; readonly detail?: string | undefined };

export type SendOutcome =
  | { readonly result: 'sent'; readonly note?: string | undefined }
  | { readonly result: 'skipped'; readonly reason: string; readonly detail?: string | undefined }
  /** Whether it went is not known: nothing sends it again before its claim has run out. */
  | { readonly result: 'ambiguous'; readonly reason: string }
  /** The provider did not take it; where that may change, the same send can be tried again. */
  | {
      readonly result: 'failed';
      readonly reason: string;
      readonly retryable: boolean;
      readonly retryAfterMs?: number;
    }
  /** A guardrail holds it: to be tried again from `at` on. */
  | {
      readonly result: 'later';
      readonly reason: string;
      readonly at: Instant;
      readonly detail?: string | undefined;
    }
  /** The channel takes nothing more for now: nothing was decided about this message. */
  | { readonly result: 'busy'; readonly reason: string; readonly at: Instant }
  /** Another sender has it, or it has gone before: nothing was done. */
  | { readonly result: 'taken' };

/** One thing to be sent, at most once, under the key of its plan. */
export interface Sending {
  readonly plan: SendPlan;
  readonly channel: Channel;
  readonly status: 'shadow' | 'live';
  /** Asks everything that may stop or delay it; `claimed` once the send itself is among the counts. */
  verify(claimed: boolean): Promise<Verdict>;
  /** What goes, or why nothing can. */
  prepare(): Promise<{ readonly message: OutgoingMessage } | Extract<Verdict, { readonly action: 'skip' }>>;
}

/** How long a sender may take before it is given up and its send counts as ambiguous. */
export const LEASE_MS = 5 * 60_000;

/**
 * Sends one thing at most once: plan, ask the guardrails, render, wait for the channel's turn, keep, claim, ask once
 * more against what has changed meanwhile, hand over. A crash after the claim, like an answer that is lost, leaves the
 * send ambiguous, never sent again by itself.
 */
export async function sendOnce(ports: OncePorts, sending: Sending, now: Instant): Promise<SendOutcome> {
  const { sends, gates } = ports;
  const { plan, channel: name } = sending;
  const planned = await sends.plan(plan);
  if (planned.state !== 'planned') return { result: 'taken' };
  const skip = (reason: string, detail?: string) =>
    settle(sends, plan.key, planned, { type: 'skip', reason }, now, {
      result: 'skipped',
      reason,
      ...(detail === undefined ? {} : { detail }),
    });
  if (sending.status !== 'live') return skip('shadow');
  const channel = ports.channels[name];
  if (channel === undefined) return skip('no-channel');
  const verdict = await sending.verify(false);
  if (verdict.action === 'skip') return skip(verdict.reason, verdict.detail);
  if (verdict.action === 'later') return laterOf(verdict);
  const prepared = await sending.prepare();
  if (!('message' in prepared)) return skip(prepared.reason, prepared.detail);
  const busy = gates?.enter(name, now);
  if (busy !== undefined) return { result: 'busy', ...busy };
  let how: Parameters<ChannelGates['leave']>[1] = 'unused';
  let retryAfterMs: number | undefined;
  try {
    await ports.keep?.(prepared.message);
    const claimed = advanceSend(planned, { type: 'claim', at: now, until: now + LEASE_MS });
    if (!(await replaced(sends, plan.key, planned, claimed, now))) return { result: 'taken' };
    const held = await sending.verify(true);
    if (held.action !== 'send') return await giveBack(sends, plan.key, claimed, held, now);
    how = 'failed';
    const answer = await answerOf(channel, prepared.message);
    if (answer !== undefined && (answer.sent || !answer.retryable))
      how = !answer.sent && answer.withheld === true ? 'unused' : 'worked';
    if (answer?.sent === false) retryAfterMs = answer.retryAfterMs;
    return await outcomeOf(sends, plan.key, claimed, answer, now);
  } finally {
    gates?.leave(name, how, now, retryAfterMs);
  }
}

/** Undefined when the answer is lost: whether the provider took the message is not known. */
async function answerOf(channel: ChannelPort, message: OutgoingMessage): Promise<ChannelAnswer | undefined> {
  try {
    return await channel.send(message);
  } catch {
    return undefined;
  }
}

async function outcomeOf(
  sends: SendLedger,
  key: string,
  claimed: SendRecord,
  answer: ChannelAnswer | undefined,
  now: Instant,
): Promise<SendOutcome> {
  const { attempt } = claimed;
  // The claim stands until its lease ends, and then the send is ambiguous.
  if (answer === undefined) return { result: 'ambiguous', reason: 'answer-lost' };
  if (answer.sent) {
    await report(sends, key, claimed, { type: 'sent', attempt, providerId: answer.providerId }, now);
    return { result: 'sent', note: answer.note };
  }
  const { retryable, reason, retryAfterMs } = answer;
  if (answer.withheld === true) return giveBack(sends, key, claimed, { action: 'skip', reason }, now);
  await report(sends, key, claimed, { type: 'failed', attempt, retryable, reason }, now);
  return { result: 'failed', reason, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** A claim from which nothing was handed over, so that the send is as it was before. */
async function giveBack(
  sends: SendLedger,
  key: string,
  claimed: SendRecord,
  verdict: Exclude<Verdict, { readonly action: 'send' }>,
  now: Instant,
): Promise<SendOutcome> {
  const { reason, detail } = verdict;
  const back = advanceSend(claimed, { type: 'failed', attempt: claimed.attempt, retryable: true, reason });
  if (!(await replaced(sends, key, claimed, back, now))) return { result: 'taken' };
  if (verdict.action === 'later') return laterOf(verdict);
  const outcome: SendOutcome = {
    result: 'skipped',
    reason,
    ...(detail === undefined ? {} : { detail }),
  };
  return settle(sends, key, back, { type: 'skip', reason }, now, outcome);
}

function laterOf(verdict: Extract<Verdict, { readonly action: 'later' }>): SendOutcome {
  const { reason, at, detail } = verdict;
  return { result: 'later', reason, at, ...(detail === undefined ? {} : { detail }) };
}

async function settle(
  sends: SendLedger,
  key: string,
  from: SendRecord,
  event: SendEvent,
  now: Instant,
  outcome: SendOutcome,
): Promise<SendOutcome> {
  return (await replaced(sends, key, from, advanceSend(from, event), now)) ? outcome : { result: 'taken' };
}
