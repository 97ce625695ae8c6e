import { describe, expect, it } from 'vitest';
import {
  type DeliveryFacts,
  type DeliveryRequest,
  planDelivery,
} from '../../../lib/core/touches/plan-delivery.ts';
import { exampleGuardrails } from './example-guardrails.ts';

const guardrails = exampleGuardrails();
const at = (text: string) => Date.parse(text);

/** Monday 2026-03-02, 10:00 in New York. */
const MONDAY = at('2026-03-02T15:00:00Z');

const REQUEST: DeliveryRequest = {
  topic: 'onboarding',
  channel: 'email',
  zone: 'America/New_York',
  accountZone: 'America/New_York',
  dueAt: MONDAY,
  journey: 'smb-onboarding',
};

const FACTS: DeliveryFacts = {
  kill: { everything: false, journeys: new Set(), topics: new Set() },
  suppressedAddress: false,
  withdrawnTopics: new Set(),
  reachable: true,
  paused: false,
  mutedTopics: new Set(),
  contactSends: [],
  accountSends: [],
  approval: 'not-needed',
};

const plan = (
  facts: Partial<DeliveryFacts> = {},
  request: Partial<DeliveryRequest> = {},
  now: number = request.dueAt ?? MONDAY,
) => planDelivery(guardrails, { ...REQUEST, ...request }, { ...FACTS, ...facts }, now);

const kill = (what: Partial<DeliveryFacts['kill']>) => ({ kill: { ...FACTS.kill, ...what } });
const BILLING = { topic: 'billing' };

describe('a touch that nothing stops', () => {
  it('goes at once', () => {
    expect(plan()).toEqual({ action: 'send' });
    expect(plan({ approval: 'approved' }, { topic: 'expansion' })).toEqual({ action: 'send' });
  });

  it('waits for its time', () => {
    expect(plan({}, {}, MONDAY - 1)).toEqual({
      action: 'later',
      at: MONDAY,
      reason: 'not-due',
      detail: 'due on 2026-03-02 in America/New_York',
    });
  });
});

describe('a touch that is stopped', () => {
  it.each([
    ['everything', kill({ everything: true }), 'killed', 'everything is stopped'],
    [
      'its journey',
      kill({ journeys: new Set(['smb-onboarding']) }),
      'killed',
      'the journey smb-onboarding is stopped',
    ],
    ['its topic', kill({ topics: new Set(['onboarding']) }), 'killed', 'the topic onboarding is stopped'],
    ['no way to reach', { reachable: false }, 'unreachable', 'no way to reach the contact by email'],
    [
      'a suppressed address',
      { suppressedAddress: true },
      'suppressed',
      'nothing goes to this address any more',
    ],
    [
      'consent withdrawn for the topic',
      { withdrawnTopics: new Set(['onboarding']) },
      'no-consent',
      'withdrawn for onboarding',
    ],
    [
      'consent withdrawn for marketing',
      { withdrawnTopics: new Set(['marketing']) },
      'no-consent',
      'withdrawn for all marketing',
    ],
    ['a declined approval', { approval: 'declined' as const }, 'declined', 'a person declined it'],
    [
      'an approval nobody gave',
      { approval: 'expired' as const },
      'expired:approval',
      'nobody decided in time',
    ],
  ])('by %s is skipped for good, due or not', (_, facts, reason, detail) => {
    expect(plan(facts)).toEqual({ action: 'skip', reason, detail });
    expect(plan(facts, {}, MONDAY - 86_400_000)).toEqual({ action: 'skip', reason, detail });
  });

  it('by another journey, topic or withdrawal is not stopped', () => {
    expect(plan(kill({ journeys: new Set(['renewal']), topics: new Set(['expansion']) }))).toEqual({
      action: 'send',
    });
    expect(plan({ withdrawnTopics: new Set(['expansion']) })).toEqual({ action: 'send' });
  });

  it('is skipped when its topic is gone from the guardrails', () => {
    expect(plan({}, { topic: 'gone' })).toMatchObject({ action: 'skip', reason: 'unknown-topic' });
    expect(plan({}, { topic: '__proto__' })).toMatchObject({ action: 'skip', reason: 'unknown-topic' });
  });

  it('is told the first reason in a fixed order', () => {
    let facts: Partial<DeliveryFacts> = {
      ...kill({ everything: true }),
      reachable: false,
      suppressedAddress: true,
      withdrawnTopics: new Set(['onboarding']),
      approval: 'declined',
      mutedTopics: new Set(['onboarding']),
      paused: true,
      contactSends: [MONDAY],
    };
    const reasons: string[] = [];
    const reliefs: Partial<DeliveryFacts>[] = [
      { kill: FACTS.kill },
      { reachable: true },
      { suppressedAddress: false },
      { withdrawnTopics: new Set() },
      { approval: 'not-needed' },
      { mutedTopics: new Set() },
      { paused: false },
      { contactSends: [] },
    ];
    for (const relief of [{}, ...reliefs]) {
      facts = { ...facts, ...relief };
      const result = plan(facts);
      reasons.push('reason' in result ? result.reason : result.action);
    }
    expect(reasons).toEqual([
      'killed',
      'unreachable',
      'suppressed',
      'no-consent',
      'declined',
      'muted',
      'paused',
      'cap-contact',
      'send',
    ]);
  });
});

