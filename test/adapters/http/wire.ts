import { connect } from 'node:net';
import { newHttpApp } from '../../../lib/adapters/http/http-app.ts';
import {
  clientAddress,
  type HttpServer,
  type ServerLimits,
  startHttpServer,
  type WebApp,
} from '../../../lib/adapters/local/http-server.ts';
import { authenticate, newFakeProduct, WRITE_KEY } from './fake-product.ts';

const servers: HttpServer[] = [];
/** Closes every server that was started here. */
export async function closeAll(): Promise<void> {
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

export async function serve(app: WebApp, limits: Partial<ServerLimits> = {}): Promise<HttpServer> {
  const server = await startHttpServer(app, { host: '127.0.0.1', port: 0, limits });
  servers.push(server);
  return server;
}

export async function scene(limits: Partial<ServerLimits> = {}) {
  const { product, reached } = newFakeProduct();
  const app = newHttpApp(product, {
    hosts: ['127.0.0.1', 'localhost'],
    writeKeys: [WRITE_KEY],
    authenticate,
    clientOf: clientAddress,
  });
  const server = await serve(app, limits);
  return { server, reached, port: server.port, url: `http://127.0.0.1:${server.port}` };
}

/** Writes bytes to the server, piece by piece, and gives all that came back until it hung up. */
export function exchange(
  port: number,
  pieces: readonly string[],
  { pause = 0, end = false } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let back = '';
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      back += text;
    });
    // A server that has said its word may hang up on what is still being written.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => resolve(back));
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece, 'latin1');
        if (pause > 0) await new Promise((go) => setTimeout(go, pause));
      }
      if (end) socket.end();
    });
  });
}

export const request = (line: string, headers: readonly string[] = [], body = '') =>
  `${[line, 'Host: 127.0.0.1', ...headers].join('\r\n')}\r\n\r\n${body}`;
export const LAST = 'Connection: close';
export const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);
export const statusesOf = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);
