import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ProductClient, until } from './product-client.ts';

export interface StartFlags {
  /** Its folder; a new temporary one if nothing is said. */
  readonly data?: string;
  readonly rules?: string;
  /** Such as `1d=250ms`. */
  readonly speed?: string;
  readonly sample?: 'demo' | 'none';
  readonly env?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Launched {
  readonly child: ChildProcess;
  /** Both streams, as they came. */
  readonly said: { text: string };
  readonly out: { text: string };
  readonly err: { text: string };
  readonly ended: Promise<number | null>;
}

const NODE = resolve('node_modules/.bin/node');
const TOUCHLINE = resolve('bin/touchline.ts');

/** The product in a process of its own, as `touchline start` runs it. */
export class StartedProduct extends ProductClient {
  readonly #flags: StartFlags;
  readonly #launched: Launched;

  private constructor(data: string, url: string, flags: StartFlags, launched: Launched) {
    super(data, url);
    this.#flags = flags;
    this.#launched = launched;
  }

  /** Starts it, and waits until it listens. Throws Error with what it said where it ends instead. */
  static async start(flags: StartFlags = {}): Promise<StartedProduct> {
    const data = flags.data ?? newFolder();
    const launched = launch(['start', '--port', '0', '--data', data, ...startArguments(flags)], flags.env);
    let over = false;
    void launched.ended.then(() => {
      over = true;
    });
    const url = () => / is at (http:\/\/\S+)/.exec(launched.said.text)?.[1];
    await until(
      () => over || url() !== undefined,
      () => `a start: ${launched.said.text}`,
    );
    const found = url();
    if (found === undefined || over) throw new Error(`it did not start:\n${launched.said.text}`);
    return new StartedProduct(data, found, flags, launched);
  }

  /** Everything that the process has written to stdout and stderr so far. */
  override get logs(): string {
    return this.#launched.said.text;
  }

  signal(name: NodeJS.Signals): void {
    this.#launched.child.kill(name);
  }

  /** Its exit code, null where a signal ended it. */
  ended(): Promise<number | null> {
    return this.#launched.ended;
  }

  /** Asks it to stop, and waits for it. */
  stop(): Promise<number | null> {
    this.signal('SIGINT');
    return this.ended();
  }

  /** Ends it where it still runs, and removes its folder. */
  async remove(): Promise<void> {
    const { child } = this.#launched;
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await this.ended();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** A command on the same folder and rulebook, beside the product or after it. */
  command(...args: readonly string[]): Promise<Ended> {
    const rules = this.#flags.rules === undefined ? [] : ['--rules', this.#flags.rules];
    return command([...args, '--data', this.data, ...rules], this.#flags.env);
  }
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'touchline-product-'));
}

/** Runs one command to its end. */
export async function command(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const { child, ended, out, err } = launch(args, env);
  child.stdin?.end();
  const code = await ended;
  return { code, out: out.text, err: err.text };
}

function startArguments({ rules, speed, sample = 'none' }: StartFlags): readonly string[] {
  return [
    '--sample',
    sample,
    ...(rules === undefined ? [] : ['--rules', rules]),
    ...(speed === undefined ? [] : ['--speed', speed]),
  ];
}

/** The environment of the tests says nothing to the product that it should not know. */
function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}): Launched {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith('TOUCHLINE_'));
  const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', TOUCHLINE, ...args], {
    stdio: 'pipe',
    env: { ...Object.fromEntries(clean), ...env },
  });
  const [said, out, err] = [{ text: '' }, { text: '' }, { text: '' }];
  for (const [stream, own] of [
    [child.stdout, out],
    [child.stderr, err],
  ] as const) {
    stream.on('data', (chunk) => {
      said.text += chunk;
      own.text += chunk;
    });
  }
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => done(code));
  });
  return { child, said, out, err, ended };
}