describe('quiet hours', () => {
  it.each([
    ['after 20:00', '2026-03-02T20:00:00-05:00', '2026-03-03T09:00:00-05:00'],
    ['before 08:00', '2026-03-03T07:59:59-05:00', '2026-03-03T09:00:00-05:00'],
    ['on Friday evening', '2026-03-06T21:00:00-05:00', '2026-03-09T09:00:00-04:00'],
    ['on Saturday noon', '2026-03-07T12:00:00-05:00', '2026-03-09T09:00:00-04:00'],
    ['on Thanksgiving', '2026-11-26T12:00:00-05:00', '2026-11-27T09:00:00-05:00'],
  ])('hold marketing email %s until the next 09:00 of a working day', (_, due, sendAt) => {
    expect(plan({}, { dueAt: at(due) })).toEqual({
      action: 'later',
      at: at(sendAt),
      reason: 'quiet-hours',
      detail: '20:00 to 08:00 and weekends in America/New_York',
    });
    expect(plan({}, { dueAt: at(due) }, at(sendAt))).toEqual({ action: 'send' });
  });

  it.each(['2026-03-02T08:00:00-05:00', '2026-03-02T19:59:59-05:00'])('do not hold it at %s', (due) => {
    expect(plan({}, { dueAt: at(due) })).toEqual({ action: 'send' });
  });

  it('are those of the contact and not of the account', () => {
    const due = at('2026-03-02T12:00:00Z');
    expect(plan({}, { dueAt: due, zone: 'Europe/Berlin' })).toEqual({ action: 'send' });
    expect(plan({}, { dueAt: due, accountZone: 'Europe/Berlin' })).toMatchObject({ reason: 'quiet-hours' });
  });

  it('hold neither transactional touches nor other channels', () => {
    const night = at('2026-03-07T03:00:00-05:00');
    expect(plan({}, { ...BILLING, dueAt: night })).toEqual({ action: 'send' });
    expect(plan({}, { channel: 'in-app', dueAt: night })).toEqual({ action: 'send' });
  });

  it('never use up the days for sending: one day lasts a holiday weekend', () => {
    const oneDay = exampleGuardrails({
      sendWithin: 'P1D',
      holidays: { US: ['2026-12-24', '2026-12-25', '2026-12-28'] },
    });
    const request = { ...REQUEST, dueAt: at('2026-12-23T20:30:00-05:00') };
    const later = planDelivery(oneDay, request, FACTS, request.dueAt);
    expect(later).toMatchObject({ action: 'later', at: at('2026-12-29T09:00:00-05:00') });
    expect(planDelivery(oneDay, request, FACTS, at('2026-12-29T09:00:00-05:00'))).toEqual({ action: 'send' });
    expect(planDelivery(oneDay, request, FACTS, at('2026-12-29T19:59:59-05:00'))).toEqual({ action: 'send' });
  });
});

