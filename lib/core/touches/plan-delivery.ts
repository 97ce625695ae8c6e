import { formatDay, type Instant } from '../time/instant.ts';
import { periodOf, periodStartDay } from '../time/period.ts';
import { addSpan } from '../time/span.ts';
import { localDay } from '../time/zone.ts';
import type { Channel } from './channel.ts';
import { type Cap, countsTowardsCaps, type Guardrails, type Topic } from './guardrails.ts';
import { SendingDays } from './sending-days.ts';

/** What people have stopped. It is data, read again at every claim. */
export interface KillSwitch {
  readonly everything: boolean;
  readonly journeys: ReadonlySet<string>;
  readonly topics: ReadonlySet<string>;
}

/** One touch to one contact. Zones are IANA names. */
export interface DeliveryRequest {
  readonly topic: string;
  readonly channel: Channel;
  readonly zone: string;
  readonly accountZone: string;
  /** When the step wants it: `sendWithin` counts from its day. */
  readonly dueAt: Instant;
  readonly journey: string;
}

/** A snapshot of what is outside of the decision; the claim before sending verifies the counts again. */
export interface DeliveryFacts {
  readonly kill: KillSwitch;
  readonly suppressedAddress: boolean;
  /** Topic ids, or `marketing` for all of it. */
  readonly withdrawnTopics: ReadonlySet<string>;
  readonly reachable: boolean;
  readonly paused: boolean;
  /** Topic ids, or kinds of topic. */
  readonly mutedTopics: ReadonlySet<string>;
  /** Counted touches (see `countsTowardsCaps`) to this address, ascending, of at least the last 32 days. */
  readonly contactSends: readonly Instant[];
  /** Counted touches to contacts of this account, likewise. */
  readonly accountSends: readonly Instant[];
  readonly approval: 'not-needed' | 'needed' | 'asked' | 'approved' | 'declined' | 'expired';
}

export type HoldReason =
  | 'not-due'
  | 'quiet-hours'
  | 'cap-contact'
  | 'cap-account'
  | 'muted'
  | 'paused'
  | 'approval';

export type SkipReason =
  | 'unknown-topic'
  | 'killed'
  | 'unreachable'
  | 'suppressed'
  | 'no-consent'
  | 'declined'
  | 'expired:approval'
  | 'expired:muted'
  | 'expired:paused'
  | 'expired:cap'
  | 'expired:late';

/** `detail` is for the ledger: numbers and names of guardrails, never a person's data. */
export type DeliveryPlan =
  | { readonly action: 'send' }
  | { readonly action: 'later'; readonly at: Instant; readonly reason: HoldReason; readonly detail: string }
  | { readonly action: 'skip'; readonly reason: SkipReason; readonly detail: string }
  | { readonly action: 'ask-approval' };

/**
 * Decides what becomes of a touch at `now`. The order of the questions is fixed, and the first answer holds: kill
 * switch, reachability, suppression of the address, consent, approval, mutes, pause, due time, lateness, quiet hours,
 * caps. Transactional topics are outside of quiet hours and caps (as these say of themselves), of a withdrawal or
 * mute of `marketing`, and of nothing else.
 *
 * `later` is always after `now`; ask again then. A touch that is held goes at `sendAt` of a day on which sending is
 * allowed; of those days it has `sendWithin`, the first one that of its due time (or of the end of its approval's
 * time). When they are over, or caps leave no room in them, it expires as what held it last, or as late. Quiet hours
 * alone never use them up.
 */
export function planDelivery(
  guardrails: Guardrails,
  request: DeliveryRequest,
  facts: DeliveryFacts,
  now: Instant,
): DeliveryPlan {
  const topic = guardrails.topics.get(request.topic);
  if (topic === undefined) return skip('unknown-topic', `no guardrail knows the topic ${request.topic}`);
  const refused = refusal(topic, request, facts);
  if (refused !== undefined) return refused;

  const held = holdOf(topic, request, facts);
  if (held === 'ask-approval') return { action: 'ask-approval' };
  const days = new SendingDays(guardrails, topic.kind, request.channel, request.zone);
  const window = windowOf(guardrails, topic, request, facts, days);
  if (held !== undefined) {
    const at = now < request.dueAt ? days.allowedFrom(request.dueAt) : days.slotAfter(now);
    if (at < window.end) return later(at, held.reason, held.detail);
    return skip(`expired:${held.reason}`, `${held.detail}; ${window.text}`);
  }
  if (now < request.dueAt) return later(request.dueAt, 'not-due', `due on ${days.dayText(request.dueAt)}`);
  if (now >= window.end) return skip('expired:late', window.text);
  if (days.isQuiet(now)) return later(days.allowedFrom(now), 'quiet-hours', days.quietText());
  return planWithCaps(guardrails, request, facts, days, window, now);
}

/** How long a touch may be held: up to `end`, exclusive. */
interface Window {
  readonly end: Instant;
  readonly text: string;
}

