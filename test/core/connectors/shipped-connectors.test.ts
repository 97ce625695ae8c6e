import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadRulebookFiles } from '../../../lib/adapters/local/load-rulebook.ts';
import type { Connector } from '../../../lib/core/connectors/connector.ts';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';

const { rulebook, issues } = compileRulebook(await loadRulebookFiles('rules', 'rules', []));

function shipped(id: string): Connector {
  const connector = rulebook?.connectors.get(id);
  if (connector === undefined) throw new Error(`no connector ${id}: ${JSON.stringify(issues)}`);
  return connector;
}

describe('the shipped Stripe connector', () => {
  const event = (over: object = {}, detail: object = {}) => ({
    version: '0',
    id: 'eb-1',
    source: 'aws.partner/stripe.com/ed_test_1',
    'detail-type': 'invoice.payment_failed',
    account: '000000000000',
    time: '2026-06-01T08:50:01Z',
    region: 'us-east-1',
    resources: [],
    detail: {
      id: 'evt_1',
      created: 1_780_303_800,
      livemode: true,
      type: 'invoice.payment_failed',
      data: { object: { id: 'in_1', customer: 'cus_1', amount_due: 500, currency: 'jpy' } },
      ...detail,
    },
    ...over,
  });

  it('takes billing events of its partner bus, in live mode', () => {
    const { bus } = shipped('stripe');
    expect(bus?.name).toBe('stripe');
    expect(bus?.takes(event())).toBe(true);
    expect(bus?.takes(event({ source: 'aws.partner/shopify.com/1' }))).toBe(false);
    expect(bus?.takes(event({ 'detail-type': 'customer.created' }))).toBe(false);
    expect(bus?.takes(event({}, { livemode: false }))).toBe(false);
  });

  it('reads an event of the bus as it reads one of the webhook', () => {
    const [mapped, ...more] = shipped('stripe').read(event());
    expect(more).toEqual([]);
    expect(mapped).toEqual({
      signal: {
        type: 'payment.failed',
        id: 'evt_1',
        time: Date.UTC(2026, 5, 1, 8, 50),
        account: { system: 'stripe', id: 'cus_1' },
        contact: undefined,
        data: { invoiceId: 'in_1', amountDue: { amount: 500, currency: 'JPY' } },
      },
    });
    const { detail } = event();
    expect(shipped('stripe').read({ source: 'stripe', 'detail-type': detail.type, detail })).toEqual([
      mapped,
    ]);
  });

  it('has a signal for every kind of event that it asks the bus for', () => {
    const pattern = JSON.parse(readFileSync('rules/connectors/stripe.json', 'utf8')).pattern as {
      'detail-type': string[];
    };
    expect(pattern['detail-type'].length).toBeGreaterThan(2);
    for (const kind of pattern['detail-type'])
      expect(shipped('stripe').read(event({ 'detail-type': kind }))).toMatchObject([
        { signal: { id: 'evt_1' } },
      ]);
  });
});

describe('the shipped Segment connector', () => {
  const typeOf = (message: object) =>
    shipped('segment')
      .read(message)
      .map((one) => ('signal' in one ? one.signal.type : one.problem));

  it('finds every signal type that may come from outside by its name in title case', () => {
    const outside = [...(rulebook?.signalTypes.keys() ?? [])].filter((id) =>
      /^(contract|seats|ticket|nps|renewal|trial)\./.test(id),
    );
    expect(outside.length).toBeGreaterThan(5);
    for (const id of outside) {
      const event = id
        .split(/[.-]/)
        .map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`)
        .join(' ');
      expect(typeOf({ type: 'track', event })).toEqual([id]);
    }
  });

  it('makes usage of every other event', () => {
    for (const event of ['Clicked', '設定を開いた', 'Approval Decided', '...'])
      expect(typeOf({ type: 'track', event })).toEqual(['usage.recorded']);
  });

  it('makes nothing of a group without anything to tell', () => {
    expect(typeOf({ type: 'group', groupId: 'acme', traits: {} })).toEqual([]);
  });
});
