import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Route } from '../../lib/adapters/local/channels/post-json.ts';

/** A request that came. */
interface Seen {
  readonly headers: IncomingMessage['headers'];
  readonly url: string | undefined;
  readonly body: string;
}

let closing: (() => void)[] = [];

export function closeReceivers(): void {
  for (const close of closing) close();
  closing = [];
}

/** A server on this machine, by plain HTTP, and a route that leads every request there. */
export async function receiver(answer: (response: ServerResponse, seen: Seen) => void) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    seen.push({ headers: request.headers, url: request.url, body });
    answer(response, seen.at(-1) ?? { headers: {}, url: '', body });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const route: Route = {
    resolve: async () => ['127.0.0.1'],
    isAllowed: (address) => address === '127.0.0.1',
    request: ((url: URL, options: object) => {
      const plain = new URL(url);
      plain.protocol = 'http:';
      plain.port = String(port);
      return httpRequest(plain, options);
    }) as NonNullable<Route['request']>,
    timeoutMs: 1000,
  };
  return { seen, route };
}

/** Answers with a status. */
export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end('ok');
