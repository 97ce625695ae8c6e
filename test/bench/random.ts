/**
 * A seeded generator of numbers: the same seed gives the same data on every machine. Xorshift on 32 bits with the
 * shifts 13, 17, 5 (Marsaglia 2003), which is enough for data that only has to look various.
 */
export class Random {
  #state: number;

  /** The seed is any whole number but 0. */
  constructor(seed: number) {
    this.#state = seed | 0;
    for (let i = 0; i < 16; i += 1) this.#step();
  }

  /** From 0 up to 1, 1 left out. */
  share(): number {
    return (this.#step() >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends possible. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.share() * (high - low + 1));
  }

  /** True so often. */
  chance(share: number): boolean {
    return this.share() < share;
  }

  pick<T>(list: readonly T[]): T {
    const one = list[this.whole(0, list.length - 1)];
    if (one === undefined) throw new RangeError('there is nothing to pick from');
    return one;
  }

  /** Each of them with that chance, in their order. */
  some<T>(list: readonly T[], share: number): T[] {
    return list.filter(() => this.chance(share));
  }

  #step(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x;
  }
}
