import type { Clock } from '../../../app/ports/clock.ts';

/** Numbers of one millisecond. Times this, whole numbers are exact until the year 2109. */
const PER_MILLISECOND = 2048;

/**
 * Numbers in the order of arrival without a counter that every writer would wait for: the instant, and a count within
 * it. They grow within a process; between processes they are as far apart as their clocks. Two processes may make the
 * same one, so whoever stores something under a number does so on the condition that nothing is there.
 */
export class Arrival {
  readonly #clock: Clock;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): number {
    // A random start within the millisecond keeps processes apart.
    const start = this.#clock.now() * PER_MILLISECOND + Math.floor(Math.random() * (PER_MILLISECOND / 2));
    this.#last = Math.max(this.#last + 1, start);
    return this.#last;
  }
}

/** A number as a text that sorts like it. */
export function numberKey(number: number): string {
  return String(number).padStart(16, '0');
}
