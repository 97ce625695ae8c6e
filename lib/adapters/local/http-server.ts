import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { problemResponse, SECURITY_HEADERS } from '../http/answer-headers.ts';
import { HttpProblem, PROBLEM_TYPE, problemJson } from '../http/problem.ts';
import { checkTarget } from '../http/request-target.ts';
import { ListenError } from './listen-error.ts';

/** What a web application is to a server. */
export interface WebApp {
  fetch(request: Request, env: unknown): Response | Promise<Response>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly limits?: Partial<ServerLimits>;
}

/** All times in milliseconds. */
export interface ServerLimits {
  /** Bytes of all header fields of a request together. */
  readonly headerBytes: number;
  /** Characters of path and query. */
  readonly targetLength: number;
  /** How long a client may take for the header fields, and for the whole request. */
  readonly headersTime: number;
  readonly requestTime: number;
  /** How long a connection may lie idle between two requests, and in the middle of an answer. */
  readonly idleTime: number;
  readonly stalledTime: number;
  /** How long `close` waits for requests in flight. */
  readonly graceTime: number;
  readonly connections: number;
}

const DEFAULT_LIMITS: ServerLimits = {
  headerBytes: 16_384,
  targetLength: 4096,
  headersTime: 10_000,
  requestTime: 30_000,
  idleTime: 5000,
  stalledTime: 60_000,
  graceTime: 10_000,
  connections: 1000,
};

export interface HttpServer {
  readonly port: number;
  /** Takes no more connections, and resolves when every request in flight has its answer or `graceTime` is over. */
  close(): Promise<void>;
}

/** Who is at the other end, from what the application is handed as `env`. */
export function clientAddress(env: unknown): string | undefined {
  return (env as { readonly incoming?: IncomingMessage } | undefined)?.incoming?.socket.remoteAddress;
}

/**
 * Serves an application by Node's own HTTP server.
 *
 * @throws ListenError where the port is in use, or the address none of this machine.
 */
export async function startHttpServer(
  app: WebApp,
  { host, port, limits: given }: HttpServerOptions,
): Promise<HttpServer> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const answering = new WeakMap<Duplex, ServerResponse>();
  let closing = false;
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    errorHandler: () =>
      problemResponse(new HttpProblem('malformed-request', 'target and Host are no address')),
  });
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.idleTime,
    // Node's own answer to a request without one would be no problem+json.
    requireHostHeader: false,
    connectionsCheckingInterval: Math.min(1000, limits.headersTime),
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.stalledTime;
  server.on('request', (incoming, outgoing) => {
    answering.set(incoming.socket, outgoing);
    outgoing.once('close', () => {
      // What kept this connection alive is over, and no further request is awaited on it.
      if (closing) server.closeIdleConnections();
    });
    const wrong = targetProblem(incoming.url ?? '', limits.targetLength);
    if (wrong === undefined) void listener(incoming, outgoing);
    else refuse(outgoing, wrong);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const current = answering.get(socket);
    const busy = current !== undefined && !current.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    // What is broken came after a whole request, whose answer is due first: bytes before it would be taken for it.
    else if (busy && current.req.complete) current.once('finish', () => socket.destroy());
    else if (busy && current.headersSent) socket.destroy();
    else socket.end(rawAnswer(brokenRequest(error.code)), () => socket.destroy());
  });
  await listening(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      closing = true;
      return closed(server, limits.graceTime);
    },
  };
}

/** The application sees addresses only after dot segments have been resolved away: here they are as they came. */
function targetProblem(target: string, maxLength: number): HttpProblem | undefined {
  try {
    checkTarget(target.replace(/^https?:\/\/[^/?#]*/i, '') || '/', maxLength);
    return undefined;
  } catch (error) {
    if (error instanceof HttpProblem) return error;
    throw error;
  }
}

function refuse(outgoing: ServerResponse, problem: HttpProblem): void {
  const body = problemJson(problem);
  // A body that came with it is not read: the connection cannot be used again.
  outgoing.writeHead(problem.status, closingFields(body));
  outgoing.end(body);
}

/** What Node's parser found; it never says where. */
function brokenRequest(code: string | undefined): HttpProblem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HttpProblem('headers-too-large', 'send fewer or shorter header fields');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new HttpProblem('too-large', 'send chunks without extensions');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpProblem('timeout', 'the request was not whole in time');
    default:
      return new HttpProblem('malformed-request', 'this is no HTTP/1.1');
  }
}

/** An answer for a connection on which no request was understood. */
function rawAnswer(problem: HttpProblem): string {
  const body = problemJson(problem);
  const lines = Object.entries(closingFields(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`;
}

function closingFields(body: string): Record<string, string> {
  return {
    ...SECURITY_HEADERS,
    'content-type': PROBLEM_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(new ListenError(host, port, error));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function closed(server: Server, graceTime: number): Promise<void> {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => server.closeAllConnections(), graceTime);
    server.close(() => {
      clearTimeout(giveUp);
      resolve();
    });
    server.closeIdleConnections();
  });
}
