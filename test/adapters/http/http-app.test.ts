import { describe, expect, it } from 'vitest';
import { ADMIN, appScene, VIEWER } from './app-scene.ts';
import { BASIC, WRITE_KEY } from './fake-product.ts';

describe('answers', () => {
  it('hold instants as RFC 3339 and null for what is not known', async () => {
    const { get } = appScene();
    expect(await (await get('/api/tasks', VIEWER)).json()).toMatchObject({
      items: [
        { createdAt: '2026-06-01T09:00:00Z', dueAt: '2026-06-02T09:00:00Z', closedAt: null, outcome: null },
      ],
      next: null,
    });
    expect(await (await get('/api/runs', VIEWER)).json()).toMatchObject({
      items: [{ wakeAt: '2026-06-01T09:00:00.120Z', endedAt: null, values: { price: { minor: 1200 } } }],
    });
    expect(await (await get('/api/accounts/acme/ledger', VIEWER)).json()).toEqual({
      items: [
        {
          sequence: 7,
          at: '2026-06-01T09:00:00Z',
          kind: 'fired',
          status: 'live',
          rule: 'login-drop-3-weeks',
          until: '2026-06-01T09:01:00Z',
          values: { baseline: 41.5 },
          trace: {
            all: [
              {
                fact: 'seats.used',
                operator: 'lessThan',
                value: 20,
                got: 12,
                asOf: '2026-06-01T09:00:00Z',
                result: 'true',
              },
            ],
            result: 'true',
          },
        },
      ],
      next: '7',
    });
    expect(await (await get('/api/accounts', VIEWER)).json()).toMatchObject({ next: 'next-1' });
  });

  it('to HEAD are those to GET without a body', async () => {
    const { app } = appScene();
    const response = await app.request('http://localhost/api/tasks', { method: 'HEAD', headers: VIEWER });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it('name what is allowed to a method that is not', async () => {
    const { app } = appScene();
    const allow = async (path: string, method: string) =>
      (await app.request(`http://localhost${path}`, { method })).headers.get('allow');
    expect(await allow('/u/x', 'DELETE')).toBe('GET, POST, HEAD');
    expect(await allow('/api/kill', 'PATCH')).toBe('GET, POST, HEAD');
    expect(await allow('/v1/track', 'GET')).toBe('POST');
  });
});

describe('hosts', () => {
  it.each(['localhost', 'LOCALHOST:8787', '127.0.0.1:1', '[::1]:8787', '[::1]'])(
    '%s is ours',
    async (host) => {
      const { app } = appScene();
      expect((await app.request(`http://${host}/healthz`, { headers: { host } })).status).toBe(200);
    },
  );

  it.each(['evil.example', 'localhost.', '127.0.0.1.evil.example', '[::2]', 'localhost:8787:1'])(
    '%s is not',
    async (host) => {
      const { get } = appScene();
      const response = await get('/healthz', { host });
      expect(response.status).toBe(421);
      expect(await response.text()).not.toContain('evil');
    },
  );
});

describe('rates', () => {
  const limits = {
    ingest: { perSecond: 1, burst: 2 },
    api: { perSecond: 1, burst: 1 },
    anyone: { perSecond: 0.1, burst: 2 },
  };

  it('hold back a write key that sends too much, and say until when', async () => {
    const { post, tick } = appScene({ limits });
    const send = () => post('/v1/track', {}, { authorization: BASIC });
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    const third = await send();
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '1']);
    tick(1000);
    expect((await send()).status).toBe(200);
  });

  it('are by token, so that one does not hold back another', async () => {
    const { get } = appScene({ limits });
    expect((await get('/api/tasks', VIEWER)).status).toBe(200);
    expect((await get('/api/tasks', VIEWER)).status).toBe(429);
    expect((await get('/api/tasks', ADMIN)).status).toBe(200);
  });

  it('stop whoever tries keys, by client', async () => {
    const clientOf = (env: unknown) => (env as { client?: string }).client;
    const { get, reached } = appScene({ limits, clientOf });
    const guess = async (client: string) =>
      (await get('/api/tasks', { authorization: 'Bearer guess' }, { client })).status;
    expect([await guess('a'), await guess('a'), await guess('a')]).toEqual([401, 401, 429]);
    expect(await guess('b')).toBe(401);
    expect(reached).toEqual([]);
  });

  it('stop a stranger before its body is read', async () => {
    const { post } = appScene({ limits });
    const send = async (json: unknown) => (await post('/v1/track', json)).status;
    expect([await send({}), await send({}), await send({})]).toEqual([401, 401, 429]);
    expect(await send({ writeKey: WRITE_KEY })).toBe(429);
  });

  it('leave a key in the body to the rate of keys', async () => {
    const { post } = appScene({ limits: { ...limits, ingest: { perSecond: 1, burst: 5 } } });
    for (let i = 0; i < 5; i += 1)
      expect((await post('/v1/track', { writeKey: WRITE_KEY })).status).toBe(200);
  });
});

describe('whoever runs it', () => {
  it('is told of requests by pattern, without any id, token or query', async () => {
    const { get, app, seen } = appScene();
    await get('/api/accounts/acme?x=1', VIEWER);
    await get('/u/a-signed-token');
    await get('/nothing/here');
    await app.request('http://localhost/api/tasks', { method: 'STEAL' });
    expect(seen).toEqual([
      { method: 'GET', route: '/api/accounts/:id', status: 400, ms: 0 },
      { method: 'GET', route: '/u/:token', status: 200, ms: 0 },
      { method: 'GET', route: '(none)', status: 404, ms: 0 },
      { method: 'other', route: '/api/tasks', status: 405, ms: 0 },
    ]);
  });

  it('is told of what broke, and nobody else is', async () => {
    const { get, answers, errors } = appScene();
    answers.error = new Error('no such table: tasks');
    const response = await get('/api/tasks', VIEWER);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      type: 'urn:touchline:problem:internal',
      title: 'Something broke here',
      status: 500,
      detail: 'it was noted, and is not the fault of the request',
    });
    expect(errors).toEqual([[answers.error, '/api/tasks']]);
  });
});
