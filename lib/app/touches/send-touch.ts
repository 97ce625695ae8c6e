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
import type { ChannelPort } from '../ports/channel.ts';
import type { ContactBook, ContactRecord } from '../ports/contact-book.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { isStoreError } from '../ports/store-error.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';
import { touchValues } from './touch-values.ts';

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
  | { readonly result: 'skipped' | 'failed' | 'ambiguous' | 'later'; readonly reason: string }
  /** Another sender has it, or it has gone before: nothing was done. */
  | { readonly result: 'taken' };

/** How long a sender may take before it is given up and its send counts as ambiguous. */
const LEASE_MS = 5 * 60_000;
const LOOK_BACK_MS = 32 * DAY_MS;

/**
 * Sends one touch at most once, under its deterministic key: plan, verify the guardrails against what was claimed
 * meanwhile, claim, render, hand over. An answer that is lost leaves the send ambiguous, never sent again by itself.
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
  const verdict = await verify(ports, work, send, now);
  if (verdict.action === 'skip') return skip(verdict.reason);
  if (verdict.action === 'later') return { result: 'later', reason: verdict.reason };
  const contact = await ports.contacts.get(work.account.id, send.contact);
  const rendered = render(ports, work, send, contact);
  if ('reason' in rendered) return skip(rendered.reason);
  const claimed = advanceSend(planned, { type: 'claim', at: now, until: now + LEASE_MS });
  if (!(await replaced(ports.sends, key, planned, claimed, now))) return { result: 'taken' };
  return handOver(ports.sends, channel, work, send, rendered.message, contact, claimed, now);
}

/** Asks the guardrails once more, with the counts of this moment: another touch may have been claimed since. */
async function verify(ports: SendPorts, work: Work, send: Send, now: Instant): Promise<DeliveryPlan> {
  const { catalog, guardrails } = work.rulebook;
  const about = new ContactView(catalog, itemOf(work.account, catalog.contacts, send.contact));
  const accountZone = zoneOf(work.account, catalog);
  const since = now - LOOK_BACK_MS;
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
      contactSends: await ports.sends.sendsTo(send.addressKey, since),
      accountSends: await ports.sends.sendsOf(work.account.id, since),
      approval: 'not-needed',
    },
    now,
  );
}

function render(
  ports: SendPorts,
  work: Work,
  send: Send,
  contact: ContactRecord | undefined,
): { readonly message: RenderedMessage } | { readonly reason: string } {
  const template = work.rulebook.definitions.get(send.definition)?.templates.get(send.template);
  if (template === undefined) return { reason: 'unknown-template' };
  const links = ports.links(work.account.id, send.contact, send.topic);
  const values = touchValues(template.needs.keys(), work, {
    contact,
    with: send.with,
    run: send.runValues,
    links,
  });
  const { catalog } = work.rulebook;
  const zone = new ContactView(catalog, itemOf(work.account, catalog.contacts, send.contact)).zone();
  const rendered = renderTemplate(template, values, zone ?? zoneOf(work.account, catalog));
  return rendered.ok ? { message: rendered.message } : { reason: rendered.reason };
}

async function handOver(
  sends: SendLedger,
  channel: ChannelPort,
  work: Work,
  send: Send,
  message: RenderedMessage,
  contact: ContactRecord | undefined,
  claimed: SendRecord,
  now: Instant,
): Promise<SendOutcome> {
  const email = contact?.fields.email;
  const { attempt } = claimed;
  try {
    const answer = await channel.send({
      key: send.key,
      account: work.account.id,
      contact: send.contact,
      address: typeof email === 'string' ? email : undefined,
      topic: send.topic,
      message,
    });
    if (answer.sent) {
      const event: SendEvent = { type: 'sent', attempt, providerId: answer.providerId };
      return settle(sends, send.key, claimed, event, now, { result: 'sent' });
    }
    const { retryable, reason } = answer;
    return settle(sends, send.key, claimed, { type: 'failed', attempt, retryable, reason }, now, {
      result: 'failed',
      reason,
    });
  } catch {
    // Whether the provider took it is not known: the claim stands until its lease ends, and then it is ambiguous.
    return { result: 'ambiguous', reason: 'answer-lost' };
  }
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

/** Whether the change was made; not when another sender came first. */
async function replaced(
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
