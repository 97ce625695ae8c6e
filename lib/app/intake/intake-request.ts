import type { MappedSignal } from '../../core/connectors/connector.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import type { ReadContext } from '../../core/signals/read-signal.ts';
import { formatInstant, type Instant, parseInstant } from '../../core/time/instant.ts';
import type { Parked } from '../ports/directory.ts';
import type { SignalLog } from '../ports/signal-log.ts';
import type { IntakeResult, Refused } from '../product/intake.ts';
import { type Admitted, admitSignal } from './admit-signal.ts';
import type { Arrivals } from './arrivals.ts';
import type { Identities } from './identities.ts';
import type { Item, Place, Settle, Settling } from './intake-ports.ts';
import { isDeeper } from './json-depth.ts';
import { envelopeOf } from './settle-event.ts';
import { memberWait, type WaitingRoom } from './waiting-room.ts';

/** What all requests share. */
export interface IntakeServices {
  readonly rulebook: Rulebook;
  readonly identities: Identities;
  readonly arrivals: Arrivals;
  readonly queue: Pick<SignalLog, 'append'>;
  readonly room: WaitingRoom;
  readonly context: ReadContext;
  /** Signal types that may bring an address. */
  readonly addressed: ReadonlySet<string>;
  settleOf(item: Item): Settle;
}

interface Candidate {
  readonly place: Place;
  readonly envelope: Readonly<Record<string, unknown>>;
}

interface Taken {
  readonly place: Place;
  readonly one: Admitted;
}

interface Deferred {
  readonly item: Item;
  readonly signals: readonly MappedSignal[];
  readonly waitsFor: string;
}

/** How a parked item is kept. */
interface ParkedBody {
  readonly id?: string;
  readonly at?: string;
  readonly shift: number;
  readonly event: unknown;
}

/** Deeper than anything that a client means; what is parked is written as JSON, which goes down by calling itself. */
const MAX_DEPTH = 64;

/**
 * One request, from what came in to what is durable. Items settle whom they are about; what they teach lets others
 * settle, of this request and of the parked. Nothing is acknowledged before everything of it is logged or parked, so
 * that a client that hears nothing sends all of it again, and what had been done is done again to no effect.
 */
export class IntakeRequest implements Settling {
  readonly rulebook: Rulebook;
  readonly identities: Identities;
  readonly #services: IntakeServices;
  #candidates: Candidate[] = [];
  #deferred: Deferred[] = [];
  #learnt: string[] = [];
  /** Parked ones that are settled, to be released once their signals are logged. */
  #released: number[] = [];
  /** Parked ones that are none after all. */
  #refusedLate: { readonly source: string; readonly reason: string }[] = [];
  readonly #looked = new Set<number>();
  readonly #refused: Refused[] = [];
  /** Taken even if no signal comes of it. */
  readonly #noted = new Set<number>();
  readonly #accepted = new Set<number>();
  readonly #repeated = new Set<number>();
  readonly #parked = new Set<number>();

  constructor(services: IntakeServices) {
    this.#services = services;
    this.rulebook = services.rulebook;
    this.identities = services.identities;
  }

  emit(place: Place, envelope: Readonly<Record<string, unknown>>): void {
    this.#candidates.push({ place, envelope });
  }

  refuse({ index, source }: Place, reason: string, detail: string): void {
    if (index !== undefined) this.#refused.push({ index, reason, detail });
    else this.#refusedLate.push({ source, reason: `${reason}: ${detail}` });
  }

  note({ index }: Place): void {
    if (index !== undefined) this.#noted.add(index);
  }

  learn(what: string): void {
    this.#learnt.push(what);
  }

  /** Takes an event of a connector; one that it has no mapping for is none of ours. */
  async take(item: Item): Promise<void> {
    const signals = this.#mapped(item);
    if (signals !== undefined) await this.#settle(item, signals);
  }

