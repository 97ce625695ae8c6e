import { afterEach, describe, expect, it } from 'vitest';
import type { TouchJson } from '../../../lib/adapters/http/answer-schemas.ts';
import { DrivenProduct } from '../../support/driven-product.ts';
import { MailServer } from '../../support/mail-server.ts';
import { readEmail } from '../../support/read-email.ts';
import { StartedProduct } from '../../support/started-product.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Monday, ten o'clock in Berlin. */
const MONDAY = Date.UTC(2026, 5, 1, 8);

let ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

async function mailServer(): Promise<MailServer> {
  const made = await MailServer.start();
  ending.push(() => made.close());
  return made;
}

async function product(mail: MailServer, env: Readonly<Record<string, string>>): Promise<DrivenProduct> {
  const made = await DrivenProduct.start({
    at: MONDAY,
    env: { TOUCHLINE_MODE: 'live', TOUCHLINE_SMTP_URL: mail.url, ...env },
  });
  ending.push(() => made.stop());
  return made;
}

const PRODUCTION = { TOUCHLINE_ENVIRONMENT: 'production' };

async function signUp(to: DrivenProduct, account: string, email: string): Promise<void> {
  const context = { groupId: account };
  const traits = { email, firstName: 'Kim', role: 'champion', timezone: 'Europe/Berlin' };
  const batch = [
    { type: 'identify', userId: email, traits, context },
    { type: 'group', userId: email, groupId: account, traits: { name: `${account} Ltd.` } },
    {
      type: 'track',
      userId: email,
      event: 'Contract Signed',
      properties: { arr: 9000, startsOn: '2026-06-01' },
      context,
    },
  ];
  const { status, body } = await to.ingest('/v1/batch', { batch });
  expect({ status, refused: body.refused }).toEqual({ status: 200, refused: [] });
}

async function welcomeOf(running: DrivenProduct, account: string): Promise<TouchJson | undefined> {
  const touches = await running.all<TouchJson>(`/api/touches?account=${account}`);
  return touches.find(({ template }) => template === 'onboarding/welcome');
}

const subjects = (mail: MailServer) => mail.received.map(({ raw }) => readEmail(raw).headers.get('subject'));

