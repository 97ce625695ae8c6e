import { DAY_MS, HOUR_MS, type Instant } from '../../lib/core/time/instant.ts';
import type { Tick } from './history.ts';
import type { Kill, PortCalls } from './kill-plan.ts';
import { ProductChild, type ProductFolder } from './product-child.ts';
import { type ClientRequest, countSignals, type SignalKey } from './requests.ts';

/** Held back until the moment of the kill, so that so many are certainly in flight. */
const IN_FLIGHT = 50;
/** Of a request to a product that runs. */
const RETRIES = 5;
/** Long enough for what is planned after the last signal to come to its end: journeys of a month, escalations. */
const DAYS_AFTER = 36;
const STEP_AFTER = 8 * HOUR_MS;

export interface PlayOptions {
  readonly folder: ProductFolder;
  readonly ticks: readonly Tick[];
  /** By index of the tick. */
  readonly kills?: ReadonlyMap<number, readonly Kill[]>;
  /** How often each request is sent, one after the other. */
  readonly times?: number;
  /** How much time passes after the last signal; a month and some days, if nothing is said. */
  readonly daysAfter?: number;
  readonly compileCache: string;
}

export interface Played {
  readonly signals: number;
  /** Signals that got a 2xx, and their keys. */
  readonly acknowledged: number;
  readonly keys: ReadonlySet<SignalKey>;
  /** Signals that got no answer at first, and one when they were sent again. */
  readonly recovered: number;
  readonly kills: readonly Met[];
  readonly troubles: readonly string[];
  /** Of each tick, by `port.method`. */
  readonly calls: readonly PortCalls[];
}

/** How a kill met the process. */
export interface Met {
  /** Signals without an answer, then and ever after. */
  readonly unanswered: number;
  /** `moment`: wherever it was. `point`: where it was meant to. `rest`: with nothing to do but what was in flight. */
  readonly where: 'moment' | 'point' | 'rest';
}

/** Plays a history through the product on one folder, tick by tick, and lets time pass until nothing is left to come. */
export async function playHistory(options: PlayOptions): Promise<Played> {
  const player = new Player(options);
  try {
    for (const [i, tick] of options.ticks.entries()) await player.play(tick, options.kills?.get(i) ?? []);
    const last = options.ticks.at(-1)?.at ?? 0;
    for (let at = last + STEP_AFTER; at < last + (options.daysAfter ?? DAYS_AFTER) * DAY_MS; at += STEP_AFTER)
      await player.play({ at, requests: [] }, []);
    return await player.finish();
  } finally {
    await player.release();
  }
}

class Player {
  readonly #options: PlayOptions;
  readonly #keys = new Set<SignalKey>();
  readonly #kills: Met[] = [];
  readonly #troubles: string[] = [];
  readonly #calls: PortCalls[] = [];
  #signals = 0;
  #acknowledged = 0;
  #recovered = 0;
  #product: ProductChild | undefined;
  /** The next one, which loads while this one works. */
  #standby: ProductChild | undefined;

  constructor(options: PlayOptions) {
    this.#options = options;
  }

  async play({ at, requests }: Tick, kills: readonly Kill[]): Promise<void> {
    this.#signals += countSignals(requests);
    let pending = requests;
    let product = await this.#opened(at);
    for (const kill of kills) {
      const left = await this.#playUntil(product, at, pending, kill);
      pending = left;
      product = await this.#opened(at);
    }
    await product.goTo(at, undefined);
    await Promise.all(pending.map((request) => this.#sendOften(product, request)));
    if (kills.length > 0) this.#recovered += countSignals(pending);
    this.#calls.push(await product.settled());
  }

  /** Signals come in, and the process is killed with at least 50 of them without an answer. Returns the unanswered. */
  async #playUntil(
    product: ProductChild,
    at: Instant,
    requests: readonly ClientRequest[],
    kill: Kill,
  ): Promise<readonly ClientRequest[]> {
    const { held, first } = heldBack(requests);
    const unanswered = new Set(requests);
    const send = (request: ClientRequest, onWire?: () => void) =>
      product.send(request, onWire).then((answer) => {
        if (answer === 'lost') return;
        unanswered.delete(request);
        this.#note(request);
      });
    await product.goTo(at, 'point' in kill ? kill.point : undefined);
    const sent = first.map((request) => send(request));
    const done = Promise.all(sent).then(async () => void (await product.settled()));
    // The process may never come to that.
    done.catch(() => undefined);
    const where = 'point' in kill ? await metFirst(product, done) : await wait(kill.afterMs);
    product.freeze();
    const onWire = held.map((request) => new Promise<void>((resolve) => sent.push(send(request, resolve))));
    await Promise.all(onWire);
    const killed = product.kill();
    const count = countSignals(unanswered);
    await killed;
    await Promise.all(sent);
    this.#kills.push({ unanswered: Math.min(count, countSignals(unanswered)), where });
    this.#troubles.push(...product.troubles);
    this.#product = undefined;
    return requests.filter((request) => unanswered.has(request));
  }

  /** As often as asked for, each time until there is an answer: a connection may close just as it is used again. */
  async #sendOften(product: ProductChild, request: ClientRequest): Promise<void> {
    const { times = 1 } = this.#options;
    let answers = 0;
    for (let i = 0; answers < times; i += 1) {
      if (i === times + RETRIES) throw new Error('a request got no answer from a product that runs');
      if ((await product.send(request)) === 'acknowledged') answers += 1;
    }
    this.#note(request);
  }

  #note({ signals, keys }: ClientRequest): void {
    this.#acknowledged += signals;
    for (const key of keys) this.#keys.add(key);
  }

  async #opened(now: Instant): Promise<ProductChild> {
    if (this.#product !== undefined) return this.#product;
    const { folder, compileCache, kills } = this.#options;
    const product = this.#standby ?? new ProductChild(compileCache);
    this.#standby = undefined;
    this.#product = product;
    await product.open(folder, now);
    if (kills !== undefined) this.#standby = new ProductChild(compileCache);
    return product;
  }

  async finish(): Promise<Played> {
    await this.#product?.close();
    this.#troubles.push(...(this.#product?.troubles ?? []));
    this.#product = undefined;
    return {
      signals: this.#signals,
      acknowledged: this.#acknowledged,
      keys: this.#keys,
      recovered: this.#recovered,
      kills: this.#kills,
      troubles: this.#troubles,
      calls: this.#calls.slice(0, this.#options.ticks.length),
    };
  }

  /** Leaves no process behind, whatever happened. */
  async release(): Promise<void> {
    await this.#product?.kill();
    await this.#standby?.kill();
  }
}

/** Parts the requests in two: what is in flight at the kill, and what comes before. */
function heldBack(requests: readonly ClientRequest[]): {
  readonly held: readonly ClientRequest[];
  readonly first: readonly ClientRequest[];
} {
  let held = 0;
  let at = requests.length;
  while (at > 0 && held < IN_FLIGHT) {
    at -= 1;
    held += requests[at]?.signals ?? 0;
  }
  return { held: requests.slice(at), first: requests.slice(0, at) };
}

/** Where the process stands still, or that it came to its end without. */
async function metFirst(product: ProductChild, done: Promise<void>): Promise<Met['where']> {
  const halted = product.halted().then(() => true);
  halted.catch(() => undefined);
  const isMet = await Promise.race([halted, done.then(() => false)]);
  return isMet ? 'point' : 'rest';
}

async function wait(ms: number): Promise<Met['where']> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return 'moment';
}
