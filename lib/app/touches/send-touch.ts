import { zoneOf } from '../../core/accounts/account.ts';
import type { Effect } from '../../core/effect.ts';
import { ContactView } from '../../core/journeys/contact-view.ts';
import { isPaused, mutedBy } from '../../core/journeys/present-holds.ts';
import { DAY_MS, type Instant } from '../../core/time/instant.ts';
import type { TopicKind } from '../../core/touches/channel.ts';
import { isMailbox, mailboxName } from '../../core/touches/mailbox.ts';
import { type KillSwitch, planDelivery } from '../../core/touches/plan-delivery.ts';
import { renderTemplate } from '../../core/touches/render-template.ts';
import { itemOf, type Work } from '../../core/work.ts';
import type { OutgoingMessage } from '../ports/channel.ts';
import type { ContactBook, ContactRecord } from '../ports/contact-book.ts';
import type { SuppressionList } from '../ports/suppression-list.ts';
import { type OncePorts, type SendOutcome, sendOnce, type Verdict } from './send-once.ts';
import { carriedTypes, touchValues } from './touch-values.ts';

export type Send = Extract<Effect, { kind: 'send' }>;

export interface SendPorts extends OncePorts {
  readonly suppressions: SuppressionList;
  readonly contacts: ContactBook;
  /** What people have stopped, as it stands at this moment. */
  kill(): KillSwitch | Promise<KillSwitch>;
  /** Links for one contact and topic, such as its unsubscribe link. */
  links(account: string, contact: string, topic: string): Readonly<Record<string, string>>;
}

const LOOK_BACK_MS = 32 * DAY_MS;
/** What a contract or the law asks for is worth nothing days late. Guardrails count the days of marketing. */
const TRANSACTIONAL_WITHIN_MS = DAY_MS;
const ASK_AGAIN_MS = 3 * 3_600_000;

/**
 * Sends one touch at most once, under its deterministic key. `work` is the account as it stands now: pause, mutes,
 * consent and reachability are read from it, kill switch and suppression from their stores, and all once more when
 * the send is claimed.
 */
export async function sendTouch(
  ports: SendPorts,
  work: Work,
  send: Send,
  now: Instant,
): Promise<SendOutcome> {
  const { key, addressKey, counted, status, channel } = send;
  const kind: TopicKind = work.rulebook.guardrails.topics.get(send.topic)?.kind ?? 'marketing';
  const plan = { key, account: work.account.id, addressKey, kind, counted, plannedAt: now };
  return sendOnce(
    ports,
    {
      plan,
      channel,
      status,
      verify: async (claimed) => inTime(await verify(ports, work, send, now, claimed), send, kind, now),
      prepare: () => prepare(ports, work, send, kind),
    },
    now,
  );
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
): Promise<Verdict> {
  const { catalog, guardrails } = work.rulebook;
  const about = new ContactView(catalog, itemOf(work.account, catalog.contacts, send.contact));
  const accountZone = zoneOf(work.account, catalog);
  const since = now - LOOK_BACK_MS;
  const contactSends = await ports.sends.sendsTo(send.addressKey, since);
  const accountSends = await ports.sends.sendsOf(work.account.id, since);
  const ownClaim = claimed && send.counted;
  const plan = planDelivery(
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
      suppressedAddress: await ports.suppressions.has(send.addressKey),
      kill: await ports.kill(),
      withdrawnTopics: new Set(about.words('withdrawn')),
      reachable: about.isReachable(),
      paused: isPaused(work),
      mutedTopics: mutedBy(work, send.run),
      contactSends: ownClaim ? withoutOne(contactSends, now) : contactSends,
      accountSends: ownClaim ? withoutOne(accountSends, now) : accountSends,
      approval: 'not-needed',
    },
    now,
  );
  if (plan.action === 'ask-approval') throw new Error('approval was asked before the touch was decided');
  return plan;
}

/** The instants without the sender's own claim. */
function withoutOne(instants: readonly Instant[], own: Instant): Instant[] {
  const at = instants.indexOf(own);
  return instants.filter((_instant, i) => i !== at);
}

/**
 * Of a transactional touch: it goes within its time from the decision, or not at all. What holds it is asked about more
 * often than on the next day of sending, which may come too late.
 */
function inTime(verdict: Verdict, send: Send, kind: TopicKind, now: Instant): Verdict {
  const end = send.at + TRANSACTIONAL_WITHIN_MS;
  if (kind !== 'transactional' || verdict.action === 'skip') return verdict;
  const detail = '24 hours for sending what is transactional';
  if (verdict.action === 'later') {
    if (now < end) return { ...verdict, at: Math.min(verdict.at, now + ASK_AGAIN_MS, end) };
    return { action: 'skip', reason: `expired:${verdict.reason}`, detail: `${verdict.detail}; ${detail}` };
  }
  return now < end ? verdict : { action: 'skip', reason: 'expired:late', detail };
}

async function prepare(
  ports: SendPorts,
  work: Work,
  send: Send,
  kind: TopicKind,
): Promise<{ readonly message: OutgoingMessage } | Extract<Verdict, { readonly action: 'skip' }>> {
  const { account } = work;
  const contact = await ports.contacts.get(account.id, send.contact);
  const address = send.channel === 'email' ? addressOf(contact) : undefined;
  if (send.channel === 'email' && address === undefined) return { action: 'skip', reason: 'unreachable' };
  const links = ports.links(account.id, send.contact, send.topic);
  const rendered = render(work, send, contact, links);
  if (!rendered.ok) return { action: 'skip', reason: rendered.reason, detail: rendered.detail };
  const { message } = rendered;
  const sender = message.channel === 'email' ? senderOf(work, message.from) : undefined;
  if (message.channel === 'email' && sender === undefined)
    return { action: 'skip', reason: 'unknown-sender' };
  return {
    message: {
      key: send.key,
      account: account.id,
      contact: send.contact,
      address,
      name: send.channel === 'email' ? nameOf(contact) : undefined,
      topic: send.topic,
      kind,
      sender,
      unsubscribe: kind === 'marketing' ? links.unsubscribe : undefined,
      at: send.at,
      message,
    },
  };
}

/** Only email goes to an address of the contact; the other channels know their own ways. */
function addressOf(contact: ContactRecord | undefined): string | undefined {
  const email = contact?.fields.email;
  return typeof email === 'string' && isMailbox(email) ? email : undefined;
}

function nameOf(contact: ContactRecord | undefined): string | undefined {
  const { name, firstName, lastName } = contact?.fields ?? {};
  return mailboxName(name) ?? mailboxName(firstName, lastName);
}

function senderOf(work: Work, id: string) {
  return work.rulebook.guardrails.senders.get(id);
}

function render(
  work: Work,
  send: Send,
  contact: ContactRecord | undefined,
  links: Readonly<Record<string, string>>,
) {
  const { catalog, definitions } = work.rulebook;
  const definition = definitions.get(send.definition);
  const template = definition?.templates.get(send.template);
  if (definition === undefined || template === undefined)
    return { ok: false, reason: 'unknown-template', detail: undefined } as const;
  const item = itemOf(work.account, catalog.contacts, send.contact);
  const values = touchValues(template.needs.keys(), work, {
    contact,
    item,
    with: send.with,
    run: send.runValues,
    types: carriedTypes(definition, send.step),
    links,
  });
  const zone = new ContactView(catalog, item).zone();
  return renderTemplate(template, values, zone ?? zoneOf(work.account, catalog));
}
