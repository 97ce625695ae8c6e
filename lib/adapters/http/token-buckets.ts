export interface Rate {
  readonly perSecond: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

/** More names than this at once, and the one longest unheard of is forgotten, so that memory stays flat. */
const MAX_NAMES = 10_000;

/**
 * A token bucket for each name, kept as one number: the instant at which it will be full again (the generic cell rate
 * algorithm). Time is milliseconds of a clock that never goes back.
 */
export class TokenBuckets {
  /** Milliseconds to a new token. */
  readonly #interval: number;
  /** How far ahead of now the instant of being full may lie while a token is left. */
  readonly #tolerance: number;
  readonly #fullAt = new Map<string, number>();

  constructor({ perSecond, burst }: Rate) {
    this.#interval = 1000 / perSecond;
    this.#tolerance = this.#interval * (burst - 1);
  }

  get size(): number {
    return this.#fullAt.size;
  }

  /** Takes a token. Milliseconds until there is one, if there is none; else 0. */
  take(name: string, now: number): number {
    const wait = this.wait(name, now);
    if (wait > 0) return wait;
    const fullAt = Math.max(this.#fullAt.get(name) ?? now, now) + this.#interval;
    // Put back at the end: the map's order is who was heard of last.
    this.#fullAt.delete(name);
    this.#fullAt.set(name, fullAt);
    const [oldest] = this.#fullAt.size > MAX_NAMES ? this.#fullAt.keys() : [];
    if (oldest !== undefined) this.#fullAt.delete(oldest);
    return 0;
  }

  /** The same without taking one. */
  wait(name: string, now: number): number {
    const fullAt = this.#fullAt.get(name) ?? now;
    return Math.max(0, Math.ceil(fullAt - this.#tolerance - now));
  }
}
