import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ImportMap } from '../../../lib/app/import/import-map.ts';
import { readMap } from '../../../lib/app/import/read-map.ts';
import { formatIssue, type Issue } from '../../../lib/core/authoring/issue.ts';
import { importAll, memorySource } from '../../support/import-tables.ts';

const MAP = 'docs/examples/ravenstack.map.json';

function exampleMap(): ImportMap {
  const issues: Issue[] = [];
  const map = readMap(MAP, readFileSync(MAP, 'utf8'), issues);
  expect(issues.map(formatIssue)).toEqual([]);
  if (map === undefined) throw new Error('no map');
  return map;
}

/** Three accounts: A-1 pays and uses, A-2 is on trial and has churned, A-3 contradicts itself throughout. */
const ACCOUNTS = memorySource(
  'ravenstack_accounts.csv',
  'account_id|account_name|industry|country|signup_date|referral_source|plan_tier|seats|is_trial|churn_flag',
  'A-1|One|DevTools|UK|2023-01-10|ads|Pro|5|False|False',
  'A-2|Two|FinTech|US|2023-02-10|ads|Basic|2|True|True',
  'A-3|Three|EdTech|IN|2023-03-10|ads|Basic|3|True|True',
);
const SUBSCRIPTIONS = memorySource(
  'ravenstack_subscriptions.csv',
  'subscription_id|account_id|start_date|end_date|plan_tier|seats|mrr_amount|arr_amount|is_trial|upgrade_flag|downgrade_flag|churn_flag|billing_frequency|auto_renew_flag',
  'S-1|A-1|2023-01-10||Pro|7|1000|12000|False|False|False|False|annual|True',
  'S-2|A-2|2023-02-11|2023-03-11|Basic|2|0|0|True|False|False|True|monthly|True',
  'S-3|A-3|2023-03-11||Basic|2|10|120|False|True|True|False|monthly|True',
  'S-4|A-3|2023-03-20|2023-03-20|Basic|2|10|120|False|False|False|True|monthly|True',
);
const USAGE = memorySource(
  'ravenstack_feature_usage.csv',
  'usage_id|subscription_id|usage_date|feature_name|usage_count|usage_duration_secs|error_count|is_beta_feature',
  'U-1|S-1|2023-02-01|feature_1|9|100|0|False',
  'U-2|S-2|2023-02-10|feature_2|1|100|2|False',
  'U-3|S-2|2023-03-12|feature_2|1|100|0|False',
  'U-4|S-3|2023-01-01|feature_2|1|100|0|False',
  'U-1|S-3|2023-04-01|feature_2|1|100|0|False',
  'U-5|S-1|2023-04-01|feature_2|0|0|0|False',
);
const TICKETS = memorySource(
  'ravenstack_support_tickets.csv',
  'ticket_id|account_id|submitted_at|closed_at|resolution_time_hours|priority|first_response_time_minutes|satisfaction_score|escalation_flag',
  'T-1|A-1|2023-02-01|2023-02-02 03:00:00|27.0|urgent|74|4.0|False',
  'T-2|A-1|2023-02-01||27.0|medium|74||False',
  'T-3|A-3|2023-01-01|2022-12-31 03:00:00|27.0|low|74||False',
  'T-4|A-1|2023-02-01||27.0|high|74|3.0|False',
  'T-5|A-1|2023-02-01||27.0|panic|74||False',
);
const CHURN = memorySource(
  'ravenstack_churn_events.csv',
  'churn_event_id|account_id|churn_date|reason_code|refund_amount_usd|preceding_upgrade_flag|preceding_downgrade_flag|is_reactivation|feedback_text',
  'C-1|A-2|2023-03-11|pricing|4.03|False|False|False|',
  'C-2|A-1|2023-05-01|budget|0.0|False|False|True|too expensive',
);
const FILES = [USAGE, CHURN, TICKETS, SUBSCRIPTIONS, ACCOUNTS];

