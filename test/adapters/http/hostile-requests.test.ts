import { describe, expect, it } from 'vitest';
import { newHttpApp } from '../../../lib/adapters/http/http-app.ts';
import { authenticate, newFakeProduct, WRITE_KEY } from './fake-product.ts';
import { HOSTILE_ACTS } from './hostile-acts.ts';
import { HOSTILE_BODIES } from './hostile-bodies.ts';
import { CANARY, type Hostile } from './hostile-request.ts';

const HOSTILE = [...HOSTILE_BODIES, ...HOSTILE_ACTS];

const MAX_CPU_MS = 50;
const ATTEMPTS = 8;

const { product, reached } = newFakeProduct();
const errors: unknown[] = [];
const app = newHttpApp(product, {
  hosts: ['localhost'],
  writeKeys: [WRITE_KEY],
  authenticate,
  limits: { anyone: { perSecond: 1e6, burst: 1e6 }, api: { perSecond: 1e6, burst: 1e6 } },
  onError: (error) => errors.push(error),
});

function send({ method = 'GET', path, headers = {}, body, origin = 'http://localhost:8787' }: Hostile) {
  return app.fetch(new Request(origin + path, { method, headers, ...(body === undefined ? {} : { body }) }));
}

describe('hostile requests', () => {
  it('are many', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60);
    expect(new Set(HOSTILE.map(({ title }) => title)).size).toBe(HOSTILE.length);
  });

  it.each(HOSTILE)('$title: $status $problem', async (hostile) => {
    const before = reached.filter(({ what }) => what !== 'hook').length;
    const response = await send(hostile);
    const text = await response.text();

    expect(response.status).toBe(hostile.status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const problem: unknown = JSON.parse(text);
    expect(problem).toMatchObject({
      type: `urn:touchline:problem:${hostile.problem}`,
      title: expect.stringMatching(/^\S.{5,}/),
      status: hostile.status,
      detail: expect.stringMatching(/^\S.{5,}/),
    });
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain(WRITE_KEY);
    expect(text.length).toBeLessThan(4000);
    if (response.status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^\w+ realm=/);
    if (response.status === 405) expect(response.headers.get('allow')).toMatch(/^(GET|POST)/);
    expect(reached.filter(({ what }) => what !== 'hook').length).toBe(before);
    expect(errors).toEqual([]);
  });

  it.each(HOSTILE)(`$title: under ${MAX_CPU_MS} ms of CPU`, async (hostile) => {
    let least = Number.POSITIVE_INFINITY;
    // The rest of this process works at the same time, so the least of some attempts is what the request costs.
    for (let i = 0; i < ATTEMPTS && least >= MAX_CPU_MS; i += 1) {
      const begun = process.cpuUsage();
      await (await send(hostile)).text();
      const { user, system } = process.cpuUsage(begun);
      least = Math.min(least, (user + system) / 1000);
    }
    expect(least).toBeLessThan(MAX_CPU_MS);
  });

  it('leave the prototype of objects as it was', async () => {
    for (const hostile of HOSTILE) await (await send(hostile)).text();
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('admin' in {}).toBe(false);
  });

  it('leave memory flat', async () => {
    const bombs = HOSTILE.filter(({ status }) => status === 413);
    const settle = async () => {
      for (const bomb of bombs) await (await send(bomb)).text();
    };
    for (let i = 0; i < 3; i += 1) await settle();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 10; i += 1) await settle();
    // Ten rounds decode 3 GB if they are decoded whole.
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
  });

  it('are answered as usual in between', async () => {
    for (const hostile of HOSTILE.slice(0, 40)) await (await send(hostile)).text();
    const response = await app.request('http://localhost:8787/healthz');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});
