import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loadRulebookFiles } from '../../../lib/adapters/local/load-rulebook.ts';
import { IntakeError } from '../../../lib/app/product/intake.ts';
import { compileRulebook } from '../../../lib/core/rulebook/compile-rulebook.ts';
import { at, IntakeScene } from '../../support/intake-scene.ts';

const SECRET = 'whsec_stripe';
const NONE = { accepted: 0, duplicates: 0, parked: 0, refused: [] };

function stripeEvent(type: string, invoice: object = {}, over: object = {}) {
  return {
    id: 'evt_1',
    object: 'event',
    created: 1_780_303_800,
    livemode: true,
    type,
    data: {
      object: {
        id: 'in_1',
        customer: 'cus_1',
        customer_email: 'Billing@Acme.example',
        amount_due: 129_900,
        currency: 'eur',
        attempt_count: 2,
        due_date: null,
        hosted_invoice_url: 'https://invoice.stripe.com/i/1',
        ...invoice,
      },
    },
    ...over,
  };
}

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

function signed(body: Uint8Array, now: number, secret = SECRET): Record<string, string> {
  const t = Math.floor(now / 1000);
  const v1 = createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex');
  return { 'Stripe-Signature': `t=${t},v1=${v1},v0=old` };
}

function sceneWithStripe(): IntakeScene {
  const scene = new IntakeScene();
  scene.secrets.set('stripe', [SECRET]);
  return scene;
}

function send(scene: IntakeScene, event: unknown) {
  const body = bytes(event);
  return scene.intake.hook('stripe', signed(body, scene.real ?? scene.now), body);
}

