import type { Decider } from '../../lib/adapters/local/runtime/decider.ts';
import type { Instant } from '../../lib/core/time/instant.ts';

/** What there is to decide, by the test's word alone, and in which order it was: `0 take acme`, `3 wake 2`. */
export class ScriptedDecider {
  /** Accounts of signals that wait. */
  waiting: string[] = [];
  /** When accounts fall due. */
  due: Instant[] = [];
  readonly #did: string[];
  readonly #short: (at: Instant) => number;

  constructor(did: string[], short: (at: Instant) => number) {
    this.#did = did;
    this.#short = short;
  }

  get decider(): Decider {
    const own: Pick<Decider, 'takeWaiting' | 'wakeDue' | 'nextDue'> = {
      takeWaiting: async (now, account) => {
        const taken = this.waiting.filter((one) => account === undefined || one === account);
        this.waiting = this.waiting.filter((one) => !taken.includes(one));
        for (const one of taken) this.#did.push(`${this.#short(now)} take ${one}`);
        return taken.length > 0;
      },
      wakeDue: async (now) => {
        const woken = this.due.filter((one) => one <= now);
        this.due = this.due.filter((one) => one > now);
        for (const one of woken) this.#did.push(`${this.#short(now)} wake ${this.#short(one)}`);
        return woken.length > 0;
      },
      nextDue: async () => Math.min(Number.POSITIVE_INFINITY, ...this.due),
    };
    return own as Decider;
  }
}
