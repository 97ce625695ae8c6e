import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Instant } from '../../lib/core/time/instant.ts';
import type { PortCalls, PortPoint } from './kill-plan.ts';
import type { PlantedBug } from './planted-bugs.ts';
import type { Command, Report } from './process-talk.ts';
import type { ClientRequest } from './requests.ts';

const ENTRY = join(import.meta.dirname, 'product-process.ts');
/** Nothing that the product is asked for takes so long, on a machine that is busy with other things too. */
const PATIENCE_MS = 60_000;

/** `lost`: there was no answer, so that a client sends it again. */
export type Answer = 'acknowledged' | 'lost';

export interface ProductFolder {
  readonly data: string;
  readonly writeKey: string;
  readonly bug?: PlantedBug | undefined;
}

/** The product in a process of its own, as its clients and whoever kills it see it. */
export class ProductChild {
  /** What the process has complained about, and what it answered other than 2xx. */
  readonly troubles: string[] = [];
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #waiting = new Map<string, { resolve(report: Report): void; reject(error: Error): void }>();
  readonly #heard: Report[] = [];
  #port = 0;
  #authorization = '';
  #ended = false;

  /** Starts a process that is not open yet: it has loaded everything by the time that it is wanted. */
  constructor(compileCache: string) {
    this.#process = spawn(process.execPath, [ENTRY], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCache },
    });
    this.#exited = once(this.#process, 'exit').then(() => {
      this.#ended = true;
      for (const { reject } of this.#waiting.values()) reject(new Error('the process has ended'));
    });
    this.#process.stdin?.on('error', () => undefined);
    if (this.#process.stdout !== null)
      createInterface({ input: this.#process.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
  }

  async open({ data, writeKey, bug }: ProductFolder, now: Instant): Promise<void> {
    await this.#hear('ready');
    this.#authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    this.#tell({ open: { data, now, bug } });
    const { port } = await this.#hear('port');
    this.#port = port;
  }

  /** It is now that late. Where a point is named, the process stands still once it is met: see `halted`. */
  async goTo(at: Instant, halt: PortPoint | undefined): Promise<void> {
    this.#tell({ at, halt });
    await this.#hear('at');
  }

  async halted(): Promise<void> {
    await this.#hear('halted');
  }

  /** Resolves when nothing is left to be done at this instant, with what the ports were called for since it began. */
  async settled(): Promise<PortCalls> {
    this.#tell({ settle: true });
    return (await this.#hear('quiet')).calls;
  }

  /** Sends a request; `onWire` once all of it is written. */
  send({ path, contentType, body }: ClientRequest, onWire?: () => void): Promise<Answer> {
    return new Promise((resolve) => {
      const headers = {
        authorization: this.#authorization,
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
      };
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        path,
        method: 'POST',
        agent: this.#agent,
        headers,
      };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => {
          resolve(this.#isTaken(response.statusCode ?? 0, text) ? 'acknowledged' : 'lost');
        });
        response.on('error', () => resolve('lost'));
      });
      sent.on('error', () => resolve('lost'));
      sent.on('finish', () => onWire?.());
      sent.end(body);
    });
  }

  /** Stops the process where it is, without its noticing. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
    this.#agent.destroy();
  }

  /** Stops it as Ctrl-C does. */
  async close(): Promise<void> {
    this.#tell({ close: true });
    await this.#hear('closed');
    await this.#exited;
    this.#agent.destroy();
  }

  #tell(command: Command): void {
    this.#process.stdin?.write(`${JSON.stringify(command)}\n`);
  }

  #isTaken(status: number, text: string): boolean {
    const { refused = [] } = JSON.parse(text) as { readonly refused?: readonly unknown[] };
    if (status !== 200 || refused.length > 0) this.troubles.push(`answered ${status}: ${text.slice(0, 300)}`);
    return status === 200;
  }

  #take(report: Report): void {
    if ('trouble' in report) {
      this.troubles.push(report.trouble);
      return;
    }
    const [name = ''] = Object.keys(report);
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    if (waiting === undefined) this.#heard.push(report);
    else waiting.resolve(report);
  }

  /** The next report of that name, or one that nobody has waited for. */
  #hear<Name extends string>(name: Name): Promise<Extract<Report, Record<Name, unknown>>> {
    type Named = Extract<Report, Record<Name, unknown>>;
    const there = this.#heard.findIndex((report) => name in report);
    if (there !== -1) return Promise.resolve(this.#heard.splice(there, 1)[0] as Named);
    if (this.#ended) return Promise.reject(new Error('the process has ended'));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        const known = this.troubles.slice(0, 5).join('; ');
        reject(new Error(`the product did not say "${name}" within a minute. ${known}`));
      }, PATIENCE_MS);
      this.#waiting.set(name, {
        resolve: (report) => {
          clearTimeout(late);
          resolve(report as Named);
        },
        reject: (error) => {
          clearTimeout(late);
          reject(error);
        },
      });
    });
  }
}
