import type { Instant } from '../../../core/time/instant.ts';
import type { Decider } from './decider.ts';
import type { FairShare } from './fair-share.ts';
import type { ProductClock } from './product-clock.ts';

/** Something that brings signals by the clock: the sample book of a demonstration. */
export interface Feed {
  /** When it has something next; infinite for never. */
  readonly next: number;
  /** Hands over everything up to `now`. */
  feed(now: Instant): Promise<void>;
}

/** Work that comes round: sweeps, expiry, housekeeping. */
export interface Chore {
  readonly name: string;
  readonly every: number;
  run(now: Instant): Promise<void>;
}

export interface RuntimeParts {
  readonly clock: ProductClock;
  readonly decider: Decider;
  readonly share: FairShare;
  /** Up to when time may pass, as it is `now`: signals may be on their way into the log. */
  upTo?(now: Instant): Instant;
  /** Brings whatever is due on its way; when there is something next. */
  deliver(now: Instant): Promise<number>;
  /** Keeps the clock's state. */
  keepClock(): Promise<void>;
  /** Reads what another process may have changed. */
  refresh(): Promise<void>;
  readonly feed: Feed | undefined;
  readonly chores: readonly Chore[];
  onTrouble(what: string, error: unknown): void;
  /** Told now and then how far it has come. */
  onProgress(now: Instant, catchingUp: boolean): void;
}

/** Another process may have logged something: looked for this often (real milliseconds). */
const POLL_MS = 250;
/** How often the clock is kept, and progress told (real milliseconds). */
const KEEP_MS = 1000;
/** Rest after a failure of the store (real milliseconds). */
const FAILED_MS = 500;

/**
 * The loop of the product on one machine: what has come in, what fell due and what is to be sent, each at its instant.
 * One thing at a time, so that nothing is decided beside itself.
 */
export class LocalRuntime {
  readonly #parts: RuntimeParts;
  readonly #choresDue = new Map<string, Instant>();
  #stopping = false;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #woken = false;
  #keptAt = 0;
  #delivering: Promise<number> | undefined;
  #nextDelivery: number = Number.POSITIVE_INFINITY;
  /** The tail of the queue of those who want to decide. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: RuntimeParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes what is under way, and keeps the clock. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#running;
    await this.#turn.catch(() => undefined);
    await this.#delivering?.catch(() => undefined);
    await this.#parts.keepClock();
  }

  /** Something has come in. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Decides what is in the log for an account, before it resolves. */
  async decideNow(account: string): Promise<void> {
    await this.#exclusively(async () => {
      while (await this.#parts.decider.takeWaiting(this.#upTo(this.#parts.clock.now()), account)) {
        // A batch at a time.
      }
    });
    this.wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        const next = await this.#exclusively(() => this.#round());
        if (this.#parts.clock.catchingUp) this.#parts.clock.advance(next);
        else await this.#sleep(Math.min(this.#parts.clock.realUntil(next), POLL_MS));
      } catch (error) {
        this.#parts.onTrouble('the store', error);
        await this.#sleep(FAILED_MS);
      }
    }
  }

  /** One look at everything; when to look again. */
  async #round(): Promise<number> {
    const { clock, decider, feed } = this.#parts;
    this.#woken = false;
    const now = clock.now();
    await this.#keep(now);
    await this.#parts.share.yield();
    await this.#parts.refresh();
    if (feed !== undefined && feed.next <= now) await feed.feed(now);
    const upTo = this.#upTo(now);
    const took = await decider.takeWaiting(upTo);
    const woke = await decider.wakeDue(upTo);
    const chore = await this.#doChores(now);
    const delivery = await this.#deliver(now);
    if (took || woke) return now;
    return Math.min(await decider.nextDue(), delivery, chore, feed?.next ?? Number.POSITIVE_INFINITY);
  }

  #upTo(now: Instant): Instant {
    return this.#parts.upTo?.(now) ?? now;
  }

  /**
   * Sends beside the decisions, which no slow provider may hold up; while catching up, the clock waits for it. When
   * there is something next.
   */
  async #deliver(now: Instant): Promise<number> {
    if (this.#delivering === undefined) {
      const delivering = this.#parts.deliver(now).finally(() => {
        this.#delivering = undefined;
        // Before the round that began it is over, nobody sleeps.
        this.#wake?.();
      });
      this.#delivering = delivering;
      if (this.#parts.clock.catchingUp) return delivering;
      delivering.then(
        (next) => {
          this.#nextDelivery = next;
        },
        (error: unknown) => this.#parts.onTrouble('delivery', error),
      );
    }
    return Math.max(this.#nextDelivery, now + 1);
  }

  async #doChores(now: Instant): Promise<number> {
    let next = Number.POSITIVE_INFINITY;
    for (const chore of this.#parts.chores) {
      const due = this.#choresDue.get(chore.name) ?? now;
      const at = due <= now ? now + chore.every : due;
      if (due <= now) {
        this.#choresDue.set(chore.name, at);
        await chore.run(now);
      }
      next = Math.min(next, at);
    }
    return next;
  }

  async #keep(now: Instant): Promise<void> {
    const real = performance.now();
    if (real - this.#keptAt < KEEP_MS) return;
    this.#keptAt = real;
    await this.#parts.keepClock();
    this.#parts.onProgress(now, this.#parts.clock.catchingUp);
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.catch(() => undefined).then(work);
    this.#turn = turn;
    return turn;
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#woken || this.#stopping || ms <= 0) {
      await new Promise(setImmediate);
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
