import type { Clock } from '../../../app/ports/clock.ts';
import type {
  LoggedSignal,
  LoggedState,
  LogQuery,
  NewSignal,
  SignalLog,
} from '../../../app/ports/signal-log.ts';
import { StoreError } from '../../../app/ports/store-error.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { Arrival, numberKey } from './arrival.ts';
import { type ContactFields, contactKey, mergeContact } from './contact-items.ts';
import { inChunks } from './in-chunks.ts';
import { instantOf, shardsOf } from './keys.ts';
import { inBatches, merged } from './merged.ts';
import {
  accountSignals,
  type PackedSignal,
  packSignal,
  RECEIVED_LIST,
  readSignal,
  settleWrites,
  signalKey,
  signalPointer,
  signalWrites,
  stateSignals,
} from './signal-items.ts';
import type { Table } from './table.ts';
import type { Write } from './write.ts';

const STATES: readonly LoggedState[] = ['waiting', 'backfill', 'decided', 'refused', 'quarantined'];
/** Of a transaction of a hundred items and 4 MB: a signal is two of them, and its contact may be two more. */
const AT_ONCE = { count: 24, weight: 2_000_000 };
const MAX_TRIES = 8;
const MAX_LISTED = 100;
const SETTLED_AT_ONCE = 20;

/**
 * Recent signals, until they are past the horizon. A call of more than 24 is written in several transactions, in order:
 * where a later one fails, the call has failed, and the signals before it are known when they are sent once more.
 */
export class DynamoSignalLog implements SignalLog {
  readonly #table: Table;
  readonly #arrival: Arrival;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#arrival = new Arrival(clock);
  }

  async append(signals: readonly NewSignal[]): Promise<readonly boolean[]> {
    const packed = signals.map(packSignal);
    const first = new Map<string, PackedSignal>();
    for (const one of packed) if (!first.has(nameOf(one))) first.set(nameOf(one), one);
    const added = new Set<PackedSignal>();
    for (const chunk of inChunks([...first.values()], AT_ONCE, ({ json }) => json.length))
      for (const one of await this.#appendChunk(chunk)) added.add(one);
    return packed.map((one) => added.has(one));
  }

  async list(query: LogQuery): Promise<readonly LoggedSignal[]> {
    const { account, states = STATES, after = 0, limit } = query;
    const found: LoggedSignal[] = [];
    if (limit < 1 || states.length === 0) return found;
    const entries = merged(this.#table, {
      ...(account === undefined
        ? { index: 'by2', partitions: [...new Set(states)].flatMap((one) => shardsOf(stateSignals(one))) }
        : { index: 'by1', partitions: [accountSignals(account)] }),
      where: { expression: '#s > :after', values: { ':after': numberKey(Math.max(0, after)) } },
      pageSize: Math.min(limit, MAX_LISTED),
    });
    let last = 0;
    for await (const batch of inBatches(entries, Math.min(limit, MAX_LISTED))) {
      for (const there of await this.#table.getAll(batch.map(({ key }) => key))) {
        const signal = there && readSignal(there);
        // One that is changing its state may be met under both.
        if (signal === undefined || signal.number <= last || !states.includes(signal.state)) continue;
        last = signal.number;
        found.push(signal);
      }
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  async settle(numbers: readonly number[], state: LoggedState, reason?: string): Promise<void> {
    const places = [...new Set(numbers)].filter((place) => place > 0);
    const pointers = await this.#table.getAll(places.map(signalPointer));
    const writes = places.flatMap((place, i) => {
      const pointer = pointers[i];
      return pointer === undefined ? [] : [settleWrites(place, pointer, state, reason)];
    });
    for (let i = 0; i < writes.length; i += SETTLED_AT_ONCE)
      await Promise.all(writes.slice(i, i + SETTLED_AT_ONCE).map((pair) => this.#settleOne(pair)));
  }

  async count(state: LoggedState): Promise<number> {
    const partitions = shardsOf(stateSignals(state));
    const counts = await Promise.all(
      partitions.map((partition) => this.#table.count({ index: 'by2', partition })),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async lastReceived(): Promise<Instant | undefined> {
    const entries = merged(this.#table, {
      index: 'by3',
      partitions: shardsOf(RECEIVED_LIST),
      descending: true,
      pageSize: 1,
    });
    for await (const { place } of entries) return instantOf(place);
    return undefined;
  }

  /** What leads to the signal goes after it, so that a second try finds its way. */
  async #settleOne([signal, pointer]: readonly [Write, Write]): Promise<void> {
    await this.#table.write(signal);
    await this.#table.write(pointer);
  }

  /** Those that are new. */
  async #appendChunk(chunk: readonly PackedSignal[]): Promise<readonly PackedSignal[]> {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const there = await this.#table.getAll(chunk.map(signalKey));
      const fresh = chunk.filter((_one, i) => there[i] === undefined);
      if (fresh.length === 0) return fresh;
      const writes = fresh.flatMap((one) => signalWrites(one, this.#arrival.next()));
      const outcome = await this.#table.transact([...writes, ...(await this.#contactWrites(fresh))]);
      if (outcome.done) return fresh;
    }
    throw new StoreError('unavailable', 'the same signals or contacts were written to all the time');
  }

  async #contactWrites(signals: readonly PackedSignal[]): Promise<Write[]> {
    const contacts = new Map<string, { account: string; contact: string; more: ContactFields[] }>();
    for (const { signal, personal, stamp } of signals) {
      const { account, contact } = signal;
      if (contact === undefined || personal === undefined) continue;
      const name = JSON.stringify([account, contact]);
      const known = contacts.get(name) ?? { account, contact, more: [] };
      contacts.set(name, known);
      known.more.push({ fields: personal, at: stamp.at, key: stamp.key });
    }
    const about = [...contacts.values()];
    const there = await this.#table.getAll(about.map(({ account, contact }) => contactKey(account, contact)));
    return about.flatMap(({ account, contact, more }, i) => mergeContact(there[i], account, contact, more));
  }
}

function nameOf({ signal, stamp }: PackedSignal): string {
  return JSON.stringify([signal.account, stamp.key]);
}