describe('caps', () => {
  it('move the second touch of a day to 09:00 of the next day that has room', () => {
    expect(plan({ contactSends: [at('2026-03-02T09:00:00-05:00')] })).toEqual({
      action: 'later',
      at: at('2026-03-03T09:00:00-05:00'),
      reason: 'cap-contact',
      detail: 'contact has had 1 of 1 in the day from 2026-03-02',
    });
  });

  it('count the calendar day of the contact, not 24 hours', () => {
    expect(plan({ contactSends: [at('2026-03-01T23:59:59-05:00')] })).toEqual({ action: 'send' });
    expect(plan({ contactSends: [at('2026-03-02T00:00:00-05:00')] })).toMatchObject({
      reason: 'cap-contact',
    });
    const tokyo = { zone: 'Asia/Tokyo', dueAt: at('2026-03-03T08:30:00+09:00') };
    expect(plan({ contactSends: [at('2026-03-02T23:00:00+09:00')] }, tokyo)).toEqual({ action: 'send' });
  });

  it('count the week from Monday: the fourth touch of a week waits for the next one', () => {
    const contactSends = ['2026-03-02', '2026-03-03', '2026-03-04'].map((day) => at(`${day}T09:00:00-05:00`));
    const due = at('2026-03-05T10:00:00-05:00');
    expect(plan({ contactSends }, { dueAt: due })).toEqual({
      action: 'later',
      at: at('2026-03-09T09:00:00-04:00'),
      reason: 'cap-contact',
      detail: 'contact has had 3 of 3 in the week from 2026-03-02',
    });
    const sunday = at('2026-03-01T12:00:00-05:00');
    expect(plan({ contactSends: [sunday, ...contactSends.slice(0, 2)] }, { dueAt: due })).toEqual({
      action: 'send',
    });
  });

  it('drop a touch whose days for sending have no room', () => {
    const contactSends = ['2026-03-02', '2026-03-03', '2026-03-04'].map((day) => at(`${day}T09:00:00-05:00`));
    const due = at('2026-03-04T10:00:00-05:00');
    expect(plan({ contactSends }, { dueAt: due })).toEqual({
      action: 'skip',
      reason: 'expired:cap',
      detail:
        'contact has had 1 of 1 in the day from 2026-03-04; 3 days for sending from 2026-03-04 in America/New_York',
    });
  });

  it('hold all of an account together, by the week of the account', () => {
    const accountSends = ['02', '02', '03', '03', '04'].map((day) => at(`2026-03-${day}T09:00:00-05:00`));
    const due = at('2026-03-05T10:00:00-05:00');
    expect(plan({ accountSends }, { dueAt: due })).toEqual({
      action: 'later',
      at: at('2026-03-09T09:00:00-04:00'),
      reason: 'cap-account',
      detail: 'account has had 5 of 5 in the week from 2026-03-02',
    });
    expect(plan({ accountSends: accountSends.slice(1) }, { dueAt: due })).toEqual({ action: 'send' });
    // Monday 00:30 in Auckland is still the old week for the account in New York.
    const auckland = { zone: 'Pacific/Auckland', dueAt: at('2026-03-09T10:00:00+13:00') };
    expect(plan({ accountSends }, auckland)).toMatchObject({
      reason: 'cap-account',
      at: at('2026-03-10T09:00:00+13:00'),
    });
    expect(plan({ accountSends }, { ...auckland, accountZone: 'Pacific/Auckland' })).toEqual({
      action: 'send',
    });
  });

  it('count the month, too', () => {
    const monthly = exampleGuardrails({
      caps: { contact: [{ per: 'month', max: 2 }], account: [], kinds: ['marketing'], channels: ['email'] },
      sendWithin: 'P10D',
    });
    const facts = {
      ...FACTS,
      contactSends: [at('2026-03-01T00:00:00-05:00'), at('2026-03-20T12:00:00-04:00')],
    };
    const dueAt = at('2026-03-25T12:00:00-04:00');
    expect(planDelivery(monthly, { ...REQUEST, dueAt }, facts, dueAt)).toEqual({
      action: 'later',
      at: at('2026-04-01T09:00:00-04:00'),
      reason: 'cap-contact',
      detail: 'contact has had 2 of 2 in the month from 2026-03-01',
    });
  });

  it('never hold a transactional touch, or one on a channel that they leave out', () => {
    const full = { contactSends: Array(9).fill(MONDAY), accountSends: Array(9).fill(MONDAY) };
    expect(plan(full, BILLING)).toEqual({ action: 'send' });
    expect(plan(full, { channel: 'slack' })).toEqual({ action: 'send' });
    expect(plan(full, { channel: 'in-app' })).toMatchObject({ action: 'skip', reason: 'expired:cap' });
  });

  it('let a channel without quiet hours go on the weekend', () => {
    const due = at('2026-03-06T12:00:00-05:00');
    expect(plan({ contactSends: [due] }, { channel: 'in-app', dueAt: due })).toMatchObject({
      at: at('2026-03-07T09:00:00-05:00'),
    });
  });
});

