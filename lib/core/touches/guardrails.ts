import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import type { BusinessCalendar } from '../time/business-calendar.ts';
import { type EpochDay, parseDay } from '../time/instant.ts';
import type { Per } from '../time/period.ts';
import { parseTimeOfDay, type QuietHours } from '../time/quiet-hours.ts';
import { parseSpan, type Span, spanDays } from '../time/span.ts';
import type { Channel, TopicKind } from './channel.ts';
import type { GuardrailsJson } from './guardrails-schema.ts';

export interface Topic {
  readonly kind: TopicKind;
  /** `over` in major units; `by` is a word of the segments' people, or `queue:…`. */
  readonly approval: { readonly over: number; readonly by: string; readonly within: Span } | undefined;
}

/** At most `max` counted touches in a calendar day, week from Monday, or month. */
export interface Cap {
  readonly per: Per;
  readonly max: number;
}

/** What a guardrail is for: both its kinds and its channels must name a touch. */
interface Coverage {
  readonly kinds: ReadonlySet<TopicKind>;
  readonly channels: ReadonlySet<Channel>;
}

export interface RuleLimits {
  readonly maxShareOfAccounts: number;
  readonly perHour: number;
}

export interface Guardrails {
  readonly topics: ReadonlyMap<string, Topic>;
  readonly caps: Coverage & { readonly contact: readonly Cap[]; readonly account: readonly Cap[] };
  readonly quietHours: Coverage & QuietHours;
  /** Milliseconds since midnight. */
  readonly sendAt: number;
  /** Days on which sending is allowed. */
  readonly sendWithin: number;
  readonly holidays: ReadonlyMap<string, ReadonlySet<EpochDay>>;
  /** Saturdays, Sundays and the holidays of `businessCalendar`. */
  readonly calendar: BusinessCalendar;
  readonly tasks: { readonly escalate: GuardrailsJson['tasks']['escalate'] };
  readonly defaultLimits: RuleLimits;
  /** Rules with limits of their own, filled up from the default ones. */
  readonly limits: ReadonlyMap<string, RuleLimits>;
  readonly senders: ReadonlyMap<string, GuardrailsJson['senders'][string]>;
  readonly company: GuardrailsJson['company'];
}

/** What holds where the limits themselves are mistaken. */
const STRICTEST: RuleLimits = { maxShareOfAccounts: 0, perHour: 0 };

/** Compiles guardrails whose JSON has its shape. What contradicts itself is an issue in `report`. */
export function compileGuardrails(doc: GuardrailsJson, report: Reporter): Guardrails {
  const holidays = new Map<string, ReadonlySet<EpochDay>>();
  for (const [name, days] of Object.entries(doc.holidays)) {
    holidays.set(name, new Set(days.map((day) => parseDay(day) ?? 0)));
  }
  const own = holidays.get(doc.businessCalendar);
  if (own === undefined) {
    const message = `there are no holidays "${doc.businessCalendar}"${hint(doc.businessCalendar, holidays.keys())}`;
    report.at('businessCalendar').error('unknown-calendar', message);
  }
  const quietHours = {
    from: parseTimeOfDay(doc.quietHours.from) ?? 0,
    to: parseTimeOfDay(doc.quietHours.to) ?? 0,
    weekends: doc.quietHours.weekends,
    ...coverageOf(doc.quietHours),
  };
  const sendAt = parseTimeOfDay(doc.sendAt) ?? 0;
  if (isWithin(quietHours, sendAt)) {
    const hours = `${doc.quietHours.from} to ${doc.quietHours.to}`;
    report
      .at('sendAt')
      .error('quiet-send-time', `held touches cannot go at ${doc.sendAt}, inside the quiet hours ${hours}`);
  }
  checkCaps(doc.caps.contact, report.at('caps', 'contact'));
  checkCaps(doc.caps.account, report.at('caps', 'account'));
  const defaultLimits = defaultLimitsOf(doc, report);
  const rules = Object.entries(doc.rules).filter(([rule]) => rule !== 'default');
  return {
    topics: new Map(Object.entries(doc.topics).map(([id, topic]) => [id, topicOf(topic)])),
    caps: { contact: doc.caps.contact, account: doc.caps.account, ...coverageOf(doc.caps) },
    quietHours,
    sendAt,
    sendWithin: daysOf(doc.sendWithin),
    holidays,
    calendar: { holidays: own ?? new Set(), weekend: new Set([6, 7]) },
    tasks: { escalate: doc.tasks.escalate },
    defaultLimits,
    limits: new Map(rules.map(([rule, limits]) => [rule, { ...defaultLimits, ...withoutAbsent(limits) }])),
    senders: new Map(Object.entries(doc.senders)),
    company: doc.company,
  };
}

