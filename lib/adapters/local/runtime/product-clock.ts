import type { Clock } from '../../../app/ports/clock.ts';
import type { Instant } from '../../../core/time/instant.ts';

/** How a clock stood when it was last put down: plain JSON, kept in the store. */
export interface ClockState {
  readonly virtual: Instant;
  /** Whether it is still behind the present, and goes from event to event. */
  readonly catchingUp: boolean;
  /** Whether it has ever left real time: only then does the time that the product is down for not count. */
  readonly own: boolean;
}

/**
 * The product's time. Plain, it is the machine's. A demonstration starts it in the past: it then goes from event to
 * event as fast as they can be handled, until it meets the present, and runs on from there at `speed` virtual
 * milliseconds a real one. It never goes back, also when the machine's clock does: it stands still until that has come
 * up with it, or goes on from where it is once it has a time of its own.
 */
export class ProductClock implements Clock {
  readonly #real: () => Instant;
  readonly #speed: number;
  #catchingUp: boolean;
  #own: boolean;
  /** Virtual and real instants that belong together. */
  #base: { readonly virtual: Instant; readonly real: Instant };
  #latest: Instant;
  /** What the machine's clock said last. */
  #seen: Instant;

  /** `from` is where it was put down, or where a new one begins; undefined for the machine's time. */
  constructor(real: () => Instant, speed: number, from: ClockState | undefined) {
    this.#real = real;
    this.#speed = speed;
    const now = real();
    this.#seen = now;
    this.#own = (from?.own ?? false) || speed !== 1;
    this.#catchingUp = from?.catchingUp ?? false;
    this.#base = { virtual: from !== undefined && this.#own ? from.virtual : now, real: now };
    this.#latest = Math.max(this.#base.virtual, from?.virtual ?? this.#base.virtual);
  }

  now(): Instant {
    if (this.#catchingUp) return this.#latest;
    const present = this.#real();
    // Time of its own goes on from where it is; the machine's own is waited for.
    if (this.#own && present < this.#seen) this.#base = { virtual: this.#latest, real: present };
    this.#seen = present;
    const { virtual, real } = this.#base;
    const at = Math.floor(virtual + (present - real) * this.#speed);
    if (at > this.#latest) this.#latest = at;
    return this.#latest;
  }

  get catchingUp(): boolean {
    return this.#catchingUp;
  }

  /** While it catches up: goes on to `next`, or to the present if that comes first, where it begins to run. */
  advance(next: number): void {
    if (!this.#catchingUp) return;
    const present = this.#real();
    this.#latest = Math.max(this.#latest, Math.min(next, present));
    if (this.#latest < present) return;
    this.#catchingUp = false;
    this.#base = { virtual: this.#latest, real: present };
  }

  /** Never before `at`: something has been decided for that instant already. */
  atLeast(at: Instant): void {
    if (at <= this.now()) return;
    this.#latest = at;
    if (!this.#catchingUp && this.#own) this.#base = { virtual: at, real: this.#real() };
  }

  /** Real milliseconds until it is `at`; infinite for never. */
  realUntil(at: number): number {
    if (this.#catchingUp) return 0;
    return Math.max(0, (at - this.now()) / this.#speed);
  }

  get state(): ClockState {
    return { virtual: this.now(), catchingUp: this.#catchingUp, own: this.#own };
  }
}

/** Reads `1d=2s`: so much virtual time in so much real time. Undefined for anything else, or slower than real. */
export function parseSpeed(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)=(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (match === null) return undefined;
  const [, virtual = '', virtualUnit = '', real = '', realUnit = ''] = match;
  const speed = (Number(virtual) * (UNITS[virtualUnit] ?? 0)) / (Number(real) * (UNITS[realUnit] ?? 0));
  return Number.isFinite(speed) && speed >= 1 && speed <= MAX_SPEED ? speed : undefined;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A day in 10 ms: beyond it a machine has no time to do what a day brings. */
const MAX_SPEED = 8_640_000;
