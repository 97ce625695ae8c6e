import type {
  LoggedSignal,
  LoggedState,
  LogQuery,
  NewSignal,
  SignalLog,
} from '../../app/ports/signal-log.ts';
import { stampOf } from '../../app/ports/stamp-of.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { MemoryContactBook } from './memory-contact-book.ts';

/** A signal as JSON text, so that nobody outside can change it. */
interface Kept {
  readonly account: string;
  readonly key: string;
  readonly receivedAt: Instant;
  readonly text: string;
  state: LoggedState;
  reason: string | undefined;
}

export class MemorySignalLog implements SignalLog {
  readonly #contacts: MemoryContactBook;
  /** By number, less one. */
  readonly #signals: Kept[] = [];
  readonly #keys = new Map<string, Set<string>>();

  /** Personal data goes to `contacts`. */
  constructor(contacts: MemoryContactBook) {
    this.#contacts = contacts;
  }

  async append(signals: readonly NewSignal[]): Promise<readonly boolean[]> {
    // All that can fail comes before the first change.
    const rows = signals.map(({ signal, personal, state, reason }) => ({
      signal,
      state,
      reason,
      stamp: stampOf(signal),
      text: JSON.stringify(signal),
      personal: structuredClone(personal),
    }));
    return rows.map(({ signal, state, reason, stamp, text, personal }) => {
      const { account, contact } = signal;
      const keys = this.#keys.get(account) ?? new Set<string>();
      if (keys.has(stamp.key)) return false;
      this.#keys.set(account, keys.add(stamp.key));
      this.#signals.push({ account, ...stamp, text, state, reason });
      if (contact !== undefined && personal !== undefined)
        this.#contacts.merge(account, contact, personal, stamp.at, stamp.key);
      return true;
    });
  }

  async list(query: LogQuery): Promise<readonly LoggedSignal[]> {
    const { account, states, after = 0, limit } = query;
    const found: LoggedSignal[] = [];
    for (let i = Math.max(0, after); i < this.#signals.length && found.length < limit; i += 1) {
      const kept = this.#signals[i];
      if (kept === undefined || (account !== undefined && kept.account !== account)) continue;
      if (states !== undefined && !states.includes(kept.state)) continue;
      const { key, state, reason, text } = kept;
      found.push({ number: i + 1, key, state, reason, signal: JSON.parse(text) as LoggedSignal['signal'] });
    }
    return found;
  }

  async settle(numbers: readonly number[], state: LoggedState, reason?: string): Promise<void> {
    for (const number of numbers) {
      const kept = this.#signals[number - 1];
      if (kept === undefined || kept.state === 'decided') continue;
      kept.state = state;
      kept.reason = reason;
    }
  }

  async count(state: LoggedState): Promise<number> {
    return this.#signals.filter((kept) => kept.state === state).length;
  }

  async lastReceived(): Promise<Instant | undefined> {
    let last: Instant | undefined;
    for (const { receivedAt } of this.#signals)
      if (last === undefined || receivedAt > last) last = receivedAt;
    return last;
  }
}
