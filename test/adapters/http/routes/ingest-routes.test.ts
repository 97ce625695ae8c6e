import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import { newHttpApp } from '../../../../lib/adapters/http/http-app.ts';
import { StoreError } from '../../../../lib/app/ports/store-error.ts';
import { IntakeBusyError, IntakeError } from '../../../../lib/app/product/intake.ts';
import { authenticate, BASIC, newFakeProduct, WRITE_KEY } from '../fake-product.ts';

function scene() {
  const { product, reached, answers } = newFakeProduct();
  const app = newHttpApp(product, {
    hosts: ['localhost'],
    writeKeys: ['', 'wk_old', WRITE_KEY],
    authenticate,
  });
  const post = async (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string>,
  ) => {
    const response = await app.request(`http://localhost${path}`, { method: 'POST', headers, body });
    return { status: response.status, headers: response.headers, json: (await response.json()) as unknown };
  };
  return { post, reached, answers };
}

const KEYED = { authorization: BASIC, 'content-type': 'application/json' };
const CALL = { userId: 'u-1', event: 'Report Exported' };

describe('Segment calls', () => {
  it.each([
    ['as the user of Basic', { authorization: BASIC }],
    ['as Bearer', { authorization: `Bearer ${WRITE_KEY}` }],
    ['as an earlier key that still holds', { authorization: `Basic ${btoa('wk_old:')}` }],
  ])('take the write key %s', async (_title, headers) => {
    const { post, reached } = scene();
    const { status, json } = await post('/v1/track', JSON.stringify(CALL), {
      'content-type': 'application/json',
      ...headers,
    });
    expect([status, json]).toEqual([
      200,
      { success: true, accepted: 1, duplicates: 0, parked: 0, refused: [] },
    ]);
    expect(reached).toEqual([{ what: 'segment', args: ['track', CALL] }]);
  });

  it.each(['track', 'identify', 'group', 'page', 'batch'])(
    'take the key from the body of %s',
    async (call) => {
      const { post, reached } = scene();
      const { status } = await post(`/v1/${call}`, JSON.stringify({ writeKey: WRITE_KEY }), {
        'content-type': 'application/json',
      });
      expect(status).toBe(200);
      expect(reached.map(({ args }) => args[0])).toEqual([call]);
    },
  );

  it('never take an empty key, though one is configured', async () => {
    const { post, reached } = scene();
    for (const authorization of [`Basic ${btoa(':')}`, 'Bearer '])
      expect((await post('/v1/track', '{}', { ...KEYED, authorization })).status).toBe(401);
    expect((await post('/v1/track', '{"writeKey":""}', { 'content-type': 'application/json' })).status).toBe(
      401,
    );
    expect(reached).toEqual([]);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('are read from %s', async (encoding, compress) => {
    const { post, reached } = scene();
    const body = new Uint8Array(compress(JSON.stringify(CALL)));
    expect((await post('/v1/track', body, { ...KEYED, 'content-encoding': encoding })).status).toBe(200);
    expect(reached[0]?.args[1]).toEqual(CALL);
  });

  it('are taken a thousand at a time', async () => {
    const { post, reached, answers } = scene();
    answers.intake = { accepted: 1000, duplicates: 0, parked: 0, refused: [] };
    const properties = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`property${i}`, i]));
    const batch = Array.from({ length: 1000 }, (_, i) => ({
      type: 'track',
      messageId: `m-${i}`,
      ...CALL,
      properties,
    }));
    const { status, json } = await post('/v1/batch', JSON.stringify({ batch }), KEYED);
    expect([status, json]).toMatchObject([200, { accepted: 1000 }]);
    expect(reached[0]?.args[1]).toEqual({ batch });
  });

  it('say of one that was refused why, and of a batch which ones', async () => {
    const { post, answers } = scene();
    const refused = [{ index: 0, reason: 'wrong-payload', detail: '"data.seats" is missing' }];
    answers.intake = { accepted: 0, duplicates: 0, parked: 0, refused };

    const one = await post('/v1/track', JSON.stringify(CALL), KEYED);
    expect([one.status, one.json]).toMatchObject([422, { detail: '"data.seats" is missing', refused }]);
    const many = await post('/v1/batch', JSON.stringify({ batch: [CALL] }), KEYED);
    expect([many.status, many.json]).toMatchObject([200, { success: true, accepted: 0, refused }]);
  });

  it('that are parked or known already are no mistake', async () => {
    const { post, answers } = scene();
    for (const found of [
      { accepted: 0, duplicates: 1, parked: 0, refused: [] },
      { accepted: 0, duplicates: 0, parked: 1, refused: [] },
    ]) {
      answers.intake = found;
      expect((await post('/v1/track', JSON.stringify(CALL), KEYED)).json).toEqual({
        success: true,
        ...found,
      });
    }
  });

  it('are to be sent again when the store is busy, and not when they are no call', async () => {
    const { post, answers } = scene();
    answers.error = new StoreError('unavailable', 'database is locked: /home/x/touchline.sqlite');
    const busy = await post('/v1/track', '{}', KEYED);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '1']);
    expect(JSON.stringify(busy.json)).not.toContain('sqlite');
    answers.error = new IntakeBusyError('200000 signals wait to be decided', 10_000);
    const flooded = await post('/v1/track', '{}', KEYED);
    expect([flooded.status, flooded.headers.get('retry-after')]).toEqual([503, '10']);
    expect(flooded.json).toMatchObject({
      detail: '200000 signals wait to be decided: nothing was taken, try again in 10 s',
    });
    answers.error = new IntakeError('"batch" has to be a list');
    const wrong = await post('/v1/batch', '{}', KEYED);
    expect([wrong.status, wrong.json]).toMatchObject([400, { detail: '"batch" has to be a list' }]);
  });
});

