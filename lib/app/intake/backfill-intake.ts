import { isOwnSignal } from '../../core/connectors/outside-signals.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { type ReadContext, readSignal } from '../../core/signals/read-signal.ts';
import type { Instant } from '../../core/time/instant.ts';
import type { InputReason, Refusal, SignalIntake } from '../ports/signal-intake.ts';
import type { NewSignal, SignalLog } from '../ports/signal-log.ts';
import { ownSourceProblem } from './admit-signal.ts';
import type { Identities } from './identities.ts';
import { storedSignal } from './stored-signal.ts';

/** Signals that are logged together. */
const BATCH = 5000;

/**
 * Takes signals of the past into the log, marked as such: they become knowledge and nothing else. Each keeps the
 * instant at which it was received, or else happened; what lies in the future of `now` is no past.
 */
export class BackfillIntake implements SignalIntake {
  /** Accounts that they are about. */
  readonly accounts = new Set<string>();
  /** Sources by name, and the instants at which they were heard. */
  readonly heard: { readonly source: string; readonly at: Instant }[] = [];
  taken = 0;
  duplicates = 0;
  rejected = 0;
  readonly #log: Pick<SignalLog, 'append'>;
  readonly #rulebook: Rulebook;
  readonly #context: ReadContext;
  readonly #identities: Identities;
  readonly #now: Instant;
  readonly #hours = new Set<string>();
  #batch: NewSignal[] = [];

  constructor(
    log: Pick<SignalLog, 'append'>,
    rulebook: Rulebook,
    context: ReadContext,
    identities: Identities,
    now: Instant,
  ) {
    this.#log = log;
    this.#identities = identities;
    this.#rulebook = rulebook;
    this.#context = context;
    this.#now = now;
  }

  add(json: unknown): Refusal | undefined {
    const { type, source, data } = (json ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof type === 'string' && isOwnSignal(type))
      return this.reject('unknown-signal', `only Touchline itself may say "${type}"`);
    const reserved = ownSourceProblem(source);
    if (reserved !== undefined) return this.reject('wrong-envelope', reserved);
    const read = readSignal(json, this.#rulebook.signalTypes, undefined, this.#context);
    if ('rejected' in read) return this.reject(read.rejected, read.detail);
    const { signal } = read;
    if (signal.receivedAt > this.#now)
      return this.reject('wrong-envelope', 'a backfill is of the past, and this has not happened yet');
    this.accounts.add(signal.account);
    if (signal.type.source !== undefined) this.#hear(signal.type.source.name, signal.receivedAt);
    const personal = signal.contact === undefined ? undefined : read.personal;
    this.#batch.push({ signal: storedSignal(signal, data), personal, state: 'backfill' });
    return undefined;
  }

  reject(reason: InputReason, detail: string): Refusal {
    this.rejected += 1;
    return { reason, detail };
  }

  get isFull(): boolean {
    return this.#batch.length >= BATCH;
  }

  /** Logs what has been taken so far. */
  async spill(): Promise<void> {
    const batch: NewSignal[] = [];
    for (const one of this.#batch.splice(0)) batch.push(await this.#identified(one));
    for (const isNew of await this.#log.append(batch)) {
      if (isNew) this.taken += 1;
      else this.duplicates += 1;
    }
  }

  /**
   * A contact who is named by an address is the one who has it, and who comes with an address is the one that it means,
   * as for signals that come in later: so that both are one person, and no log holds an address.
   */
  async #identified(one: NewSignal): Promise<NewSignal> {
    const { account, contact, addresskey } = one.signal;
    if (contact === undefined) return one;
    const who = contact.includes('@') ? await this.#identities.contactOfAddress(account, contact) : contact;
    if (who !== undefined && addresskey !== undefined)
      await this.#identities.join(this.#identities.userOfAddress(addresskey), account, who);
    return who === undefined ? one : { ...one, signal: { ...one.signal, contact: who } };
  }

  #hear(source: string, at: Instant): void {
    const hour = `${source}|${Math.floor(at / 3_600_000)}`;
    if (this.#hours.has(hour)) return;
    this.#hours.add(hour);
    this.heard.push({ source, at });
  }
}