describe('a mute or a pause', () => {
  it.each([
    ['muted', { mutedTopics: new Set(['onboarding']) }, 'an open run mutes onboarding'],
    ['muted', { mutedTopics: new Set(['marketing']) }, 'an open run mutes marketing'],
    ['paused', { paused: true }, 'the account is paused'],
  ])('holds a touch from day to day and then drops it: %s %j', (reason, facts, detail) => {
    const days = ['2026-03-03T09:00:00-05:00', '2026-03-04T09:00:00-05:00'].map(at);
    expect(plan(facts)).toEqual({ action: 'later', at: days[0], reason, detail });
    expect(plan(facts, {}, days[0])).toEqual({ action: 'later', at: days[1], reason, detail });
    expect(plan(facts, {}, days[1])).toEqual({
      action: 'skip',
      reason: `expired:${reason}`,
      detail: `${detail}; 3 days for sending from 2026-03-02 in America/New_York`,
    });
    expect(plan({}, {}, days[1])).toEqual({ action: 'send' });
  });

  it('is asked about again when a touch falls due that is held before', () => {
    const saturday = at('2026-03-07T12:00:00-05:00');
    expect(plan({ paused: true }, { dueAt: saturday }, MONDAY)).toMatchObject({
      reason: 'paused',
      at: at('2026-03-09T09:00:00-04:00'),
    });
  });

  it('of marketing lets transactional touches go, a pause does not', () => {
    expect(plan({ mutedTopics: new Set(['marketing']) }, BILLING)).toEqual({ action: 'send' });
    expect(plan({ mutedTopics: new Set(['billing']) }, BILLING)).toMatchObject({ reason: 'muted' });
    expect(plan({ mutedTopics: new Set(['transactional']) }, BILLING)).toMatchObject({ reason: 'muted' });
    expect(plan({ paused: true }, BILLING)).toMatchObject({
      reason: 'paused',
      at: at('2026-03-03T09:00:00-05:00'),
    });
  });
});

describe('a transactional touch', () => {
  it('still needs an address that is not suppressed, and consent for its own topic', () => {
    expect(plan({ suppressedAddress: true }, BILLING)).toMatchObject({ reason: 'suppressed' });
    expect(plan({ withdrawnTopics: new Set(['billing']) }, BILLING)).toMatchObject({ reason: 'no-consent' });
    expect(plan({ withdrawnTopics: new Set(['marketing']) }, BILLING)).toEqual({ action: 'send' });
    expect(plan(kill({ everything: true }), BILLING)).toMatchObject({ reason: 'killed' });
  });
});

describe('an approval', () => {
  const OFFER = { topic: 'expansion' };

  it('is asked for as soon as the touch is planned, before it is due', () => {
    expect(plan({ approval: 'needed' }, OFFER, MONDAY - 86_400_000)).toEqual({ action: 'ask-approval' });
    expect(plan({ approval: 'needed', reachable: false }, OFFER)).toMatchObject({ reason: 'unreachable' });
  });

  it('is waited for until its time and the days for sending are over', () => {
    const asked = { approval: 'asked' as const };
    expect(plan(asked, OFFER)).toEqual({
      action: 'later',
      at: at('2026-03-03T09:00:00-05:00'),
      reason: 'approval',
      detail: 'a person has not decided yet',
    });
    // Two business days to decide end on Wednesday; its three days for sending are Wednesday to Friday.
    expect(plan(asked, OFFER, at('2026-03-05T09:00:00-05:00'))).toMatchObject({
      at: at('2026-03-06T09:00:00-05:00'),
    });
    expect(plan(asked, OFFER, at('2026-03-06T09:00:00-05:00'))).toMatchObject({ reason: 'expired:approval' });
  });

  it('given late leaves the touch its days for sending', () => {
    const approved = { approval: 'approved' as const };
    expect(plan(approved, OFFER, at('2026-03-06T19:00:00-05:00'))).toEqual({ action: 'send' });
    expect(plan(approved, OFFER, at('2026-03-07T12:00:00-05:00'))).toMatchObject({ reason: 'expired:late' });
    expect(plan({}, OFFER, at('2026-03-06T19:00:00-05:00'))).toMatchObject({ reason: 'expired:late' });
  });
});

describe('a touch that is late', () => {
  it('is dropped when its days for sending are over, whatever held up the sender', () => {
    expect(plan({}, {}, at('2026-03-04T19:59:59-05:00'))).toEqual({ action: 'send' });
    expect(plan({}, {}, at('2026-03-05T09:00:00-05:00'))).toEqual({
      action: 'skip',
      reason: 'expired:late',
      detail: '3 days for sending from 2026-03-02 in America/New_York',
    });
  });

  it('has calendar days when quiet hours do not cover it', () => {
    const friday = at('2026-03-06T12:00:00-05:00');
    expect(plan({}, { ...BILLING, dueAt: friday }, at('2026-03-08T23:59:59-04:00'))).toEqual({
      action: 'send',
    });
    expect(plan({}, { ...BILLING, dueAt: friday }, at('2026-03-09T00:00:00-04:00'))).toMatchObject({
      reason: 'expired:late',
    });
    expect(plan({}, { dueAt: friday }, at('2026-03-10T19:00:00-04:00'))).toEqual({ action: 'send' });
    expect(plan({}, { dueAt: friday }, at('2026-03-11T00:00:00-04:00'))).toMatchObject({
      reason: 'expired:late',
    });
  });
});
