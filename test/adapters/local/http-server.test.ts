import { connect } from 'node:net';
import { Analytics } from '@segment/analytics-node';
import { afterEach, describe, expect, it } from 'vitest';
import { startHttpServer, type WebApp } from '../../../lib/adapters/local/http-server.ts';
import { BASIC, WRITE_KEY } from '../http/fake-product.ts';
import { closeAll, exchange, LAST, request, scene, serve, statusesOf } from '../http/wire.ts';

afterEach(closeAll);

describe('a real client', () => {
  it('of Segment is understood', async () => {
    const { url, reached } = await scene();
    const errors: unknown[] = [];
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: url, flushAt: 3, maxRetries: 0 });
    analytics.on('error', (error) => errors.push(error));
    analytics.identify({ userId: 'u-1', traits: { email: 'ada@example.com' } });
    analytics.group({ userId: 'u-1', groupId: 'acme' });
    analytics.track({ userId: 'u-1', event: 'Report Exported' });
    await analytics.closeAndFlush();
    expect(errors).toEqual([]);
    expect(reached.map(({ what, args }) => [what, args[0]])).toEqual([['segment', 'batch']]);
    expect(reached[0]?.args[1]).toMatchObject({
      batch: [{ type: 'identify' }, { type: 'group', groupId: 'acme' }, { type: 'track' }],
    });
  });

  it('may send a body in chunks', async () => {
    const { url, reached } = await scene();
    const chunks = ['{"event":', '"Report ', 'Exported"}'].map((text) => new TextEncoder().encode(text));
    const response = await fetch(`${url}/v1/track`, {
      method: 'POST',
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: new ReadableStream({
        pull(controller) {
          const chunk = chunks.shift();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
        },
      }),
      duplex: 'half',
    });
    expect(response.status).toBe(200);
    expect(reached[0]?.args[1]).toEqual({ event: 'Report Exported' });
  });

  it('may keep its connection after an answer of any kind', async () => {
    const { port } = await scene();
    const post = request(
      'POST /v1/track HTTP/1.1',
      ['Content-Type: text/plain', 'Content-Length: 2', `Authorization: ${BASIC}`],
      '{}',
    );
    const answers = await exchange(port, [post + request('GET /healthz HTTP/1.1', [LAST])]);
    expect(statusesOf(answers)).toEqual(['415', '200']);
  });
});

describe('a slow client', () => {
  it('that does not finish its header fields is hung up on', async () => {
    const { port } = await scene({ headersTime: 150, requestTime: 300 });
    const begun = performance.now();
    const answer = await exchange(port, ['GET /healthz HTTP/1.1\r\n', ...Array(60).fill('X: y\r\n')], {
      pause: 50,
    });
    expect(statusesOf(answer)).toEqual(['408']);
    expect(performance.now() - begun).toBeLessThan(2500);
  });

  it('that does not finish its body is hung up on, and nothing of it is taken', async () => {
    const { port, reached } = await scene({ headersTime: 150, requestTime: 300 });
    const head = request('POST /v1/track HTTP/1.1', [
      `Authorization: ${BASIC}`,
      'Content-Type: application/json',
      'Content-Length: 60',
    ]);
    const answer = await exchange(port, [head, ...Array(58).fill(' ')], { pause: 50 });
    expect(statusesOf(answer)).toEqual(['408']);
    expect(reached).toEqual([]);
  });

  it('that hangs up in the midst of its body leaves nothing behind', async () => {
    const { port, reached, url } = await scene();
    const head = request('POST /v1/track HTTP/1.1', [
      `Authorization: ${BASIC}`,
      'Content-Type: application/json',
      'Content-Length: 60',
    ]);
    await exchange(port, [head, '{"event"'], { end: true });
    expect(reached).toEqual([]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('does not hold up others', async () => {
    const { port, url } = await scene();
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => {});
    slow.write('GET /healthz HTTP/1.1\r\n');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    slow.destroy();
  });
});

describe('closing', () => {
  /** An application whose one answer waits until it is let go. */
  function held() {
    let letGo = () => {};
    let arrived = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const inside = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const app: WebApp = {
      async fetch() {
        arrived();
        await gate;
        return new Response('done');
      },
    };
    return { app, letGo, inside };
  }

  it('lets a request in flight have its answer, and takes no further connection', async () => {
    const { app, letGo, inside } = held();
    const server = await serve(app);
    const url = `http://127.0.0.1:${server.port}/`;
    const answer = fetch(url);
    await inside;
    const closed = server.close();
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    letGo();
    expect(await (await answer).text()).toBe('done');
    const begun = performance.now();
    await closed;
    // A connection that is kept alive would hold it up for the five seconds that it may lie idle.
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('does not wait for connections on which nothing is asked', async () => {
    const { server, url } = await scene();
    await (await fetch(`${url}/healthz`)).text();
    const begun = performance.now();
    await server.close();
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it('gives up on a request that never ends', async () => {
    const { app, inside, letGo } = held();
    const server = await serve(app, { graceTime: 100 });
    const answer = fetch(`http://127.0.0.1:${server.port}/`).catch(() => 'hung up');
    await inside;
    await server.close();
    expect(await answer).toBe('hung up');
    letGo();
  });

  it('can be asked for twice', async () => {
    const { server } = await scene();
    await Promise.all([server.close(), server.close()]);
  });
});

describe('starting', () => {
  it('on a port that is taken says so', async () => {
    const { port } = await scene();
    await expect(
      startHttpServer({ fetch: () => new Response() }, { host: '127.0.0.1', port }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