describe('mail by SMTP', () => {
  it('goes to nobody but the allow-list outside of production, and says so of the others', async () => {
    const mail = await mailServer();
    const running = await product(mail, {
      TOUCHLINE_ENVIRONMENT: 'staging',
      TOUCHLINE_ALLOW_LIST: 'test.example, ann@customer.example',
    });
    await signUp(running, 'one', 'ann@customer.example');
    await signUp(running, 'two', 'bob@customer.example');
    await signUp(running, 'three', 'Cleo@Test.Example');
    await running.pass(HOUR);
    expect(mail.received.map(({ to }) => to).sort()).toEqual(['Cleo@Test.Example', 'ann@customer.example']);
    expect(await welcomeOf(running, 'one')).toMatchObject({ status: 'sent' });
    expect(await welcomeOf(running, 'two')).toMatchObject({ status: 'skipped', reason: 'not-on-allow-list' });
    // What would have gone can be looked at all the same.
    expect(running.outbox().filter(({ text }) => text.includes('bob@customer.example'))).toHaveLength(1);
  });

  it('goes to everybody in production, with the headers that mail programs ask for', async () => {
    const mail = await mailServer();
    const running = await product(mail, PRODUCTION);
    await signUp(running, 'one', 'ann@customer.example');
    await running.pass(HOUR);
    expect(mail.received.map(({ to }) => to)).toEqual(['ann@customer.example']);
    const welcome = await welcomeOf(running, 'one');
    const { headers, parts } = readEmail(mail.received[0]?.raw ?? '');
    expect(Object.fromEntries(headers)).toMatchObject({
      from: 'Example Customer Success <success@mail.example.com>',
      to: 'Kim <ann@customer.example>',
      'reply-to': 'success@example.com',
      'message-id': `<${welcome?.id}@mail.example.com>`,
      'list-unsubscribe': expect.stringMatching(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[\w.-]+>$/),
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'mime-version': '1.0',
    });
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - MONDAY)).toBeLessThan(HOUR);
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  });

  it('stops a topic where the reader posts to the link, and not where a scanner opens it', async () => {
    const mail = await mailServer();
    const running = await product(mail, PRODUCTION);
    await signUp(running, 'one', 'ann@customer.example');
    await signUp(running, 'two', 'bob@customer.example');
    await running.pass(HOUR);
    const toAnn = mail.received.find(({ to }) => to === 'ann@customer.example');
    const link = /<(.+)>/.exec(readEmail(toAnn?.raw ?? '').headers.get('list-unsubscribe') ?? '')?.[1] ?? '';
    const shown = await fetch(link);
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('onboarding')]);
    const consents = async () => {
      const path = '/api/accounts/one/ledger?kind=acted';
      return (await running.all<{ reason?: string }>(path)).map(({ reason }) => reason);
    };
    expect(await consents()).toEqual([]);
    const forged = await fetch(`${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`, { method: 'POST' });
    expect(forged.status).toBe(404);

    for (const _again of [1, 2]) {
      const acted = await fetch(link, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'List-Unsubscribe=One-Click',
      });
      expect([acted.status, await acted.text()]).toEqual([200, expect.stringContaining('onboarding')]);
    }
    expect(await consents()).toEqual(['consent.changed']);
    await running.pass(31 * DAY);
    const to = mail.received.map((one) => one.to);
    expect(to.filter((address) => address === 'ann@customer.example')).toHaveLength(1);
    expect(to.filter((address) => address === 'bob@customer.example').length).toBeGreaterThanOrEqual(4);
    const after = await running.all<TouchJson>('/api/touches?account=one&status=suppressed');
    expect(new Set(after.map(({ reason }) => reason))).toEqual(new Set(['no-consent']));
  });

  it('sends nothing twice where the answer is lost, and says that it does not know', async () => {
    const mail = await mailServer();
    const running = await product(mail, PRODUCTION);
    mail.manners = 'takes it and hangs up';
    await signUp(running, 'one', 'ann@customer.example');
    await running.pass(HOUR);
    expect(subjects(mail)).toEqual([expect.stringMatching(/welcome/i)]);
    expect(await welcomeOf(running, 'one')).toMatchObject({ status: 'ambiguous', reason: 'answer-lost' });
    mail.manners = 'takes it';
    await running.pass(5 * DAY);
    expect(subjects(mail)).toHaveLength(1);
    const { body } = await running.get('/api/status');
    expect(body).toMatchObject({ ambiguousSends: [expect.any(String)] });
  });

  it('tries again what the server certainly has not taken, and then once', async () => {
    const mail = await mailServer();
    const running = await product(mail, PRODUCTION);
    mail.manners = 'is busy';
    await signUp(running, 'one', 'ann@customer.example');
    await running.pass(2000);
    expect(await welcomeOf(running, 'one')).toMatchObject({ status: 'delayed', reason: 'smtp-451' });
    mail.manners = 'takes it';
    await running.pass(HOUR);
    expect(await welcomeOf(running, 'one')).toMatchObject({ status: 'sent' });
    expect(mail.received).toHaveLength(1);
  });

  it('goes out of the process that people start, with its settings from the environment', async () => {
    const mail = await mailServer();
    const running = await StartedProduct.start({
      env: {
        TOUCHLINE_MODE: 'live',
        TOUCHLINE_ENVIRONMENT: 'staging',
        TOUCHLINE_ALLOW_LIST: 'pay@customer.example',
        TOUCHLINE_SMTP_URL: mail.url,
      },
    });
    ending.push(() => running.remove());
    expect(running.logs).toContain('live (staging): email by smtp');
    for (const user of ['pay', 'bob']) {
      const context = { groupId: user };
      const traits = { email: `${user}@customer.example`, role: 'billing' };
      const batch = [
        { type: 'identify', userId: user, traits, context },
        {
          type: 'track',
          event: 'Contract Signed',
          properties: { arr: 900, startsOn: '2026-06-01' },
          context,
        },
        { type: 'track', userId: user, event: 'Payment Failed', properties: failed(user), context },
      ];
      expect((await running.ingest('/v1/batch', { batch })).body).toMatchObject({ accepted: 3, refused: [] });
    }
    // Billing is transactional: it does not wait for anybody's morning.
    await running.eventually('the mail', () => mail.received.length > 0);
    await running.eventually('both touches', async () => {
      const touches = await running.all<TouchJson>('/api/touches?journey=payment-recovery');
      return touches.filter(({ status }) => status === 'sent' || status === 'skipped').length === 2;
    });
    expect(mail.received.map(({ to }) => to)).toEqual(['pay@customer.example']);
    const { headers } = readEmail(mail.received[0]?.raw ?? '');
    expect(headers.get('list-unsubscribe')).toBeUndefined();
    expect(await running.stop()).toBe(0);
    expect(running.logs).not.toContain('customer.example');
  });
});

function failed(invoice: string) {
  return {
    invoice_id: invoice,
    amount_due: 120,
    currency: 'USD',
    pay_url: `https://pay.example/${invoice}`,
  };
}