/** Whether a touch on the topic and channel is one that the caps count; false for a topic that does not exist. */
export function countsTowardsCaps(guardrails: Guardrails, topic: string, channel: Channel): boolean {
  const kind = guardrails.topics.get(topic)?.kind;
  return kind !== undefined && covers(guardrails.caps, kind, channel);
}

export function covers(coverage: Coverage, kind: TopicKind, channel: Channel): boolean {
  return coverage.kinds.has(kind) && coverage.channels.has(channel);
}

function coverageOf(json: {
  readonly kinds: readonly TopicKind[];
  readonly channels: readonly Channel[];
}): Coverage {
  return { kinds: new Set(json.kinds), channels: new Set(json.channels) };
}

function isWithin(quiet: QuietHours, timeOfDay: number): boolean {
  if (quiet.from <= quiet.to) return timeOfDay >= quiet.from && timeOfDay < quiet.to;
  return timeOfDay >= quiet.from || timeOfDay < quiet.to;
}

/** A cap twice is a slip; a cap that a longer one makes unreachable says something that never happens. */
function checkCaps(caps: readonly Cap[], report: Reporter): void {
  const order: readonly Per[] = ['day', 'week', 'month'];
  for (const [index, { per, max }] of caps.entries()) {
    const first = caps.findIndex((cap) => cap.per === per);
    if (first !== index) report.at(index, 'per').error('duplicate-cap', `there is a cap per ${per} already`);
    const longer = caps.find((cap) => order.indexOf(cap.per) > order.indexOf(per) && cap.max < max);
    if (longer === undefined) continue;
    report
      .at(index, 'max')
      .warn('idle-cap', `${max} a ${per} is never reached: ${longer.max} a ${longer.per} comes first`);
  }
}

function defaultLimitsOf(doc: GuardrailsJson, report: Reporter): RuleLimits {
  const { maxShareOfAccounts, perHour } = doc.rules.default ?? {};
  if (maxShareOfAccounts !== undefined && perHour !== undefined) return { maxShareOfAccounts, perHour };
  const limits = { maxShareOfAccounts, perHour };
  const missing = Object.entries(limits).filter(([, limit]) => limit === undefined);
  const names = missing.map(([name]) => `"${name}"`).join(' and ');
  const message = `"default" needs ${names}: it holds for every rule that has no limits of its own`;
  report.at('rules').error('missing-key', message, ['default']);
  return STRICTEST;
}

function topicOf(json: GuardrailsJson['topics'][string]): Topic {
  const { kind, approval } = json;
  if (approval === undefined) return { kind, approval };
  return { kind, approval: { over: approval.over, by: approval.by, within: spanOf(approval.within) } };
}

function withoutAbsent(limits: GuardrailsJson['rules'][string]): Partial<RuleLimits> {
  const { maxShareOfAccounts, perHour } = limits;
  return {
    ...(maxShareOfAccounts === undefined ? {} : { maxShareOfAccounts }),
    ...(perHour === undefined ? {} : { perHour }),
  };
}

/** The schema has let nothing else through. */
function spanOf(text: string): Span {
  return parseSpan(text) ?? { months: 0, days: 0, ms: 0 };
}

function daysOf(text: string): number {
  return spanDays(spanOf(text)) ?? 1;
}
