import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Route } from '../../../../lib/adapters/local/channels/post-json.ts';
import { WebhookChannel } from '../../../../lib/adapters/local/channels/webhook-channel.ts';
import type { OutgoingMessage } from '../../../../lib/app/ports/channel.ts';
import { sampleMessage } from '../../../support/contracts/channel.ts';
import { closeReceivers, receiver, status } from '../../../support/http-receiver.ts';
import { TEN } from '../../../support/touch-scene.ts';

const CLOCK = { now: () => TEN };
const SECRET_BYTES = Buffer.from('0123456789abcdef0123456789abcdef');
const SECRET = `whsec_${SECRET_BYTES.toString('base64')}`;

afterEach(closeReceivers);

function webhook(route: Route, url = 'https://hooks.example.com/in?x=1'): WebhookChannel {
  return new WebhookChannel({ url, secret: SECRET, hosts: ['hooks.example.com'], route }, CLOCK);
}

function message(over: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const body = { plan: 'pro' };
  return { ...sampleMessage('a1b2'), message: { channel: 'webhook', body }, ...over };
}

describe('a webhook', () => {
  it('is signed by Standard Webhooks, under the send key', async () => {
    const { seen, route } = await receiver(status(204));
    expect(await webhook(route).send(message())).toEqual({ sent: true, providerId: undefined });
    const [{ headers, body, url } = { headers: {}, body: '', url: '' }] = seen;
    expect(url).toBe('/in?x=1');
    expect(headers['webhook-id']).toBe('a1b2');
    expect(headers['webhook-timestamp']).toBe(String(TEN / 1000));
    const signed = createHmac('sha256', SECRET_BYTES)
      .update(`a1b2.${TEN / 1000}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signed}`);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      type: 'touch',
      timestamp: '2026-06-01T10:00:00Z',
      data: { account: 'acme', contact: 'ann', topic: 'onboarding', plan: 'pro' },
    });
  });

  it.each([
    [200, { sent: true, providerId: undefined }],
    [400, { sent: false, retryable: false, reason: 'webhook-400' }],
    [410, { sent: false, retryable: false, reason: 'webhook-410' }],
    [500, { sent: false, retryable: true, reason: 'webhook-500' }],
    [503, { sent: false, retryable: true, reason: 'webhook-503' }],
  ])('answers %i', async (code, answer) => {
    const { route } = await receiver(status(code));
    expect(await webhook(route).send(message())).toEqual(answer);
  });

  it.each([
    ['120', 120_000],
    ['Mon, 01 Jun 2026 10:01:00 GMT', 60_000],
    ['Mon, 01 Jun 2026 09:00:00 GMT', 0],
    ['soon', undefined],
  ])('is obeyed when it asks to be left alone for %j', async (header, ms) => {
    const { route } = await receiver(status(429, { 'retry-after': header }));
    const answer = await webhook(route).send(message());
    expect(answer).toEqual({
      sent: false,
      retryable: true,
      reason: 'webhook-429',
      ...(ms === undefined ? {} : { retryAfterMs: ms }),
    });
  });

  it('leads nowhere else', async () => {
    const { seen, route } = await receiver(
      status(302, { location: 'http://169.254.169.254/latest/meta-data/' }),
    );
    expect(await webhook(route).send(message())).toMatchObject({ sent: false, reason: 'webhook-302' });
    expect(seen).toHaveLength(1);
  });

  it('is in doubt when it goes silent or away after the request', async () => {
    const silent = await receiver(() => undefined);
    await expect(webhook({ ...silent.route, timeoutMs: 100 }).send(message())).rejects.toThrow('lost');
    const gone = await receiver((response) => response.destroy());
    await expect(webhook(gone.route).send(message())).rejects.toThrow('lost');
  });

  it('was certainly not reached when nobody listens, or its name is unknown', async () => {
    const { route } = await receiver(status(200));
    closeReceivers();
    const unreachable = { sent: false, retryable: true, reason: 'webhook-unreachable' };
    expect(await webhook(route).send(message())).toEqual(unreachable);
    const unknown = { ...route, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    expect(await webhook(unknown).send(message())).toEqual(unreachable);
    expect(await webhook({ ...route, resolve: async () => [] }).send(message())).toEqual(unreachable);
  });

  it('reads no more of an answer than it has to', async () => {
    const { route } = await receiver((response) => {
      response.writeHead(200);
      const flood = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        if (!response.destroyed) response.once('drain', flood);
      };
      flood();
    });
    expect(await webhook(route).send(message())).toMatchObject({ sent: true });
  });
});

