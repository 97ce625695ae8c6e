import type { Instant } from '../../core/time/instant.ts';
import type { Clock } from '../ports/clock.ts';
import type { SignalLog } from '../ports/signal-log.ts';

/** Stamps what arrives: never earlier than anything that the log holds, since that order is the order of decisions. */
export class Arrivals {
  readonly #clock: Clock;
  readonly #log: Pick<SignalLog, 'lastReceived'>;
  #last: Instant | undefined;
  #loading: Promise<void> | undefined;
  /** Stamps whose signals are not in the log yet. */
  readonly #open = new Set<{ readonly at: Instant }>();

  constructor(clock: Clock, log: Pick<SignalLog, 'lastReceived'>) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Resolves once the log has been asked how far it got. To be awaited before the first stamp. */
  async ready(): Promise<void> {
    if (this.#last !== undefined) return;
    this.#loading ??= this.#load();
    await this.#loading;
  }

  /** A stamp for what is about to be logged; to be closed when it is, or when it came to nothing. */
  open(): { readonly at: Instant; close(): void } {
    const stamped = { at: this.stamp() };
    this.#open.add(stamped);
    return { at: stamped.at, close: () => this.#open.delete(stamped) };
  }

  /** Up to when time may pass, as it is `now`: what has its stamp and is not in the log yet comes before the rest. */
  upTo(now: Instant): Instant {
    let least = now;
    for (const { at } of this.#open) least = Math.min(least, at - 1);
    return least;
  }

  stamp(): Instant {
    this.#last = Math.max(this.#clock.now(), this.#last ?? Number.NEGATIVE_INFINITY);
    return this.#last;
  }

  async #load(): Promise<void> {
    try {
      this.#last = (await this.#log.lastReceived()) ?? Number.NEGATIVE_INFINITY;
    } finally {
      this.#loading = undefined;
    }
  }
}
