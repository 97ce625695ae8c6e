import { newHttpApp } from '../../../lib/adapters/http/http-app.ts';
import type { HttpOptions, RequestSeen } from '../../../lib/adapters/http/http-options.ts';
import { authenticate, bearer, newFakeProduct, WRITE_KEY } from './fake-product.ts';

/** The application over a fake product, with a clock that stands until it is told. */
export function appScene(options: Partial<HttpOptions> = {}) {
  const fake = newFakeProduct();
  const seen: RequestSeen[] = [];
  const errors: unknown[] = [];
  let now = 0;
  const app = newHttpApp(fake.product, {
    hosts: ['localhost', '127.0.0.1', '[::1]'],
    writeKeys: [WRITE_KEY],
    authenticate,
    elapsed: () => now,
    onRequest: (one) => seen.push(one),
    onError: (error, route) => errors.push([error, route]),
    ...options,
  });
  return {
    ...fake,
    app,
    seen,
    errors,
    tick(ms: number) {
      now += ms;
    },
    get: (path: string, headers: Record<string, string> = {}, env?: object) =>
      Promise.resolve(app.request(`http://localhost:8787${path}`, { headers }, env)),
    post: (path: string, json: unknown, headers: Record<string, string> = {}) =>
      Promise.resolve(
        app.request(`http://localhost:8787${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(json),
        }),
      ),
  };
}

export const VIEWER = { authorization: bearer('viewer') };
export const ADMIN = { authorization: bearer('admin') };