describe("Stripe's webhook", () => {
  it('brings a failed payment to the account that is linked to the customer', async () => {
    const scene = sceneWithStripe();
    await scene.directory.link('acme', 'stripe', 'cus_1');
    expect(await send(scene, stripeEvent('invoice.payment_failed'))).toEqual({
      ok: true,
      result: { ...NONE, accepted: 1 },
    });
    const [failed, identified] = await scene.signals();
    expect(failed).toEqual({
      specversion: '1.0',
      id: 'evt_1',
      source: 'stripe',
      type: 'payment.failed',
      account: 'acme',
      contact: expect.stringMatching(/^c_[0-9a-f]{20}$/),
      time: '2026-06-01T08:50:00Z',
      receivedat: '2026-06-01T09:00:00Z',
      data: {
        invoiceId: 'in_1',
        amountDue: { amount: 1299, currency: 'EUR' },
        attempt: 2,
        payUrl: 'https://invoice.stripe.com/i/1',
      },
    });
    expect(identified).toMatchObject({ id: 'evt_1:contact.identified', contact: failed?.contact });
    expect(await scene.contacts.get('acme', failed?.contact ?? '')).toMatchObject({
      fields: { email: 'Billing@Acme.example' },
    });
    expect(JSON.stringify(await scene.logged())).not.toMatch(/billing@/i);
  });

  it('means the contact who is known by that address already', async () => {
    const scene = sceneWithStripe();
    const traits = { name: 'Acme', stripeCustomerId: 'cus_1' };
    await scene.intake.segment('group', { userId: 'u-1', groupId: 'acme', traits });
    await scene.intake.segment('identify', { userId: 'u-1', traits: { email: 'billing@acme.example' } });
    const { contact } = await scene.lastSignal();
    await send(scene, stripeEvent('invoice.payment_failed'));
    expect((await scene.signals()).slice(-2).map((one) => one.contact)).toEqual([contact, contact]);
  });

  it('brings it without a contact where the invoice names none', async () => {
    const scene = sceneWithStripe();
    await scene.directory.link('acme', 'stripe', 'cus_1');
    await send(
      scene,
      stripeEvent('invoice.payment_failed', { customer_email: null, hosted_invoice_url: null }),
    );
    expect(await scene.signals()).toHaveLength(1);
    expect(await scene.lastSignal()).not.toHaveProperty('contact');
  });

  it('waits for the link, and is taken when a group brings it', async () => {
    const scene = sceneWithStripe();
    expect(await send(scene, stripeEvent('invoice.payment_failed'))).toEqual({
      ok: true,
      result: { ...NONE, parked: 1 },
    });
    expect(await send(scene, stripeEvent('invoice.paid', {}, { id: 'evt_2' }))).toEqual({
      ok: true,
      result: { ...NONE, parked: 1 },
    });
    expect(await scene.signals()).toEqual([]);
    scene.now += 3_600_000;
    const traits = { name: 'Acme', externalIds: { stripe: 'cus_1' } };
    await scene.intake.segment('group', { anonymousId: 'crm', groupId: 'acme', messageId: 'g', traits });
    const signals = await scene.signals();
    expect(signals.map(({ id }) => id).sort()).toEqual(['evt_1', 'evt_1:contact.identified', 'evt_2', 'g']);
    expect(signals.find(({ id }) => id === 'evt_2')).toMatchObject({
      type: 'payment.succeeded',
      time: '2026-06-01T08:50:00Z',
    });
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('waits for the link, and is taken when account.linked brings it', async () => {
    const scene = sceneWithStripe();
    await send(scene, stripeEvent('invoice.voided'));
    await scene.intake.events([
      { type: 'account.linked', account: 'acme', data: { system: 'stripe', id: 'cus_1' } },
    ]);
    expect(await scene.signals()).toMatchObject([
      { type: 'invoice.voided', account: 'acme', data: { invoiceId: 'in_1' } },
    ]);
  });

  it('is dropped with its link on record when nobody makes it', async () => {
    const scene = sceneWithStripe();
    await send(scene, stripeEvent('invoice.paid'));
    await scene.intake.dropExpired(scene.now + 15 * 86_400_000);
    expect(await scene.audited()).toMatchObject([
      { act: 'parked.drop', target: 'link:stripe:cus_1', before: { count: 1 } },
    ]);
  });

  it('is a duplicate when Stripe sends it again', async () => {
    const scene = sceneWithStripe();
    await scene.directory.link('acme', 'stripe', 'cus_1');
    await send(scene, stripeEvent('invoice.payment_failed'));
    expect(await send(scene, stripeEvent('invoice.payment_failed'))).toEqual({
      ok: true,
      result: { ...NONE, duplicates: 1 },
    });
  });

  it('of another kind is none of ours, and fine', async () => {
    expect(await send(sceneWithStripe(), stripeEvent('customer.created'))).toEqual({
      ok: true,
      result: NONE,
    });
  });

  it('whose event does not fit is refused without a word of what it said', async () => {
    const scene = sceneWithStripe();
    await scene.directory.link('acme', 'stripe', 'cus_1');
    expect(
      await send(scene, stripeEvent('invoice.payment_failed', { amount_due: 'billing@acme.example' })),
    ).toEqual({
      ok: true,
      result: {
        ...NONE,
        accepted: 1,
        refused: [
          {
            index: 0,
            reason: 'wrong-payload',
            detail: 'payment.failed: "amountDue": expected a number, got text of 20 characters',
          },
        ],
      },
    });
  });

  it('is dated by the product where its clock runs fast', async () => {
    const scene = sceneWithStripe();
    scene.real = scene.now;
    scene.now = at('2027-01-01T00:00:00Z');
    await scene.directory.link('acme', 'stripe', 'cus_1');
    await send(scene, stripeEvent('invoice.paid'));
    expect(await scene.lastSignal()).toMatchObject({ time: '2026-12-31T23:50:00Z' });
  });
});

describe('a webhook', () => {
  it.each<[string, (headers: Record<string, string>) => Record<string, string>, string]>([
    ['no signature', () => ({}), 'the header "stripe-signature" is missing'],
    ['an empty signature', () => ({ 'stripe-signature': '' }), 'the header "stripe-signature" is missing'],
    [
      'no time',
      (h) => ({ 'stripe-signature': (h['Stripe-Signature'] ?? '').replace(/t=\d+,/, '') }),
      'the time of signing is missing',
    ],
    [
      'another time',
      (h) => ({
        'stripe-signature': (h['Stripe-Signature'] ?? '').replace(/t=(\d+)/, (_, t) => `t=${Number(t) + 1}`),
      }),
      'the signature is wrong',
    ],
    [
      'a signature of the old scheme',
      (h) => ({ 'stripe-signature': (h['Stripe-Signature'] ?? '').replace('v1=', 'v0=') }),
      'the signature is wrong',
    ],
    [
      'half a signature',
      (h) => ({ 'stripe-signature': (h['Stripe-Signature'] ?? '').replace(/v1=.{32}/, 'v1=') }),
      'the signature is wrong',
    ],
    ['words', () => ({ 'stripe-signature': 't=abc,v1=def' }), 'the time of signing is missing'],
    [
      'a thousand signatures',
      (h) => ({
        'stripe-signature': `t=${/t=(\d+)/.exec(h['Stripe-Signature'] ?? '')?.[1]},${'v1=00,'.repeat(1000)}${h['Stripe-Signature']}`,
      }),
      'the signature is wrong',
    ],
  ])('with %s is refused', async (_title, change, detail) => {
    const scene = sceneWithStripe();
    const body = bytes(stripeEvent('invoice.paid'));
    expect(await scene.intake.hook('stripe', change(signed(body, scene.now)), body)).toEqual({
      ok: false,
      problem: 'bad-signature',
      detail,
    });
    expect(await scene.directory.countParked()).toBe(0);
  });

  it('signed with another secret is refused, and with any of those that are set is not', async () => {
    const scene = sceneWithStripe();
    scene.secrets.set('stripe', ['old', SECRET]);
    const body = bytes(stripeEvent('invoice.paid'));
    for (const secret of ['old', SECRET])
      expect(await scene.intake.hook('stripe', signed(body, scene.now, secret), body)).toMatchObject({
        ok: true,
      });
    for (const secret of ['guess', ' '])
      expect(await scene.intake.hook('stripe', signed(body, scene.now, secret), body)).toMatchObject({
        ok: false,
      });
  });

  it('whose body was changed on the way is refused', async () => {
    const scene = sceneWithStripe();
    const headers = signed(bytes(stripeEvent('invoice.paid')), scene.now);
    const other = bytes(stripeEvent('invoice.paid', { id: 'in_2' }));
    expect(await scene.intake.hook('stripe', headers, other)).toMatchObject({ problem: 'bad-signature' });
  });

  it('may be five minutes old, or early, and no more', async () => {
    const scene = sceneWithStripe();
    const body = bytes(stripeEvent('invoice.paid'));
    const old = (ms: number) => scene.intake.hook('stripe', signed(body, scene.now - ms), body);
    expect(await old(300_000)).toMatchObject({ ok: true });
    expect(await old(-300_000)).toMatchObject({ ok: true });
    expect(await old(301_000)).toMatchObject({ detail: 'the signature is too old' });
    expect(await old(-301_000)).toMatchObject({ detail: 'the time of signing lies in the future' });
  });

  it('is not configured without a secret, even an empty one', async () => {
    const scene = new IntakeScene();
    const body = bytes('{}');
    const problem = { ok: false, problem: 'not-configured', detail: 'the secret of "stripe" is not set' };
    expect(await scene.intake.hook('stripe', {}, body)).toEqual(problem);
    scene.secrets.set('stripe', ['']);
    expect(await scene.intake.hook('stripe', signed(body, scene.now, ''), body)).toEqual(problem);
  });

  it.each(['segment', 'nothing', '__proto__', 'constructor', '../stripe', ''])(
    'is unknown by the name of %j',
    async (name) => {
      expect(await sceneWithStripe().intake.hook(name, {}, bytes('{}'))).toMatchObject({
        problem: 'unknown-connector',
      });
    },
  );

  it.each<[string, Uint8Array, string]>([
    ['is no JSON', bytes('{"id": '), 'the body is not JSON, it is 7 bytes of something else'],
    ['is empty', bytes(''), 'the body is not JSON, it is 0 bytes of something else'],
    [
      'is no text',
      new Uint8Array([0x22, 0xff, 0xfe, 0x22]),
      'the body is not JSON, it is 4 bytes of something else',
    ],
    [
      'is deeper than any event',
      bytes('['.repeat(10_000) + ']'.repeat(10_000)),
      'the body is nested more than 64 levels deep',
    ],
  ])('whose signed body %s is malformed', async (_title, body, message) => {
    const scene = sceneWithStripe();
    await expect(scene.intake.hook('stripe', signed(body, scene.now), body)).rejects.toThrow(
      new IntakeError(message),
    );
  });

  it.each([
    'null',
    '[]',
    '"text"',
    '17',
    '{"type": {}}',
    '{"type": "invoice.paid", "data": []}',
    '{"__proto__": {"type": "invoice.paid"}}',
  ])('survives a signed body of %s', async (text) => {
    const result = await send(sceneWithStripe(), text);
    expect(result).toMatchObject({ ok: true, result: { accepted: 0, parked: 0 } });
  });
});

describe('the other schemes', () => {
  const about = {
    time: { from: 'detail.at', as: 'epochSeconds' },
    account: { id: { from: 'detail.account' } },
  };
  const flagged = { signal: 'seats.changed', payload: { used: { from: 'detail.used' } }, ...about };
  const CONNECTORS = {
    std: {
      hook: { scheme: 'standard-webhooks' },
      signals: [{ ...flagged, id: { from: 'headers.webhook-id' } }],
    },
    git: {
      hook: { scheme: 'hmac', header: 'x-hub-signature-256', prefix: 'sha256=' },
      signals: [
        { ...flagged, id: { from: 'headers.x-delivery' }, when: { headers: { 'x-event': ['seats'] } } },
      ],
    },
    b64: {
      hook: { scheme: 'hmac', header: 'x-hmac', encoding: 'base64' },
      signals: [{ ...flagged, id: { from: 'detail.id' } }],
    },
  };

  async function scene(): Promise<IntakeScene> {
    const files = Object.entries(CONNECTORS).map(([id, one]) => ({
      path: `connectors/${id}.json`,
      text: JSON.stringify({ $schema: 'x', id, owner: 'o', description: 'd', ...one }),
    }));
    const { rulebook, issues } = compileRulebook([
      ...(await loadRulebookFiles('rules', 'rules', [])),
      ...files,
    ]);
    expect(issues).toEqual([]);
    const made = new IntakeScene({}, {}, rulebook);
    for (const id of Object.keys(CONNECTORS)) made.secrets.set(id, ['whsec_c2VjcmV0']);
    return made;
  }

  const body = bytes({ id: 'b-1', account: 'acme', used: 5, at: 1_780_303_800 });

  it('take what is signed as Standard Webhooks has it', async () => {
    const made = await scene();
    const time = String(made.now / 1000);
    const signature = createHmac('sha256', 'secret').update(`msg_1.${time}.`).update(body).digest('base64');
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': time,
      'webhook-signature': `v1a,x v1,AAAA v1,${signature}`,
    };
    expect(await made.intake.hook('std', headers, body)).toMatchObject({ result: { accepted: 1 } });
    expect(await made.lastSignal()).toMatchObject({
      id: 'msg_1',
      source: 'std',
      account: 'acme',
      data: { used: 5 },
    });
    expect(await made.intake.hook('std', { ...headers, 'webhook-id': 'msg_2' }, body)).toMatchObject({
      problem: 'bad-signature',
    });
    expect(await made.intake.hook('std', { ...headers, 'webhook-id': '' }, body)).toMatchObject({
      detail: 'the header "webhook-id" is missing',
    });
    made.now += 300_001;
    expect(await made.intake.hook('std', headers, body)).toMatchObject({
      detail: 'the signature is too old',
    });
  });

  it('take what is signed by the body alone, and read the headers that mappings name', async () => {
    const made = await scene();
    const digest = createHmac('sha256', 'whsec_c2VjcmV0').update(body);
    const headers = {
      'X-Hub-Signature-256': `sha256=${digest.digest('hex')}`,
      'X-Delivery': 'd-1',
      'X-Event': 'seats',
    };
    expect(await made.intake.hook('git', headers, body)).toMatchObject({ result: { accepted: 1 } });
    expect(await made.lastSignal()).toMatchObject({ id: 'd-1', source: 'git' });
    expect(await made.intake.hook('git', { ...headers, 'X-Event': 'ping' }, body)).toMatchObject({
      result: NONE,
    });
    const bare = { ...headers, 'X-Hub-Signature-256': headers['X-Hub-Signature-256'].slice(7) };
    expect(await made.intake.hook('git', bare, body)).toMatchObject({
      detail: '"x-hub-signature-256" does not begin with "sha256="',
    });
  });

  it('take a signature in base64', async () => {
    const made = await scene();
    const signature = createHmac('sha256', 'whsec_c2VjcmV0').update(body).digest('base64');
    expect(await made.intake.hook('b64', { 'x-hmac': signature }, body)).toMatchObject({
      result: { accepted: 1 },
    });
    expect(await made.intake.hook('b64', { 'x-hmac': signature.slice(0, -4) }, body)).toMatchObject({
      problem: 'bad-signature',
    });
  });

  it('make an account of an id of their own, of a hash where it cannot be one', async () => {
    const made = await scene();
    const sign = (bytes_: Uint8Array) => ({
      'x-hmac': createHmac('sha256', 'whsec_c2VjcmV0').update(bytes_).digest('base64'),
    });
    const odd = bytes({ id: 'b-2', account: 'Žižkov 1', used: 5, at: 1_780_303_800 });
    await made.intake.hook('b64', sign(odd), odd);
    const { account } = await made.lastSignal();
    expect(account).toMatch(/^g_[0-9a-f]{20}$/);
    expect(await made.directory.accountOf('b64', 'Žižkov 1')).toBe(account);
  });
});
