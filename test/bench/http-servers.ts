import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { WRITE_KEY } from './http-payloads.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)/;
const ADMIN_TOKEN = 'tl_bench_0123456789abcdef';
/** How often the product is asked what waits. */
const ASK_MS = 50;

/** Whether servers can be held to one core here; without it they have the threads of their runtime on others. */
export const CAN_PIN = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** A server in a process of its own, on the machine's last core. */
export class BenchServer {
  readonly port: number;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.port = port;
  }

  static bare(): Promise<BenchServer> {
    return BenchServer.#start(['test/bench/bare-server.ts']);
  }

  /** The product on an empty folder, as `npm start` runs it. */
  static product(data: string, rules: string): Promise<BenchServer> {
    const flags = ['--data', data, '--rules', rules, '--port', '0', '--sample', 'none'];
    return BenchServer.#start([...profile(), 'bin/touchline.ts', 'start', ...flags]);
  }

  static #start(args: readonly string[]): Promise<BenchServer> {
    const command = CAN_PIN
      ? ['taskset', '-c', String(availableParallelism() - 1), process.execPath]
      : [process.execPath];
    const [program = '', ...before] = command;
    const child = spawn(program, [...before, ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, TOUCHLINE_WRITE_KEY: WRITE_KEY, TOUCHLINE_ADMIN_TOKEN: ADMIN_TOKEN },
    });
    return new Promise((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const port = ADDRESS.exec(said)?.[1];
        if (port !== undefined) resolve(new BenchServer(child, Number(port)));
      });
      child.once('exit', (code) => reject(new Error(`a server ended with ${code}: ${said}`)));
    });
  }

  /** Signals that the product has taken and not decided. */
  async waiting(): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/status`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    if (!response.ok) throw new Error(`/api/status answered ${response.status}`);
    const { queues } = (await response.json()) as { readonly queues: { readonly signals: number } };
    return queues.signals;
  }

  /** Resolves when everything that was taken has been decided. */
  async drained(): Promise<void> {
    while ((await this.waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** `BENCH_PROFILE=FOLDER` has the product write a CPU profile there. */
function profile(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}
