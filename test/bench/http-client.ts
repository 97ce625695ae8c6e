import { connect, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * Sends requests over connections that stay open, the next on each as soon as the one before it is answered. A client
 * of a library would be the slower of the two: this one writes bytes that are ready and reads no more than it must.
 */
export class HttpClient {
  readonly #connections: readonly Connection[];

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  static async open(port: number, connections: number): Promise<HttpClient> {
    return new HttpClient(
      await Promise.all(Array.from({ length: connections }, () => Connection.open(port))),
    );
  }

  /** How long each request waited for its answer (milliseconds). Throws for an answer that is not 200. */
  async send(requests: readonly Buffer[]): Promise<readonly number[]> {
    const milliseconds: number[] = [];
    let next = 0;
    await Promise.all(
      this.#connections.map(async (connection) => {
        for (;;) {
          const request = requests[next];
          next += 1;
          if (request === undefined) return;
          const began = performance.now();
          await connection.exchange(request);
          milliseconds.push(performance.now() - began);
        }
      }),
    );
    return milliseconds;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  exchange(request: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(HEAD_END);
    if (end === -1) return;
    const head = this.#received.toString('latin1', 0, end);
    const length = Number(LENGTH.exec(head)?.[1] ?? Number.NaN);
    if (this.#received.length < end + HEAD_END.length + length) return;
    const answer = this.#received;
    this.#received = Buffer.alloc(0);
    if (head.startsWith('HTTP/1.1 200 ') && !Number.isNaN(length)) this.#waiting?.resolve();
    else this.#waiting?.reject(new Error(answer.toString('utf8', 0, 500)));
  }
}
