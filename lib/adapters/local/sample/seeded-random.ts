/**
 * A seeded generator of numbers: the same seed gives the same book on every machine. Mulberry32, 32 bits of state
 * stepped by an odd constant and mixed, which is enough for data that only has to look various.
 */
export class SeededRandom {
  #state: number;

  /** Every list of whole numbers is a seed of its own: customers draw from generators that do not disturb each other. */
  constructor(...seed: readonly number[]) {
    this.#state = 0;
    for (const part of seed) {
      this.#state ^= part;
      this.#state = this.#next();
    }
  }

  /** From 0 up to 1, 1 left out. */
  share(): number {
    return (this.#next() >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends possible. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.share() * (high - low + 1));
  }

  /** Anything from low up to high. */
  between(low: number, high: number): number {
    return low + this.share() * (high - low);
  }

  /** True so often. */
  chance(share: number): boolean {
    return this.share() < share;
  }

  /** One of them; the list must not be empty. */
  pick<T>(list: readonly T[]): T {
    const one = list[this.whole(0, list.length - 1)];
    if (one === undefined) throw new RangeError('there is nothing to pick from');
    return one;
  }

  /** One of them, as often as its weight says. */
  weighted<T>(list: readonly (readonly [weight: number, one: T])[]): T {
    let rest = this.share() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, one] of list) {
      rest -= weight;
      if (rest < 0) return one;
    }
    throw new RangeError('there is nothing to pick from');
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return x ^ (x >>> 14);
  }
}
