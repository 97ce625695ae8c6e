import { zoneOf } from '../../core/accounts/account.ts';
import type { Effect } from '../../core/effect.ts';
import { ContactView } from '../../core/journeys/contact-view.ts';
import { DAY_MS, type Instant } from '../../core/time/instant.ts';
import type { Channel, TopicKind } from '../../core/touches/channel.ts';
import { type DeliveryPlan, type KillSwitch, planDelivery } from '../../core/touches/plan-delivery.ts';
import { renderTemplate } from '../../core/touches/render-template.ts';
import type { RenderedMessage } from '../../core/touches/rendered-message.ts';
import { advanceSend, type SendEvent, type SendRecord } from '../../core/touches/send-key.ts';
import { itemOf, type Work } from '../../core/work.ts';
import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../ports/channel.ts';
import type { ContactBook, ContactRecord } from '../ports/contact-book.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';
import { replaced, report } from './record-send.ts';
import { carriedTypes, touchValues } from './touch-values.ts';

export type Send = Extract<Effect, { kind: 'send' }>;

/** What sending needs. Outside of mode `live` there are no channels at all (DESIGN §4.4). */
export interface SendPorts {
  readonly sends: SendLedger;
  readonly suppressions: SuppressionList;
  readonly contacts: ContactBook;
  readonly channels: Partial<Readonly<Record<Channel, ChannelPort>>>;
  readonly kill: KillSwitch;
  /** Links for one contact and topic, such as its unsubscribe link. */
  links(account: string, contact: string, topic: string): Readonly<Record<string, string>>;
}

export type SendOutcome =
  | { readonly result: 'sent' }
  | { readonly result: 'skipped' | 'ambiguous'; readonly reason: string }
  /** The provider did not take it; where that may change, the same send can be tried again. */
  | { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean }
  /** A guardrail holds it: to be tried again from `at` on. */
  | { readonly result: 'later'; readonly reason: string; readonly at: Instant }
  /** Another sender has it, or it has gone before: nothing was done. */
  | { readonly result: 'taken' };

/** How long a sender may take before it is given up and its send counts as ambiguous. */
const LEASE_MS = 5 * 60_000;
const LOOK_BACK_MS = 32 * DAY_MS;

/**
 * Sends one touch at most once, under its deterministic key: plan, ask the guardrails, render, claim, ask once more
 * against what was claimed meanwhile, hand over. An answer that is lost leaves the send ambiguous, never sent again by
 * itself.
 */
export async function sendTouch(
  ports: SendPorts,
  work: Work,
  send: Send,
  now: Instant,
): Promise<SendOutcome> {
  const kind: TopicKind = work.rulebook.guardrails.topics.get(send.topic)?.kind ?? 'marketing';
  const { key, addressKey, counted } = send;
  const planned = await ports.sends.plan({
    key,
    account: work.account.id,
    addressKey,
    kind,
    counted,
    plannedAt: now,
  });
  if (planned.state !== 'planned') return { result: 'taken' };
  const skip = (reason: string) =>
    settle(ports.sends, key, planned, { type: 'skip', reason }, now, { result: 'skipped', reason });
  if (send.status !== 'live') return skip('shadow');
  const channel = ports.channels[send.channel];
  if (channel === undefined) return skip('no-channel');
  const verdict = await verify(ports, work, send, now, false);
  if (verdict.action === 'skip') return skip(verdict.reason);
  if (verdict.action === 'later') return { result: 'later', reason: verdict.reason, at: verdict.at };
  const contact = await ports.contacts.get(work.account.id, send.contact);
  const address = addressOf(send.channel, contact);
  if (send.channel === 'email' && address === undefined) return skip('unreachable');
  const rendered = render(ports, work, send, contact);
  if ('reason' in rendered) return skip(rendered.reason);
  const claimed = advanceSend(planned, { type: 'claim', at: now, until: now + LEASE_MS });
  if (!(await replaced(ports.sends, key, planned, claimed, now))) return { result: 'taken' };
  const held = send.counted ? await verify(ports, work, send, now, true) : undefined;
  if (held?.action === 'later' || held?.action === 'skip')
    return giveBack(ports.sends, key, claimed, held, now);
  return handOver(ports.sends, channel, claimed, now, {
    key,
    account: work.account.id,
    contact: send.contact,
    address,
    topic: send.topic,
    message: rendered.message,
  });
}

