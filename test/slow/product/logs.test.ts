import { afterEach, describe, expect, it } from 'vitest';
import type { AuditEntryJson, TouchJson } from '../../../lib/adapters/http/answer-schemas.ts';
import { batch } from '../../support/customers.ts';
import { MailServer } from '../../support/mail-server.ts';
import { StartedProduct } from '../../support/started-product.ts';

let ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

/** A name and an address that stand nowhere else. */
const CANARY = /Zephyrine|zq7canary/i;
const ADDRESS = 'zq7canary@customer.example';

describe('what the process says', () => {
  it('holds nothing of what clients send, however wrong it is', async () => {
    const product = await StartedProduct.start();
    ending.push(() => product.remove());
    const traits = { email: ADDRESS, firstName: 'Zephyrine' };
    const wrong: readonly (readonly [string, unknown, string?])[] = [
      ['/v1/identify', `{"userId": "u", "traits": {"firstName": "Zephyrine", "email": "${ADDRESS}"`],
      ['/v1/identify', { userId: { name: 'Zephyrine' }, traits }],
      ['/v1/identify', { userId: 'u', traits: { ...traits, timezone: ADDRESS } }],
      ['/v1/track', { userId: ADDRESS, event: 'Zephyrine', properties: traits, timestamp: ADDRESS }],
      ['/v1/batch', { batch: ADDRESS }],
      ['/v1/batch', { batch: [{ type: ADDRESS, traits }] }],
      [
        '/v1/events',
        { specversion: '1.0', id: '1', source: 's', type: 'nps.responded', account: 'A', data: traits },
      ],
      ['/v1/events', traits, 'application/cloudevents+json'],
      ['/v1/hooks/stripe', { customer_email: ADDRESS }],
      [`/v1/hooks/${encodeURIComponent(ADDRESS)}`, {}],
      ['/v1/identify', `firstName=Zephyrine&email=${ADDRESS}`, 'application/x-www-form-urlencoded'],
    ];
    for (const [path, body, type] of wrong) {
      const { status, body: answer } = await product.ingest(path, body, type);
      expect({ path, status }).toEqual({ path, status: expect.toSatisfy((code: number) => code < 500) });
      expect(JSON.stringify(answer), path).not.toMatch(/Zephyrine"|zq7canary/);
    }
    await product.get(`/api/accounts/${encodeURIComponent(ADDRESS)}`);
    await product.post(`/api/contacts/${encodeURIComponent(ADDRESS)}/erase`);
    await product.post('/api/suppressions', { addresses: [ADDRESS, 'Zephyrine'], reason: 'asked by phone' });
    const audit = await product.all<AuditEntryJson>('/api/audit');
    expect(JSON.stringify(audit)).not.toMatch(CANARY);
    expect(audit).toMatchObject([{ act: 'suppress', after: { added: 1, refused: 1 } }]);
    expect(await product.stop()).toBe(0);
    expect(product.logs).not.toMatch(CANARY);
  });

  it('holds nothing of what a mail server says of a recipient', async () => {
    const mail = await MailServer.start();
    ending.push(() => mail.close());
    mail.manners = 'refuses it by name';
    const product = await StartedProduct.start({
      env: {
        TOUCHLINE_MODE: 'live',
        TOUCHLINE_ENVIRONMENT: 'production',
        TOUCHLINE_SMTP_URL: mail.url,
      },
    });
    ending.push(() => product.remove());
    const context = { groupId: 'northwind' };
    const invoice = { invoiceId: 'i-1', amountDue: 120, currency: 'USD', payUrl: 'https://pay.example/1' };
    await batch(product, [
      {
        type: 'identify',
        userId: 'u',
        traits: { email: ADDRESS, firstName: 'Zephyrine', role: 'billing' },
        context,
      },
      { type: 'track', event: 'Contract Signed', properties: { arr: 900, startsOn: '2026-06-01' }, context },
      { type: 'track', userId: 'u', event: 'Payment Failed', properties: invoice, context },
    ]);
    const [failed] = await product.eventually('a touch that failed', async () =>
      (await product.all<TouchJson>('/api/touches')).filter(({ status }) => status === 'failed'),
    );
    expect(failed).toMatchObject({ reason: 'smtp-554' });
    const told = [
      await product.all('/api/touches'),
      await product.all('/api/accounts/northwind/ledger'),
      (await product.get('/api/status')).body,
    ];
    expect(JSON.stringify(told)).not.toMatch(CANARY);
    expect(await product.stop()).toBe(0);
    expect(product.logs).not.toMatch(CANARY);
  });
});
