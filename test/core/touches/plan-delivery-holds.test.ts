import { describe, expect, it } from 'vitest';
import { planDelivery } from '../../../lib/core/touches/plan-delivery.ts';
import { at, BILLING, FACTS, MONDAY, plan, REQUEST } from './delivery-scene.ts';
import { exampleGuardrails } from './example-guardrails.ts';

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