const EVENT = {
  specversion: '1.0',
  id: 'e-1',
  source: 'crm',
  type: 'contract.signed',
  account: 'acme',
  time: '2026-06-01T09:00:00.000Z',
  data: { plan: 'team' },
};

describe('CloudEvents', () => {
  it.each([
    ['binary', HTTP.binary],
    ['structured', HTTP.structured],
  ])('arrive whole from the cloudevents package in %s mode', async (_mode, encode) => {
    const { post, reached } = scene();
    const { headers, body } = encode(new CloudEvent(EVENT));
    const { status } = await post('/v1/events', String(body), {
      ...(headers as Record<string, string>),
      authorization: BASIC,
    });
    expect(status).toBe(200);
    expect(reached).toEqual([{ what: 'events', args: [[expect.objectContaining(EVENT)]] }]);
  });

  it('in binary mode have their attributes decoded, and no data where there is no body', async () => {
    const { post, reached } = scene();
    await post('/v1/events', '', {
      ...KEYED,
      'ce-specversion': '1.0',
      'ce-id': '"quoted"',
      'ce-source': 'caf%C3%A9',
      'ce-type': 'a b',
    });
    expect(reached[0]?.args).toEqual([
      [
        {
          specversion: '1.0',
          id: 'quoted',
          source: 'café',
          type: 'a b',
          datacontenttype: 'application/json',
        },
      ],
    ]);
  });

  it.each([
    ['a batch', 'application/cloudevents-batch+json', [EVENT, EVENT], 2],
    ['a plain list', 'application/json; charset=UTF-8', [EVENT], 1],
    ['a plain object', 'application/json', EVENT, 1],
  ])('are read from %s', async (_title, type, json, count) => {
    const { post, reached } = scene();
    const { status } = await post('/v1/events', JSON.stringify(json), { ...KEYED, 'content-type': type });
    expect(status).toBe(200);
    expect(reached[0]?.args[0]).toEqual(Array.from({ length: count }, () => EVENT));
  });

  it('refused one by one answer 422, refused in a list 200', async () => {
    const { post, answers } = scene();
    const refused = [{ index: 0, reason: 'unknown-signal', detail: 'unknown signal type' }];
    answers.intake = { accepted: 0, duplicates: 0, parked: 0, refused };
    expect((await post('/v1/events', JSON.stringify(EVENT), KEYED)).status).toBe(422);
    expect((await post('/v1/events', JSON.stringify([EVENT]), KEYED)).status).toBe(200);
  });
});

describe('webhooks', () => {
  it('need no key, and arrive byte for byte with their headers', async () => {
    const { post, reached } = scene();
    const body = '{ "event" : "invoice.paid", "note": "é" }\n';
    const { status } = await post('/v1/hooks/billing', body, {
      'content-type': 'application/json',
      'Webhook-Signature': 'v1,abc',
    });
    expect(status).toBe(200);
    const [connector, headers, bytes] = reached[0]?.args ?? [];
    expect(connector).toBe('billing');
    expect(headers).toMatchObject({ 'webhook-signature': 'v1,abc', 'content-type': 'application/json' });
    expect(new TextDecoder().decode(bytes as Uint8Array)).toBe(body);
  });
});
