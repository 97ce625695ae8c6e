import { type Instant, formatDay } from '../time/instant.ts';
import { periodOf, periodStartDay } from '../time/period.ts';
import { isQuiet, isSendingDay, nextAllowed, type QuietHours } from '../time/quiet-hours.ts';
import { addSpan } from '../time/span.ts';
import { instantOf, localDay, startOfDay } from '../time/zone.ts';
import type { Channel } from './channel.ts';
import { type Cap, countsTowardsCaps, covers, type Guardrails, type Topic } from './guardrails.ts';

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
 * time). When they are over it expires as what held it last, or as late. Quiet hours alone never use them up.
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

  const calendar = new SendingDays(guardrails, topic, request);
  const held = holdOf(topic, request, facts);
  if (held === 'ask-approval') return { action: 'ask-approval' };
  if (held !== undefined) return calendar.hold(held.reason, held.detail, now);
  if (now < request.dueAt) return later(request.dueAt, 'not-due', 'its time has not come');
  if (now >= calendar.deadline()) return skip('expired:late', calendar.window());
  if (calendar.isQuiet(now)) return later(calendar.allowedFrom(now), 'quiet-hours', calendar.quietDetail());
  if (!countsTowardsCaps(guardrails, request.topic, request.channel)) return { action: 'send' };
  return planWithCaps(guardrails, request, facts, calendar, now);
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
function holdOf(topic: Topic, request: DeliveryRequest, facts: DeliveryFacts): Hold | 'ask-approval' | undefined {
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
  calendar: SendingDays,
  now: Instant,
): DeliveryPlan {
  const full = fullCap(guardrails, request, facts, now);
  if (full === undefined) return { action: 'send' };
  for (let at = calendar.slotAfter(now); at < calendar.deadline(); at = calendar.slotAfter(at)) {
    if (fullCap(guardrails, request, facts, at) === undefined) return later(at, full.reason, full.detail);
  }
  return skip('expired:cap', `${full.detail}; no room ${calendar.window()}`);
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
  return ofAccount && { reason: 'cap-account', detail: `account has had ${ofAccount}` };
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
    if (count >= max) return `${count} of ${max} in the ${per} from ${formatDay(periodStartDay(per, period))}`;
  }
  return undefined;
}

const NEVER_QUIET: QuietHours = { from: 0, to: 0, weekends: false };
const NO_DAYS: ReadonlySet<number> = new Set();
/** A slot is sought this far ahead: more than any row of days without sending. */
const MAX_DAYS_AHEAD = 400;

/** The days and hours on which one touch may go. A touch that quiet hours do not cover may go at any time. */
class SendingDays {
  readonly #guardrails: Guardrails;
  readonly #zone: string;
  readonly #quiet: QuietHours;
  readonly #holidays: ReadonlySet<number>;
  readonly #countFrom: Instant;
  #deadline: Instant | undefined;

  constructor(guardrails: Guardrails, topic: Topic, request: DeliveryRequest) {
    const covered = covers(guardrails.quietHours, topic.kind, request.channel);
    this.#guardrails = guardrails;
    this.#zone = request.zone;
    this.#quiet = covered ? guardrails.quietHours : NEVER_QUIET;
    this.#holidays = covered ? guardrails.calendar.holidays : NO_DAYS;
    this.#countFrom = request.dueAt;
  }
}
