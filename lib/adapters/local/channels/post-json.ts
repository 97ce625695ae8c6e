import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isPublicAddress, resolveHost } from './public-address.ts';

/** How requests find their way; tests have another. */
export interface Route {
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  readonly isAllowed?: (address: string) => boolean;
  readonly request?: typeof httpsRequest;
  readonly timeoutMs?: number;
}

export type PostResult =
  | { readonly answered: true; readonly status: number; readonly retryAfter: string | undefined }
  /** Nothing of it was sent. `refused-address`: the name leads where nothing may go. */
  | { readonly answered: false; readonly reason: 'unreachable' | 'refused-address' };

const TIMEOUT_MS = 15_000;
/** Nobody reads what comes back; a server that goes on sending is cut off. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Posts JSON by https to a host whose name is resolved once: every address of it must be on the public internet, and
 * the connection goes to the very address that was checked. Redirects are answers like any other. Throws Error when
 * the request has gone and no answer came.
 */
export async function postJson(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  route: Route = {},
): Promise<PostResult> {
  const { resolve = resolveHost, isAllowed = isPublicAddress } = route;
  let addresses: readonly string[];
  try {
    addresses = await resolve(url.hostname);
  } catch {
    return { answered: false, reason: 'unreachable' };
  }
  const [address] = addresses;
  if (address === undefined) return { answered: false, reason: 'unreachable' };
  if (!addresses.every(isAllowed)) return { answered: false, reason: 'refused-address' };
  return post(url, address, body, headers, route);
}

function post(
  url: URL,
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { request = httpsRequest, timeoutMs = TIMEOUT_MS }: Route,
): Promise<PostResult> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const bytes = Buffer.from(body, 'utf8');
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      // Pinned: a name that leads elsewhere a moment later is not asked again.
      lookup: (_host, options, found) => {
        const family = isIPv6(address) ? 6 : 4;
        if (options.all === true) found(null, [{ address, family }]);
        else found(null, address, family);
      },
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-type': 'application/json', 'content-length': bytes.length },
    });
    outgoing.on('socket', (socket) => {
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
        connected = true;
      });
    });
    const fail = () => {
      if (connected) reject(new Error('the answer is lost'));
      else resolve({ answered: false, reason: 'unreachable' });
    };
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      const retryAfter = response.headers['retry-after'];
      resolve({ answered: true, status: response.statusCode ?? 0, retryAfter });
      let received = 0;
      response.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > MAX_ANSWER_BYTES) response.destroy();
      });
      response.on('error', () => undefined);
    });
    outgoing.end(bytes);
  });
}

/** Milliseconds of a Retry-After header, in seconds or as a date (RFC 9110); undefined for what is neither. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