  /** Resolves when everything is durable. Rejects where the store does: then nothing is acknowledged. */
  async finish(): Promise<IntakeResult> {
    await this.#settleAll();
    await this.#park(this.#deferred.splice(0));
    await this.#settleAll();
    const refused = new Set(this.#refused.map(({ index }) => index));
    for (const index of this.#noted)
      if (!this.#repeated.has(index) && !refused.has(index)) this.#accepted.add(index);
    return {
      accepted: this.#accepted.size,
      duplicates: [...this.#repeated].filter((index) => !this.#accepted.has(index)).length,
      parked: this.#parked.size,
      refused: this.#refused.toSorted((a, b) => a.index - b.index),
    };
  }

  /** What was learnt lets parked items and those of this request settle, and these may teach more. */
  async #settleAll(): Promise<void> {
    do {
      while (this.#learnt.length > 0) {
        for (const what of this.#learnt.splice(0)) await this.#takeWaiting(what);
        for (const { item, signals } of this.#deferred.splice(0)) await this.#settle(item, signals);
      }
      await this.#commit();
    } while (this.#learnt.length > 0);
  }

  async #settle(item: Item, signals: readonly MappedSignal[]): Promise<void> {
    const waitsFor = await this.#services.settleOf(item)(item, signals, this);
    if (waitsFor !== undefined) this.#deferred.push({ item, signals, waitsFor });
  }

  /** The signals that an item becomes; undefined where there was something, and all of it is wrong. */
  #mapped(item: Item): MappedSignal[] | undefined {
    const mapped = item.connector.read(item.event);
    const signals: MappedSignal[] = [];
    for (const one of mapped) {
      if ('signal' in one) signals.push(one.signal);
      else this.refuse(item, 'wrong-payload', `${one.type}: ${one.problem}`);
    }
    return signals.length === 0 && mapped.length > 0 ? undefined : signals;
  }

  async #takeWaiting(what: string): Promise<void> {
    for (;;) {
      const before = this.#released.length;
      for (const parked of await this.#services.room.waitingFor(what)) {
        if (!this.#looked.has(parked.number)) await this.#takeParked(parked);
      }
      if (this.#released.length === before) return;
      // Only when these are gone do the next ones show.
      await this.#commit();
    }
  }

  async #takeParked(parked: Parked): Promise<void> {
    this.#looked.add(parked.number);
    const connector = this.rulebook.connectors.get(parked.connector);
    if (connector === undefined) return;
    const { id, at, shift, event } = parked.body as ParkedBody;
    const happened = at === undefined ? undefined : parseInstant(at);
    const item = { index: undefined, source: connector.id, connector, id, at: happened, shift, event };
    const signals = this.#mapped(item);
    const waitsFor = signals && (await this.#services.settleOf(item)(item, signals, this));
    if (waitsFor === undefined) this.#released.push(parked.number);
  }

  async #park(deferred: readonly Deferred[]): Promise<void> {
    const receivedAt = this.#services.arrivals.stamp();
    const waiting = deferred.filter((one) => this.#isWorthWaiting(one, receivedAt));
    const parked = waiting.map(({ item, waitsFor }) => {
      const { id, at, shift, event, connector } = item;
      const body: ParkedBody = {
        ...(id === undefined ? {} : { id }),
        ...(at === undefined ? {} : { at: formatInstant(at) }),
        shift,
        event,
      };
      return { waitsFor, receivedAt, connector: connector.id, body };
    });
    const taken = await this.#services.room.park(parked);
    for (const { item } of waiting.slice(taken))
      this.refuse(item, 'waiting-room-full', 'too much waits already until it is known whom it is about');
    for (const { item, signals, waitsFor } of waiting.slice(0, taken)) {
      if (item.index !== undefined) this.#parked.add(item.index);
      // Another request may have learnt it meanwhile, and did not see this one waiting yet.
      const again = await this.#services.settleOf(item)(
        { ...item, index: undefined },
        signals,
        this.#looking(),
      );
      if (again === undefined) this.learn(waitsFor);
    }
  }

  /** What could not become a signal, whoever it is about, need not wait to hear it. */
  #isWorthWaiting({ item, signals }: Deferred, now: Instant): boolean {
    if (isDeeper(item.event, MAX_DEPTH)) {
      this.refuse(item, 'too-deep', `it is nested more than ${MAX_DEPTH} levels deep`);
      return false;
    }
    let sound = signals.length === 0;
    for (const [i, signal] of signals.entries()) {
      const envelope = envelopeOf(item, signal, i, 'whoever', undefined, this.identities);
      const refusal = refusalOf(this.#admit(envelope, now));
      if (refusal === undefined) sound = true;
      else this.refuse(item, refusal.reason, refusal.detail);
    }
    return sound;
  }

  /** Settles without anything coming of it but what is known. */
  #looking(): Settling {
    const nothing = () => undefined;
    return {
      rulebook: this.rulebook,
      identities: this.identities,
      emit: nothing,
      refuse: nothing,
      note: nothing,
      learn: (what) => this.learn(what),
    };
  }

  #admit(envelope: unknown, receivedAt: Instant): ReturnType<typeof admitSignal> {
    return admitSignal(envelope, receivedAt, this.rulebook, this.#services.context);
  }

  /** Logs what is settled. From the stamp to the queue nothing is awaited: the log's order is that of the stamps. */
  async #commit(): Promise<void> {
    const { arrivals, queue, room } = this.#services;
    const candidates = this.#candidates.splice(0);
    const released = this.#released.splice(0);
    for (const { envelope } of candidates) {
      const { type } = envelope;
      if (typeof type === 'string' && this.#services.addressed.has(type)) await this.#noteAddress(envelope);
    }
    const arrival = arrivals.open();
    let admitted: readonly Taken[];
    let isNew: readonly boolean[];
    try {
      admitted = this.#admitAll(candidates, arrival.at);
      isNew = await queue.append(admitted.map(({ one }) => one.entry));
    } finally {
      arrival.close();
    }
    for (const [i, { place, one }] of admitted.entries()) {
      if (one.refusal !== undefined || place.index === undefined) continue;
      (isNew[i] === true ? this.#accepted : this.#repeated).add(place.index);
    }
    for (const { source, reason } of this.#refusedLate.splice(0))
      await room.noteRefused(source, reason, arrival.at);
    await room.release(released);
  }

  /** What goes into the log, the refused that were understood among it. */
  #admitAll(candidates: readonly Candidate[], receivedAt: Instant): Taken[] {
    const admitted: Taken[] = [];
    for (const { place, envelope } of candidates) {
      const one = this.#admit(envelope, receivedAt);
      const refusal = refusalOf(one);
      // What was parked and is too late is on record in the log.
      if (refusal !== undefined && (place.index !== undefined || !('signal' in one)))
        this.refuse(place, refusal.reason, refusal.detail);
      if ('signal' in one) admitted.push({ place, one });
    }
    return admitted;
  }

  /** Who comes with an address is the one that it means, whoever names them by it later. Known before it is logged. */
  async #noteAddress(envelope: Candidate['envelope']): Promise<void> {
    const admitted = this.#admit(envelope, this.#services.arrivals.stamp());
    if (!('signal' in admitted) || admitted.refusal !== undefined) return;
    const { account, contact, addressKey } = admitted.signal;
    if (contact === undefined || addressKey === undefined) return;
    const user = this.identities.userOfAddress(addressKey);
    if ((await this.identities.join(user, account, contact)).isNews) this.learn(memberWait(user));
  }
}

function refusalOf(admitted: ReturnType<typeof admitSignal>) {
  return 'signal' in admitted ? admitted.refusal : admitted;
}
