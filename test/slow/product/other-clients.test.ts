import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import { afterEach, describe, expect, it } from 'vitest';
import type { TouchJson } from '../../../lib/adapters/http/answer-schemas.ts';
import { emailOf } from '../../support/product-client.ts';
import { StartedProduct } from '../../support/started-product.ts';

let product: StartedProduct | undefined;
afterEach(async () => {
  await product?.remove();
  product = undefined;
});

const SPEED = '1d=300ms';
const today = () => new Date().toISOString().slice(0, 10);

async function welcomed(running: StartedProduct, account: string): Promise<TouchJson> {
  const [welcome] = await running.eventually(`a welcome for ${account}`, async () =>
    (await running.all<TouchJson>(`/api/touches?account=${account}&status=sent`)).filter(
      ({ template }) => template === 'onboarding/welcome',
    ),
  );
  if (welcome === undefined) throw new Error('there is no welcome');
  return welcome;
}

async function signalsOf(running: StartedProduct, account: string): Promise<(string | undefined)[]> {
  const entries = await running.all<{ reason?: string }>(`/api/accounts/${account}/ledger?kind=signal`);
  return entries.map(({ reason }) => reason);
}

describe('a client of no library', () => {
  it('onboards with four requests, says twice what it is not sure of, and gets no second welcome', async () => {
    const running = await StartedProduct.start({ speed: SPEED });
    product = running;
    const context = { groupId: 'acme' };
    const calls = [
      [
        '/v1/identify',
        {
          messageId: 'm-1',
          userId: 'ada',
          traits: {
            email: 'ada@acme.example',
            firstName: 'Ada',
            role: 'champion',
            timezone: 'Europe/Berlin',
          },
        },
      ],
      ['/v1/group', { messageId: 'm-2', userId: 'ada', groupId: 'acme', traits: { name: 'Acme' } }],
      [
        '/v1/track',
        {
          messageId: 'm-3',
          userId: 'ada',
          event: 'Contract Signed',
          properties: { arr: 9000, startsOn: today() },
          context,
        },
      ],
      ['/v1/page', { messageId: 'm-4', userId: 'ada', name: 'Dashboard', context }],
    ] as const;
    const answers: unknown[] = [];
    for (const round of [1, 2]) {
      for (const [path, body] of calls) {
        const { status, body: answer } = await running.ingest(path, body);
        expect(status).toBe(200);
        const { accepted, duplicates, parked } = answer;
        answers.push([round, path, { accepted, duplicates, parked }]);
      }
    }
    const taken = { accepted: 1, duplicates: 0, parked: 0 };
    const known = { accepted: 0, duplicates: 1, parked: 0 };
    expect(answers).toEqual([
      [1, '/v1/identify', { accepted: 0, duplicates: 0, parked: 1 }],
      [1, '/v1/group', taken],
      [1, '/v1/track', taken],
      [1, '/v1/page', taken],
      [2, '/v1/identify', known],
      [2, '/v1/group', known],
      [2, '/v1/track', known],
      [2, '/v1/page', known],
    ]);
    await welcomed(running, 'acme');
    expect((await signalsOf(running, 'acme')).sort()).toEqual([
      'account.updated',
      'contact.identified',
      'contract.signed',
      'usage.recorded',
    ]);
    const emails = running.outbox().filter(({ name }) => name.endsWith('.eml'));
    expect(emails.map((file) => emailOf(file).headers.get('to'))).toEqual(['Ada <ada@acme.example>']);
  });
});

describe('the CloudEvents SDK', () => {
  it('sends binary, structured and batched events, one at a time and through its own emitter', async () => {
    const running = await StartedProduct.start({ speed: SPEED });
    product = running;
    const { writeKey } = running.keys;
    const authorization = `Bearer ${writeKey}`;
    const event = (type: string, data: Record<string, unknown>, contact?: string) =>
      new CloudEvent({
        source: '/crm',
        type,
        account: 'northwind',
        ...(contact === undefined ? {} : { contact }),
        data,
      });
    const post = async (headers: unknown, body: unknown) => {
      const given = Object.entries(headers as Record<string, string>);
      const response = await fetch(`${running.url}/v1/events`, {
        method: 'POST',
        headers: { ...Object.fromEntries(given), authorization },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };
    const one = { success: true, accepted: 1, duplicates: 0, parked: 0, refused: [] };

    const binary = HTTP.binary(event('account.updated', { name: 'Northwind', zone: 'America/New_York' }));
    expect(await post(binary.headers, binary.body)).toEqual({ status: 200, body: one });

    const person = {
      email: 'sam@northwind.example',
      firstName: 'Sam',
      roles: ['champion'],
      zone: 'America/New_York',
    };
    const structured = HTTP.structured(event('contact.identified', person, 'sam@northwind.example'));
    expect(await post(structured.headers, structured.body)).toEqual({ status: 200, body: one });
    expect((await post(structured.headers, structured.body)).body).toMatchObject({
      duplicates: 1,
      accepted: 0,
    });

    const batch = [
      event('contract.signed', { arr: { amount: 9000, currency: 'USD' }, startsOn: today() }),
      event('usage.recorded', { feature: 'report-export' }, 'sam@northwind.example'),
      event('contract.signd', {}),
    ];
    const answered = await post({ 'content-type': 'application/cloudevents-batch+json' }, batch);
    expect(answered).toMatchObject({
      status: 200,
      body: { accepted: 2, refused: [{ index: 2, reason: 'unknown-signal' }] },
    });

    // The SDK's emitter knows no key of its own: it goes where the address says.
    for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
      const emit = emitterFor(httpTransport(`${running.url}/v1/events`), { mode });
      await emit(event('usage.logins', { count: 3 }), { headers: { authorization } });
    }

    const welcome = await welcomed(running, 'northwind');
    expect(welcome.contact).not.toContain('@');
    await running.eventually('all of it in the ledger', async () => {
      const signals = await signalsOf(running, 'northwind');
      return signals.length >= 4;
    });
  });
});
