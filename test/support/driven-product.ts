import { rmSync } from 'node:fs';
import { newHttpApp } from '../../lib/adapters/http/http-app.ts';
import { clientAddress, type HttpServer, startHttpServer } from '../../lib/adapters/local/http-server.ts';
import { type OpenedProduct, openProduct } from '../../lib/adapters/local/open-product.ts';
import { openRulebook } from '../../lib/adapters/local/open-rulebook.ts';
import type { Rulebook } from '../../lib/core/rulebook.ts';
import { formatInstant, type Instant } from '../../lib/core/time/instant.ts';
import { ProductClient, until } from './product-client.ts';
import { newFolder } from './started-product.ts';

export interface DrivenOptions {
  /** The instant that it begins at. */
  readonly at: Instant;
  readonly data?: string;
  /** Folder of the rulebook. */
  readonly rules?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const opened = new Map<string, Promise<Rulebook>>();

/** A rulebook of a folder, opened once for all tests of a file. */
function rulebookOf(folder: string): Promise<Rulebook> {
  const there = opened.get(folder);
  if (there !== undefined) return there;
  const opening = openRulebook(folder).then(({ rulebook, issues }) => {
    if (rulebook === undefined) throw new Error(`${folder} is no rulebook: ${JSON.stringify(issues)}`);
    return rulebook;
  });
  opened.set(folder, opening);
  return opening;
}

/** The product as `touchline start` puts it together, in this process, by a clock that the test moves. */
export class DrivenProduct extends ProductClient {
  readonly product: OpenedProduct;
  readonly #server: HttpServer;
  readonly #clock: { now: Instant };
  readonly #said: string[];

  private constructor(
    url: string,
    data: string,
    parts: { product: OpenedProduct; server: HttpServer; clock: { now: Instant }; said: string[] },
  ) {
    super(data, url);
    this.product = parts.product;
    this.#server = parts.server;
    this.#clock = parts.clock;
    this.#said = parts.said;
  }

  static async start({ at, data = newFolder(), rules = 'rules', env = {} }: DrivenOptions) {
    const clock = { now: at };
    const said: string[] = [];
    const address = { url: '' };
    const product = await openProduct({
      data,
      rulebook: await rulebookOf(rules),
      runs: true,
      env,
      publicUrl: () => address.url,
      real: () => clock.now,
      onTrouble: (what, error) => said.push(`trouble with ${what}: ${String(error)}`),
      onNotice: (text) => said.push(text),
      onProgress: () => undefined,
    });
    const app = newHttpApp(product.product, {
      hosts: ['127.0.0.1'],
      writeKeys: [product.keys.writeKey],
      authenticate: product.authenticate,
      clientOf: clientAddress,
      onError: (error, route) => said.push(`trouble with ${route}: ${String(error)}`),
    });
    const server = await startHttpServer(app, { host: '127.0.0.1', port: 0 });
    address.url = `http://127.0.0.1:${server.port}`;
    product.runtime.start();
    // What was so when the rules became live is how things are; the first that comes afterwards is news.
    clock.now += 1;
    return new DrivenProduct(address.url, data, { product, server, clock, said });
  }

  get now(): Instant {
    return this.#clock.now;
  }

  override get logs(): string {
    return this.#said.join('\n');
  }

  /** Lets time pass, from one instant at which something is due to the next. */
  async pass(ms: number): Promise<void> {
    const target = this.#clock.now + ms;
    await this.settle();
    while (this.#clock.now < target) {
      this.#clock.now = Math.min(Math.max(await this.#next(), this.#clock.now + 1), target);
      await this.settle();
    }
  }

  /** Waits until everything is done that is to be done by now. */
  async settle(): Promise<void> {
    const { runtime, stores } = this.product;
    runtime.wake();
    await until(
      async () => (await stores.log.count('waiting')) === 0 && (await this.#next()) > this.#clock.now,
      () => `rest at ${formatInstant(this.#clock.now)}\n${this.logs}`,
      { every: 1 },
    );
  }

  /** Stops it, and removes its folder unless it is kept. */
  async stop({ keep = false } = {}): Promise<void> {
    await this.#server.close();
    await this.product.close();
    if (!keep) rmSync(this.data, { recursive: true, force: true });
  }

  async #next(): Promise<number> {
    const { accounts } = this.product.stores;
    const due = await accounts.nextDue();
    const outbox = await accounts.nextOutbox();
    return Math.min(due ?? Number.POSITIVE_INFINITY, outbox ?? Number.POSITIVE_INFINITY);
  }
}
