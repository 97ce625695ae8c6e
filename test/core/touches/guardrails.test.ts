import { describe, expect, it } from 'vitest';
import { countsTowardsCaps } from '../../../lib/core/touches/guardrails.ts';
import { EXAMPLE, exampleGuardrails, guardrailsWith } from './example-guardrails.ts';

describe('guardrails', () => {
  it('are compiled to times of day, days, spans and sets', () => {
    const guardrails = exampleGuardrails();
    expect(guardrails.quietHours).toEqual({
      from: 72_000_000,
      to: 28_800_000,
      weekends: true,
      kinds: new Set(['marketing']),
      channels: new Set(['email']),
    });
    expect(guardrails.sendAt).toBe(32_400_000);
    expect(guardrails.sendWithin).toBe(3);
    // 2026-11-26 and 2026-12-25, as days since 1970-01-01.
    expect(guardrails.calendar).toEqual({ holidays: new Set([20_783, 20_812]), weekend: new Set([6, 7]) });
    expect([...guardrails.holidays.keys()]).toEqual(['US', 'DE']);
    expect(guardrails.topics.get('expansion')).toEqual({
      kind: 'marketing',
      approval: { over: 5000, by: 'manager', within: { businessDays: 2 } },
    });
    expect(guardrails.topics.get('billing')).toEqual({ kind: 'transactional', approval: undefined });
    expect(guardrails.tasks.escalate).toEqual([{ after: '3 business days', to: 'manager' }]);
  });

  it('give a rule the default limits that it does not set itself', () => {
    const { limits, defaultLimits } = exampleGuardrails();
    expect(defaultLimits).toEqual({ maxShareOfAccounts: 0.05, perHour: 200 });
    expect([...limits]).toEqual([['health-red', { maxShareOfAccounts: 0.05, perHour: 50 }]]);
  });

  it('count a touch towards caps only if both its kind and its channel are capped', () => {
    const guardrails = exampleGuardrails();
    expect(countsTowardsCaps(guardrails, 'onboarding', 'email')).toBe(true);
    expect(countsTowardsCaps(guardrails, 'onboarding', 'in-app')).toBe(true);
    expect(countsTowardsCaps(guardrails, 'onboarding', 'slack')).toBe(false);
    expect(countsTowardsCaps(guardrails, 'billing', 'email')).toBe(false);
    expect(countsTowardsCaps(guardrails, 'no-such-topic', 'email')).toBe(false);
    expect(countsTowardsCaps(guardrails, 'constructor', 'email')).toBe(false);
  });

  const quiet = EXAMPLE.quietHours;
  const company = EXAMPLE.company;
  it.each([
    [{ topics: { a: { kind: 'promo' } } }, '(allowed: marketing, transactional)'],
    [
      { topics: { a: { kind: 'marketing', approval: { over: -1, by: 'm', within: 'P1D' } } } },
      '"over" is -1, at least 0 is needed',
    ],
    [{ topics: { a: { kind: 'marketing', approval: { over: 1, by: 'm', within: '-P1D' } } } }, 'lies ahead'],
    [{ caps: { ...EXAMPLE.caps, contact: [{ per: 'hour', max: 1 }] } }, '(allowed: day, week, month)'],
    [{ caps: { ...EXAMPLE.caps, contact: [{ per: 'day', max: 0 }] } }, '"max" is 0, at least 1 is needed'],
    [{ caps: { ...EXAMPLE.caps, channels: ['mail'] } }, 'did you mean "email"?'],
    [
      {
        caps: {
          ...EXAMPLE.caps,
          account: [
            { per: 'day', max: 1 },
            { per: 'day', max: 2 },
          ],
        },
      },
      'a cap per day already',
    ],
    [{ quietHours: { ...quiet, from: '8pm' } }, 'a time of day is "HH:MM"'],
    [{ quietHours: { ...quiet, to: '24:00' } }, 'a time of day is "HH:MM"'],
    [{ quietHours: { ...quiet, zone: 'UTC' } }, 'unknown key "zone"'],
    [{ sendAt: '20:00' }, 'held touches cannot go at 20:00, inside the quiet hours 20:00 to 08:00'],
    [{ sendAt: '07:59' }, 'held touches cannot go at 07:59'],
    [{ sendWithin: 'P0D' }, 'a number of days'],
    [{ sendWithin: 'PT4H' }, 'a number of days'],
    [{ sendWithin: 'P1M' }, 'a number of days'],
    [{ sendWithin: '3 business days' }, 'a number of days'],
    [{ sendWithin: 'P61D' }, 'at most 60'],
    [{ holidays: { US: ['2026-02-30'] } }, 'a date is "YYYY-MM-DD"'],
    [{ businessCalendar: 'FR' }, 'there are no holidays "FR" (allowed: US, DE)'],
    [{ tasks: { escalate: [{ after: 'soon', to: 'manager' }], onePer: 'reason' } }, 'a span is ISO 8601'],
    [{ tasks: { escalate: [], onePer: 'account' } }, '"onePer" cannot be "account" (allowed: reason)'],
    [{ rules: {} }, '"default" needs "maxShareOfAccounts" and "perHour"'],
    [{ rules: { default: { perHour: 1 } } }, '"default" needs "maxShareOfAccounts"'],
    [
      { rules: { default: { maxShareOfAccounts: 1.5, perHour: 1 } } },
      '"maxShareOfAccounts" is 1.5, at most 1 is allowed',
    ],
    [{ senders: { success: { name: 'Acme', address: 'success' } } }, 'an address such as'],
    [
      { senders: { success: { name: 'Acme\nBcc: x@example.com', address: 'a@example.com' } } },
      'a name has no quotes',
    ],
    [
      { senders: { success: { name: '"Bank" <a@bank.example>', address: 'a@example.com' } } },
      'a name has no quotes',
    ],
    [
      { senders: { success: { name: 'Acme', address: 'a@example.com\nBcc: b@example.com' } } },
      'an address such as',
    ],
    [{ company: { ...company, website: 'http://example.com' } }, 'a link is "https://…"'],
    [{ company: { ...company, appUrl: 'javascript:alert(1)' } }, 'a link is "https://…"'],
    [{ company: { name: 'Acme' } }, '"postalAddress" is missing'],
  ])('refuse %j', (replaced, part) => {
    const { guardrails, issues } = guardrailsWith(replaced);
    expect(guardrails).toBeUndefined();
    expect(issues.join('\n')).toContain(part);
  });

  it('warn of a cap that a longer one makes idle', () => {
    const caps = {
      ...EXAMPLE.caps,
      contact: [
        { per: 'day', max: 4 },
        { per: 'week', max: 3 },
      ],
    };
    const { guardrails, issues } = guardrailsWith({ caps });
    expect(guardrails).toBeDefined();
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain('warning 4 a day is never reached: 3 a week comes first');
  });

  it('allow quiet hours that are none', () => {
    const { issues } = guardrailsWith({ quietHours: { ...quiet, from: '00:00', to: '00:00' } });
    expect(issues).toEqual([]);
  });
});