/** A person's time to approve is not taken from the time for sending: that starts when the former is over. */
function windowOf(
  guardrails: Guardrails,
  topic: Topic,
  request: DeliveryRequest,
  facts: DeliveryFacts,
  days: SendingDays,
): Window {
  const { zone, dueAt } = request;
  const waits = facts.approval !== 'not-needed' && topic.approval !== undefined;
  const from = waits ? addSpan(zone, dueAt, topic.approval.within, guardrails.calendar) : dueAt;
  const count = guardrails.sendWithin;
  const text = `${count} ${count === 1 ? 'day' : 'days'} for sending from ${days.dayText(days.allowedFrom(from))}`;
  return { end: days.endOfDays(from, count), text };
}

function skip(reason: SkipReason, detail: string): DeliveryPlan {
  return { action: 'skip', reason, detail };
}

function later(at: Instant, reason: HoldReason, detail: string): DeliveryPlan {
  return { action: 'later', at, reason, detail };
}

/** What ends a touch at once, whenever it is due. */
function refusal(topic: Topic, request: DeliveryRequest, facts: DeliveryFacts): DeliveryPlan | undefined {
  const { kill, withdrawnTopics } = facts;
  if (kill.everything) return skip('killed', 'everything is stopped');
  if (kill.journeys.has(request.journey)) return skip('killed', `the journey ${request.journey} is stopped`);
  if (kill.topics.has(request.topic)) return skip('killed', `the topic ${request.topic} is stopped`);
  if (!facts.reachable) return skip('unreachable', `no way to reach the contact by ${request.channel}`);
  if (facts.suppressedAddress) return skip('suppressed', 'nothing goes to this address any more');
  if (withdrawnTopics.has(request.topic)) return skip('no-consent', `withdrawn for ${request.topic}`);
  if (topic.kind === 'marketing' && withdrawnTopics.has('marketing')) {
    return skip('no-consent', 'withdrawn for all marketing');
  }
  if (facts.approval === 'declined') return skip('declined', 'a person declined it');
  if (facts.approval === 'expired') return skip('expired:approval', 'nobody decided in time');
  return undefined;
}

type Hold = { readonly reason: 'approval' | 'muted' | 'paused'; readonly detail: string };

/** What may end at any time, and is asked about again on the next day of sending. */
function holdOf(
  topic: Topic,
  request: DeliveryRequest,
  facts: DeliveryFacts,
): Hold | 'ask-approval' | undefined {
  if (facts.approval === 'needed') return 'ask-approval';
  if (facts.approval === 'asked') return { reason: 'approval', detail: 'a person has not decided yet' };
  for (const muted of [request.topic, topic.kind]) {
    if (facts.mutedTopics.has(muted)) return { reason: 'muted', detail: `an open run mutes ${muted}` };
  }
  return facts.paused ? { reason: 'paused', detail: 'the account is paused' } : undefined;
}

function planWithCaps(
  guardrails: Guardrails,
  request: DeliveryRequest,
  facts: DeliveryFacts,
  days: SendingDays,
  window: Window,
  now: Instant,
): DeliveryPlan {
  if (!countsTowardsCaps(guardrails, request.topic, request.channel)) return { action: 'send' };
  const full = fullCap(guardrails, request, facts, now);
  if (full === undefined) return { action: 'send' };
  for (let at = days.slotAfter(now); at < window.end; at = days.slotAfter(at)) {
    if (fullCap(guardrails, request, facts, at) === undefined) return later(at, full.reason, full.detail);
  }
  return skip('expired:cap', `${full.detail}; ${window.text}`);
}

/** The first cap, of the contact and then of the account, that has no room at `at`. */
function fullCap(
  guardrails: Guardrails,
  request: DeliveryRequest,
  facts: DeliveryFacts,
  at: Instant,
): { readonly reason: 'cap-contact' | 'cap-account'; readonly detail: string } | undefined {
  const { contact, account } = guardrails.caps;
  const ofContact = fullAmong(contact, facts.contactSends, request.zone, at);
  if (ofContact !== undefined) return { reason: 'cap-contact', detail: `contact has had ${ofContact}` };
  const ofAccount = fullAmong(account, facts.accountSends, request.accountZone, at);
  if (ofAccount === undefined) return undefined;
  return { reason: 'cap-account', detail: `account has had ${ofAccount}` };
}

function fullAmong(
  caps: readonly Cap[],
  sends: readonly Instant[],
  zone: string,
  at: Instant,
): string | undefined {
  for (const { per, max } of caps) {
    const period = periodOf(per, localDay(zone, at));
    const count = sends.filter((sent) => periodOf(per, localDay(zone, sent)) === period).length;
    if (count >= max)
      return `${count} of ${max} in the ${per} from ${formatDay(periodStartDay(per, period))}`;
  }
  return undefined;
}
