import { BASIC, bearer } from './fake-product.ts';

/** Stands where personal data would: no answer may repeat it. */
export const CANARY = 'canary@example.com';

export interface Hostile {
  readonly title: string;
  readonly status: number;
  /** The last part of the problem's `type`. */
  readonly problem: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** The request's address, if it is not the one that is served. */
  readonly origin?: string;
}

export const JSON_TYPE = { 'content-type': 'application/json' };
const KEYED = { authorization: BASIC, ...JSON_TYPE };
const ADMIN = { authorization: bearer('admin'), ...JSON_TYPE };

export const track = (
  title: string,
  status: number,
  problem: string,
  body: Hostile['body'],
  headers = {},
): Hostile => ({
  title,
  status,
  problem,
  method: 'POST',
  path: '/v1/track',
  headers: { ...KEYED, ...headers },
  ...(body === undefined ? {} : { body }),
});

export const event = (
  title: string,
  status: number,
  problem: string,
  body: Hostile['body'],
  headers = {},
): Hostile => ({
  ...track(title, status, problem, body, headers),
  path: '/v1/events',
});

export const ask = (title: string, status: number, problem: string, path: string, headers = {}): Hostile => ({
  title,
  status,
  problem,
  path,
  headers: { authorization: bearer('viewer'), ...headers },
});

export const act = (
  title: string,
  status: number,
  problem: string,
  path: string,
  json: unknown,
  headers = {},
): Hostile => ({
  title,
  status,
  problem,
  method: 'POST',
  path,
  headers: { ...ADMIN, ...headers },
  body: typeof json === 'string' ? json : JSON.stringify(json),
});
