const LF = 10;
const CR = 13;

/** Tells on which line a byte of a stream stands; CR LF, LF and CR each end a line. */
export class LineCount {
  /** Where lines end: the offset after each of their last bytes. Those that were asked about are dropped. */
  #ends: number[] = [];
  #next = 0;
  #line = 1;
  #seen = 0;
  #afterCr = false;

  /** Takes the next bytes of the stream. */
  see(chunk: Uint8Array): void {
    if (this.#next > 0) {
      this.#ends = this.#ends.slice(this.#next);
      this.#next = 0;
    }
    for (const byte of chunk) {
      this.#seen += 1;
      if (byte === LF && this.#afterCr) this.#ends[this.#ends.length - 1] = this.#seen;
      else if (byte === LF || byte === CR) this.#ends.push(this.#seen);
      this.#afterCr = byte === CR;
    }
  }

  /** The line of the byte at `offset`, which is never less than the one asked for before. */
  lineOf(offset: number): number {
    while (this.#next < this.#ends.length && (this.#ends[this.#next] ?? 0) <= offset) {
      this.#next += 1;
      this.#line += 1;
    }
    return this.#line;
  }
}
