/** How long deciding goes on before requests are let in, at least and at most (milliseconds). */
const SHORTEST_MS = 2;
const LONGEST_MS = 50;

/**
 * Shares one thread between deciding and requests. A request waits for a short slice of deciding; the more there is to
 * read of requests, the longer is the slice after it, so that neither ever waits for the other to have nothing to do.
 */
export class FairShare {
  #began = 0;
  #slice = SHORTEST_MS;

  /** To be awaited between any two pieces of work: lets requests in once the slice is over. */
  async yield(): Promise<void> {
    const paused = performance.now();
    if (paused - this.#began < this.#slice) return;
    await new Promise(setImmediate);
    this.#began = performance.now();
    this.#slice = Math.min(Math.max(this.#began - paused, SHORTEST_MS), LONGEST_MS);
  }
}