describe('the example map for RavenStack', () => {
  it('makes the signals of every table', async () => {
    const { signals } = await importAll(exampleMap(), FILES);
    const of = (id: string) => {
      const found = signals.find((signal) => signal.id === id);
      return found === undefined ? undefined : [found.time, found.account, found.contact, found.data];
    };
    expect(signals.every((signal) => signal.source === 'ravenstack')).toBe(true);
    expect(of('accounts/A-1/account.updated')).toEqual([
      '2023-01-10T00:00:00Z',
      'A-1',
      undefined,
      { name: 'One', industry: 'DevTools', country: 'GB', plan: 'Pro' },
    ]);
    expect(of('accounts/A-1/seats.changed')?.at(-1)).toEqual({ limit: 5 });
    expect(of('accounts/A-1/contact.identified')?.slice(2)).toEqual([
      'A-1-primary',
      { email: 'A-1@ravenstack.invalid', roles: ['primary'], zone: 'Europe/London' },
    ]);
    expect(of('accounts/A-2/contact.identified')?.at(-1)).toEqual({
      email: 'A-2@ravenstack.invalid',
      roles: ['primary'],
    });
    expect(of('subscriptions/S-1/contract.signed')?.at(-1)).toEqual({
      arr: { amount: 12_000, currency: 'USD' },
      startsOn: '2023-01-10',
    });
    expect(of('subscriptions/S-1/seats.changed')?.at(-1)).toEqual({ limit: 7 });
    expect(of('subscriptions/S-2/trial.started')).toEqual([
      '2023-02-11T00:00:00Z',
      'A-2',
      undefined,
      { startsOn: '2023-02-11' },
    ]);
    expect(of('subscriptions/S-2/subscription.ended')).toEqual([
      '2023-03-11T00:00:00Z',
      'A-2',
      undefined,
      { subscriptionId: 'S-2' },
    ]);
    expect(of('feature_usage/U-2/usage.recorded')).toEqual([
      '2023-02-10T00:00:00Z',
      'A-2',
      'A-2-primary',
      { feature: 'feature_2', count: 1 },
    ]);
    expect(of('support_tickets/T-1/ticket.opened')?.at(-1)).toEqual({
      ticketId: 'T-1',
      severity: 'critical',
    });
    expect(of('support_tickets/T-1/ticket.solved')?.[0]).toBe('2023-02-02T03:00:00Z');
    expect(of('support_tickets/T-1/csat.responded')).toEqual([
      '2023-02-02T03:00:00Z',
      'A-1',
      'A-1-primary',
      { score: 4 },
    ]);
    expect(of('support_tickets/T-2/ticket.opened')?.at(-1)).toEqual({ ticketId: 'T-2', severity: 'normal' });
    expect(of('churn_events/C-1/customer.churned')?.at(-1)).toEqual({
      reason: 'pricing',
      refund: { amount: 4.03, currency: 'USD' },
    });
    expect(of('churn_events/C-2/customer.churned')?.at(-1)).toEqual({ reason: 'budget' });
  });

  it("says nothing of a contract's end before it has come", async () => {
    const { signals } = await importAll(exampleMap(), FILES);
    const early = signals.filter(
      ({ type, data }) => type !== 'subscription.ended' && JSON.stringify(data).includes('2023-03-20'),
    );
    expect(early.map((signal) => signal.id)).toEqual(['subscriptions/S-4/contract.signed']);
    expect(early[0]?.data).toEqual({ arr: { amount: 120, currency: 'USD' }, startsOn: '2023-03-20' });
  });

  it('refuses and counts what does not fit', async () => {
    const { refused, summary } = await importAll(exampleMap(), FILES);
    expect(refused).toEqual([
      'ravenstack_feature_usage.csv:6 duplicate-key usage_id "U-1" stands in a row with other values, ravenstack_feature_usage.csv:2',
      'ravenstack_feature_usage.csv:7 used-nothing usage_count 0',
      'ravenstack_support_tickets.csv:5 score-of-open-ticket satisfaction_score 3, closed_at absent',
      'ravenstack_support_tickets.csv:6 unmapped-value the map has no value for "priority" "panic" (allowed: low, medium, high, urgent)',
    ]);
    expect(summary).toMatchObject({ rows: 20, accepted: 16, rejected: 4, signals: 30 });
    expect(summary.contradictions).toEqual({
      'churn-flag-without-churn-event': 1,
      'churn-event-without-churn-flag': 1,
      'churn-flag-with-open-subscription': 1,
      'account-without-subscription': 0,
      'trial-account-with-paid-subscription': 1,
      'trial-account-without-trial-subscription': 1,
      'subscription-before-signup': 0,
      'subscription-ends-before-it-starts': 0,
      'subscription-of-no-days': 1,
      'churned-subscription-without-end': 0,
      'ended-subscription-without-churn-flag': 0,
      'churned-subscription-without-churn-event': 1,
      'subscription-ended-on-no-churn-date': 1,
      'overlapping-subscription': 1,
      'trial-with-price': 0,
      'paid-subscription-without-price': 0,
      'upgraded-and-downgraded': 1,
      'usage-before-subscription': 2,
      'usage-after-subscription': 1,
      'usage-before-signup': 1,
      'more-errors-than-uses': 1,
      'ticket-closed-before-opened': 1,
      'ticket-before-signup': 1,
      'ticket-before-first-subscription': 1,
      'score-of-open-ticket': 1,
      'churn-before-signup': 0,
      'churn-before-first-subscription': 0,
      'churn-with-open-subscription': 1,
      'churn-twice-on-one-day': 0,
      'reactivated-without-earlier-churn': 1,
      'upgraded-and-downgraded-before-churn': 0,
    });
  });
});
