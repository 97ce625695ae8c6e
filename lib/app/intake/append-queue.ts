import type { NewSignal, SignalLog } from '../ports/signal-log.ts';
import { StoreError } from '../ports/store-error.ts';

/** One transaction takes no more than this, so that none holds up the process for long. */
const MAX_AT_ONCE = 1000;

interface Part {
  readonly signals: readonly NewSignal[];
  resolve(isNew: readonly boolean[]): void;
  reject(error: unknown): void;
}

/**
 * Merges what many requests append into one transaction a turn of the event loop: a durable write costs the same for
 * one signal as for hundreds. The order of `append` is the order in the log; one write is under way at a time.
 */
export class AppendQueue implements Pick<SignalLog, 'append'> {
  readonly #log: Pick<SignalLog, 'append'>;
  readonly #defer: (run: () => void) => void;
  #waiting: Part[] = [];
  #underWay = false;

  constructor(log: Pick<SignalLog, 'append'>, defer: (run: () => void) => void = setImmediate) {
    this.#log = log;
    this.#defer = defer;
  }

  append(signals: readonly NewSignal[]): Promise<readonly boolean[]> {
    if (signals.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ signals, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#underWay || this.#waiting.length === 0) return;
    this.#underWay = true;
    this.#defer(() => {
      void this.#flush(this.#takeParts()).then(() => {
        this.#underWay = false;
        this.#schedule();
      });
    });
  }

  /** The oldest parts: whole ones, and always one. */
  #takeParts(): readonly Part[] {
    let count = 0;
    let parts = 0;
    for (const { signals } of this.#waiting) {
      if (parts > 0 && count + signals.length > MAX_AT_ONCE) break;
      count += signals.length;
      parts += 1;
    }
    return this.#waiting.splice(0, parts);
  }

  /** Never rejects: every caller is told about its own part. */
  async #flush(parts: readonly Part[]): Promise<void> {
    try {
      const isNew = await this.#log.append(parts.flatMap(({ signals }) => signals));
      let at = 0;
      for (const { signals, resolve } of parts) {
        resolve(isNew.slice(at, at + signals.length));
        at += signals.length;
      }
    } catch (error) {
      // A store that is away is away for all; any other error is the fault of one part, and only that one hears of it.
      const isOfAll = parts.length === 1 || (error instanceof StoreError && error.retryable);
      for (const part of parts) {
        if (isOfAll) part.reject(error);
        else await this.#flush([part]);
      }
    }
  }
}