describe('the address of a webhook', () => {
  /** Everything that leads, or may lead, to what is not on the public internet. */
  const hostile = [
    'https://169.254.169.254/latest/meta-data/',
    'https://169.254.169.254:443/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://0xA9.0xFE.0xA9.0xFE/',
    'https://0251.0376.0251.0376/',
    'https://169.254.43518/',
    'https://169.16689662/',
    'https://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
    'https://169。254。169。254/',
    'https://169%2e254%2e169%2e254/',
    'https://169.254.169.254./',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[0:0:0:0:0:ffff:a9fe:a9fe]/',
    'https://[::a9fe:a9fe]/',
    'https://[64:ff9b::169.254.169.254]/',
    'https://[2002:a9fe:a9fe::]/',
    'https://[fd00:ec2::254]/',
    'https://[fe80::1]/',
    'https://[::1]/',
    'https://[::]/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://017700000001/',
    'https://10.0.0.1/',
    'https://192.168.0.1/',
    'https://172.16.0.1/',
    'https://100.100.100.200/',
  ];

  it.each(hostile)('never leads to %s, though its host is allowed', async (url) => {
    const asked: string[] = [];
    const request = ((target: URL) => {
      asked.push(String(target));
      throw new Error('a connection was made');
    }) as NonNullable<Route['request']>;
    const made = new WebhookChannel(
      { url, secret: SECRET, hosts: [new URL(url).hostname], route: { request } },
      CLOCK,
    );
    expect(await made.send(message())).toEqual({
      sent: false,
      retryable: false,
      reason: 'webhook-refused-address',
    });
    expect(asked).toEqual([]);
  });

  it.each(hostile)('is not taken at all as %s, where its host is not allowed', (url) => {
    expect(() => new WebhookChannel({ url, secret: SECRET, hosts: ['hooks.example.com'] }, CLOCK)).toThrow(
      RangeError,
    );
  });

  it.each([
    'http://hooks.example.com/',
    'https://hooks.example.com@169.254.169.254/',
    'https://user:pass@hooks.example.com/',
    'https://hooks.example.com.evil.example/',
    'https://evil.example/hooks.example.com',
    'ftp://hooks.example.com/',
  ])('is never %s', (url) => {
    expect(() => new WebhookChannel({ url, secret: SECRET, hosts: ['hooks.example.com'] }, CLOCK)).toThrow(
      RangeError,
    );
  });

  it.each([
    [['169.254.169.254']],
    [['93.184.216.34', '169.254.169.254']],
    [['93.184.216.34', '::1']],
    [['::ffff:169.254.169.254']],
  ])('is refused when its name leads to %j', async (addresses) => {
    let asked = 0;
    const request = (() => {
      asked += 1;
      throw new Error('a connection was made');
    }) as NonNullable<Route['request']>;
    const answer = await webhook({ resolve: async () => addresses, request }).send(message());
    expect(answer).toMatchObject({ sent: false, reason: 'webhook-refused-address' });
    expect(asked).toBe(0);
  });

  it('is connected to as it was checked, whatever its name leads to a moment later', async () => {
    const { route } = await receiver(status(200));
    let resolved = 0;
    const rebinding: Route = {
      ...route,
      resolve: async () => {
        resolved += 1;
        return resolved === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
      },
    };
    expect(await webhook(rebinding).send(message())).toMatchObject({ sent: true });
    expect(resolved).toBe(1);
  });

  it('has a secret long enough to sign with', () => {
    for (const secret of [
      '',
      'whsec_',
      'whsec_c2hvcnQ=',
      'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
      'whsec_***',
    ])
      expect(
        () => new WebhookChannel({ url: 'https://a.example/', secret, hosts: ['a.example'] }, CLOCK),
      ).toThrow(RangeError);
  });
});
