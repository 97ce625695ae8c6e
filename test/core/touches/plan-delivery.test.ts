import { describe, expect, it } from 'vitest';
import { type DeliveryFacts, planDelivery } from '../../../lib/core/touches/plan-delivery.ts';
import { at, BILLING, FACTS, kill, MONDAY, plan, REQUEST } from './delivery-scene.ts';
import { exampleGuardrails } from './example-guardrails.ts';

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

describe('a transactional touch', () => {
  it('still needs an address that is not suppressed, and consent for its own topic', () => {
    expect(plan({ suppressedAddress: true }, BILLING)).toMatchObject({ reason: 'suppressed' });
    expect(plan({ withdrawnTopics: new Set(['billing']) }, BILLING)).toMatchObject({ reason: 'no-consent' });
    expect(plan({ withdrawnTopics: new Set(['marketing']) }, BILLING)).toEqual({ action: 'send' });
    expect(plan(kill({ everything: true }), BILLING)).toMatchObject({ reason: 'killed' });
  });
});