/**
 * Asks the guardrails with the counts of this moment. Two senders may both find the last place of a cap free, so each
 * asks again once it has claimed: whoever then finds the other's claim gives its own back.
 */
async function verify(
  ports: SendPorts,
  work: Work,
  send: Send,
  now: Instant,
  claimed: boolean,
): Promise<DeliveryPlan> {
  const { catalog, guardrails } = work.rulebook;
  const about = new ContactView(catalog, itemOf(work.account, catalog.contacts, send.contact));
  const accountZone = zoneOf(work.account, catalog);
  const since = now - LOOK_BACK_MS;
  const contactSends = await ports.sends.sendsTo(send.addressKey, since);
  const accountSends = await ports.sends.sendsOf(work.account.id, since);
  return planDelivery(
    guardrails,
    {
      topic: send.topic,
      channel: send.channel,
      zone: about.zone() ?? accountZone,
      accountZone,
      dueAt: send.at,
      journey: send.journey,
    },
    {
      kill: ports.kill,
      suppressedAddress: await ports.suppressions.has(send.addressKey),
      withdrawnTopics: new Set(about.words('withdrawn')),
      reachable: about.isReachable(),
      paused: false,
      mutedTopics: new Set(),
      contactSends: claimed ? withoutOne(contactSends, now) : contactSends,
      accountSends: claimed ? withoutOne(accountSends, now) : accountSends,
      approval: 'not-needed',
    },
    now,
  );
}

/** The instants without the sender's own claim. */
function withoutOne(instants: readonly Instant[], own: Instant): Instant[] {
  const at = instants.indexOf(own);
  return instants.filter((_instant, i) => i !== at);
}

/** A claim that a guardrail did not bear out: nothing was handed over, so the touch is as it was before. */
async function giveBack(
  sends: SendLedger,
  key: string,
  claimed: SendRecord,
  verdict: Extract<DeliveryPlan, { readonly action: 'later' | 'skip' }>,
  now: Instant,
): Promise<SendOutcome> {
  const { reason } = verdict;
  const back = advanceSend(claimed, { type: 'failed', attempt: claimed.attempt, retryable: true, reason });
  if (!(await replaced(sends, key, claimed, back, now))) return { result: 'taken' };
  if (verdict.action === 'later') return { result: 'later', reason, at: verdict.at };
  return settle(sends, key, back, { type: 'skip', reason }, now, { result: 'skipped', reason });
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

/** Only email goes to an address of the contact; the other channels know their own ways. */
function addressOf(channel: Channel, contact: ContactRecord | undefined): string | undefined {
  const email = channel === 'email' ? contact?.fields.email : undefined;
  return typeof email === 'string' ? email : undefined;
}

function render(
  ports: SendPorts,
  work: Work,
  send: Send,
  contact: ContactRecord | undefined,
): { readonly message: RenderedMessage } | { readonly reason: string } {
  const { catalog, definitions } = work.rulebook;
  const definition = definitions.get(send.definition);
  const template = definition?.templates.get(send.template);
  if (definition === undefined || template === undefined) return { reason: 'unknown-template' };
  const item = itemOf(work.account, catalog.contacts, send.contact);
  const values = touchValues(template.needs.keys(), work, {
    contact,
    item,
    with: send.with,
    run: send.runValues,
    types: carriedTypes(definition, send.step),
    links: ports.links(work.account.id, send.contact, send.topic),
  });
  const zone = new ContactView(catalog, item).zone();
  const rendered = renderTemplate(template, values, zone ?? zoneOf(work.account, catalog));
  return rendered.ok ? { message: rendered.message } : { reason: rendered.reason };
}

async function handOver(
  sends: SendLedger,
  channel: ChannelPort,
  claimed: SendRecord,
  now: Instant,
  message: OutgoingMessage,
): Promise<SendOutcome> {
  const { attempt } = claimed;
  let answer: ChannelAnswer;
  try {
    answer = await channel.send(message);
  } catch {
    // Whether the provider took it is not known: the claim stands until its lease ends, and then it is ambiguous.
    return { result: 'ambiguous', reason: 'answer-lost' };
  }
  if (answer.sent) {
    await report(sends, message.key, claimed, { type: 'sent', attempt, providerId: answer.providerId }, now);
    return { result: 'sent' };
  }
  const { retryable, reason } = answer;
  await report(sends, message.key, claimed, { type: 'failed', attempt, retryable, reason }, now);
  return { result: 'failed', reason, retryable };
}
