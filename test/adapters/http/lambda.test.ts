import { gzipSync } from 'node:zlib';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { describe, expect, it } from 'vitest';
import { newHttpApp } from '../../../lib/adapters/http/http-app.ts';
import { authenticate, BASIC, newFakeProduct, WRITE_KEY } from './fake-product.ts';

/** An event of API Gateway's HTTP API, payload format 2.0. */
function eventOf(method: string, path: string, headers: Record<string, string>, body?: Buffer): LambdaEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    headers: { host: 'api.example.com', ...headers },
    rawPath: path,
    rawQueryString: '',
    body: body === undefined ? null : body.toString('base64'),
    isBase64Encoded: true,
    requestContext: {
      accountId: '1',
      apiId: 'a',
      authentication: null,
      authorizer: {},
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' },
      requestId: 'r',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jun/2026:09:00:00 +0000',
      timeEpoch: 0,
    },
  } as unknown as LambdaEvent;
}

describe('the same application on Lambda', () => {
  const { product, reached } = newFakeProduct();
  const app = newHttpApp(product, { hosts: ['api.example.com'], writeKeys: [WRITE_KEY], authenticate });
  const handler = handle(app);

  it('takes a call, compressed and as base64', async () => {
    const body = gzipSync('{"event":"Report Exported"}');
    const headers = {
      authorization: BASIC,
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': String(body.byteLength),
    };
    const answer = await handler(eventOf('POST', '/v1/track', headers, body));
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(reached).toEqual([{ what: 'segment', args: ['track', { event: 'Report Exported' }] }]);
  });

  it('refuses a body that is longer than it says', async () => {
    const headers = { authorization: BASIC, 'content-type': 'application/json', 'content-length': '2' };
    const answer = await handler(eventOf('POST', '/v1/track', headers, Buffer.alloc(1_048_577, 0x20)));
    expect(answer).toMatchObject({ statusCode: 413 });
  });

  it('refuses another host', async () => {
    const answer = await handler(eventOf('GET', '/healthz', { host: 'evil.example' }));
    expect(answer).toMatchObject({ statusCode: 421 });
  });
});
