import { HourlyWatermarks } from '../app/kept/hourly-watermarks.ts';
import type { InputReason, Refusal, SignalIntake, SignalSpill } from '../app/ports/signal-intake.ts';
import { sha256Hex } from '../core/authoring/canonical-json.ts';
import type { Rulebook } from '../core/rulebook.ts';
import { type ReadContext, readSignal } from '../core/signals/read-signal.ts';
import { compareSignals, type Signal } from '../core/signals/signal.ts';
import type { Instant } from '../core/time/instant.ts';
import { AddressGroups } from './address-groups.ts';

/** The signals of accounts that must be played together, in the order in which they are decided. */
export interface SignalGroup {
  readonly signals: readonly Signal[];
}

/**
 * The first pass of a replay: checks signals, notes when each source was heard and which accounts share an address,
 * and sorts. Past `keep` signals in memory it hands sorted runs to the spill.
 */
export class SignalCollector implements SignalIntake {
  readonly watermarks = new HourlyWatermarks();
  readonly rejected: Partial<Record<InputReason, number>> = {};
  signals = 0;
  duplicates = 0;
  from: Instant = Number.POSITIVE_INFINITY;
  to: Instant = Number.NEGATIVE_INFINITY;
  readonly #rulebook: Rulebook;
  readonly #context: ReadContext;
  readonly #spill: SignalSpill;
  readonly #keep: number;
  readonly #groups = new AddressGroups();
  /** By account: sorting a few hundred signals often is much less work than sorting all of them once. */
  #kept = new Map<string, Signal[]>();
  #count = 0;
  #spilled = false;

  constructor(rulebook: Rulebook, spill: SignalSpill, keep: number) {
    this.#rulebook = rulebook;
    this.#spill = spill;
    this.#keep = keep;
    const { minorPerMajor } = rulebook.catalog;
    this.#context = {
      minorPerMajor: () => minorPerMajor,
      addressKey: (email) => sha256Hex(email.trim().toLowerCase()).slice(0, 32),
    };
  }

  /** Takes one parsed envelope; what is wrong with it, if anything. */
  add(json: unknown): Refusal | undefined {
    const read = readSignal(json, this.#rulebook.signalTypes, undefined, this.#context);
    if ('rejected' in read) return this.reject(read.rejected, read.detail);
    const { signal } = read;
    this.signals += 1;
    const own = this.#kept.get(signal.account);
    if (own === undefined) this.#kept.set(signal.account, [signal]);
    else own.push(signal);
    this.#count += 1;
    if (signal.receivedAt < this.from) this.from = signal.receivedAt;
    if (signal.receivedAt > this.to) this.to = signal.receivedAt;
    if (signal.type.source !== undefined) this.watermarks.hear(signal.type.source, signal.receivedAt);
    if (signal.addressKey !== undefined) this.#groups.join(signal.account, signal.addressKey);
    return undefined;
  }

  reject(reason: InputReason, detail: string): Refusal {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
    return { reason, detail };
  }

  /** Whether a run is to be spilled now. */
  get isFull(): boolean {
    return this.#count >= this.#keep;
  }

  async spill(): Promise<void> {
    this.#spilled = true;
    await this.#spill.write([...this.#inOrder()].flatMap(([, signals]) => signals));
    this.#kept = new Map();
    this.#count = 0;
  }

  /** Groups of accounts in order of their first account; each signal once, by `source|id`. */
  async *groups(): AsyncGenerator<SignalGroup> {
    if (this.#spilled && this.#count > 0) await this.spill();
    const open = new Map<string, { signals: Signal[]; waiting: number }>();
    for await (const [account, signals] of this.#spilled
      ? byAccount(this.#spill.merged())
      : this.#inOrder()) {
      const own = this.#once(signals);
      const group = this.#groups.of(account);
      if (group.size === 1) {
        yield { signals: own };
        continue;
      }
      const together = open.get(group.name) ?? { signals: [], waiting: group.size };
      together.signals = together.signals.concat(own);
      together.waiting -= 1;
      open.set(group.name, together);
      if (together.waiting > 0) continue;
      open.delete(group.name);
      yield { signals: together.signals.sort(compareSignals) };
    }
  }

  /** What is in memory, by account id, each account's in the order in which they are decided. */
  *#inOrder(): Generator<readonly [string, Signal[]]> {
    for (const account of [...this.#kept.keys()].sort())
      yield [account, (this.#kept.get(account) ?? []).sort(compareSignals)];
  }

  #once(signals: readonly Signal[]): readonly Signal[] {
    // Ids that all differ need no look at the keys, which are longer.
    if (new Set(signals.map((signal) => signal.id)).size === signals.length) return signals;
    const seen = new Set<string>();
    const once = signals.filter((signal) => !seen.has(signal.key) && seen.add(signal.key));
    this.duplicates += signals.length - once.length;
    return once;
  }
}

async function* byAccount(signals: AsyncIterable<Signal>): AsyncGenerator<readonly [string, Signal[]]> {
  let own: Signal[] = [];
  let account = '';
  for await (const signal of signals) {
    if (signal.account !== account && own.length > 0) {
      yield [account, own];
      own = [];
    }
    account = signal.account;
    own.push(signal);
  }
  if (own.length > 0) yield [account, own];
}
