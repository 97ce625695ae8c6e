/**
 * Acts on the same thing, one after the other: each looks at how it stands and then changes it, and two that look at
 * once would both change what only one of them saw. Acts on other things do not wait.
 */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Does the work once everything that was asked for `what` before is over. */
  async take<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(what);
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    this.#last.set(what, over);
    await before;
    try {
      return await work();
    } finally {
      if (this.#last.get(what) === over) this.#last.delete(what);
      end();
    }
  }
}
