import type { Parked } from '../../../app/ports/directory.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { type Arrival, numberKey } from './arrival.ts';
import { expiry, KEEP_MS } from './expiry.ts';
import { inChunks } from './in-chunks.ts';
import { type Item, item, type Key, number, numberOf, someTextOf, text } from './item.ts';
import { keyName, shardOf, shardsOf, sortable } from './keys.ts';
import { firstOf, merged } from './merged.ts';
import { packedWhole, unpacked } from './packed.ts';
import type { Table } from './table.ts';
import { IF_ABSENT, type Write } from './write.ts';

const LIST = 'parked';
/** Two items each, in a transaction of a hundred and of 4 MB. The weight is in characters of JSON. */
const AT_ONCE = { count: 50, weight: 2_000_000 };
const MAX_TRIES = 5;

/**
 * Envelopes by what they wait for, read as they are: one that is parked a moment before its link is made must not be
 * missed. A second item leads from the number to it.
 */
export class ParkedItems {
  readonly #table: Table;
  readonly #arrival: Arrival;

  constructor(table: Table, arrival: Arrival) {
    this.#table = table;
    this.#arrival = arrival;
  }

  /**
   * All or none up to 50. Of more, those before a failure are taken back; should that fail too they stay parked, and
   * their signals are known again by their keys when the sender sends them once more.
   */
  async park(parked: readonly Omit<Parked, 'number'>[]): Promise<void> {
    const rows = parked.map((one) => ({ ...one, json: JSON.stringify(one.body ?? null) }));
    const numbers: number[] = [];
    try {
      for (const some of inChunks(rows, AT_ONCE, ({ json }) => json.length))
        numbers.push(...(await this.#parkSome(some)));
    } catch (error) {
      if (numbers.length > 0) await this.unpark(numbers).catch(() => undefined);
      throw error;
    }
  }

  async waitingFor(what: string, limit: number): Promise<readonly Parked[]> {
    const found: Parked[] = [];
    if (limit < 1) return found;
    for await (const page of this.#table.query({
      partition: waitPartition(what),
      pageSize: Math.min(limit, 100),
    })) {
      found.push(...page.map(readParked));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  async unpark(numbers: readonly number[]): Promise<void> {
    const pointers = await this.#table.getAll(numbers.map(pointerKey));
    const there = pointers.filter((one) => one !== undefined);
    // What leads to an envelope goes last, so that a second try finds what the first has left.
    await this.#table.deleteAll(there.map((one) => parkedKey(someTextOf(one, 'w'), numberOf(one, 'o') ?? 0)));
    await this.#table.deleteAll(there.map((one) => pointerKey(numberOf(one, 'o') ?? 0)));
  }

  async parkedBefore(before: Instant, limit: number, since: Instant = 0): Promise<readonly Parked[]> {
    const entries = merged(this.#table, {
      index: 'by1',
      partitions: shardsOf(LIST),
      // A key is an instant and more, so that none is the bare instant: the upper end is not among them.
      where: {
        expression: '#s BETWEEN :since AND :before',
        values: { ':since': sortable(since), ':before': sortable(before) },
      },
      pageSize: Math.max(1, Math.min(limit, 100)),
    });
    const found = await this.#table.getAll((await firstOf(entries, limit)).map(({ key }) => key));
    return found.filter((one) => one !== undefined).map(readParked);
  }

  async count(): Promise<number> {
    const counts = await Promise.all(
      shardsOf(LIST).map((partition) => this.#table.count({ index: 'by1', partition })),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async #parkSome(
    rows: readonly (Omit<Parked, 'number'> & { readonly json: string })[],
  ): Promise<readonly number[]> {
    for (let tries = 1; ; tries += 1) {
      const numbers = rows.map(() => this.#arrival.next());
      const writes = rows.flatMap((row, i) => parkedWrites(row, row.json, numbers[i] ?? 0));
      const outcome = await this.#table.transact(writes);
      if (outcome.done) return numbers;
      // Another process has made one of the numbers.
      if (tries === MAX_TRIES) throw new Error(`no number was free ${MAX_TRIES} times running`);
    }
  }
}

function parkedWrites(parked: Omit<Parked, 'number'>, json: string, place: number): Write[] {
  const { waitsFor, receivedAt, connector } = parked;
  // It may hold personal data: should nobody drop it in time, DynamoDB does.
  const ttl = expiry(receivedAt + KEEP_MS);
  const envelope = item(parkedKey(waitsFor, place), {
    w: text(waitsFor),
    o: number(place),
    at: number(receivedAt),
    cn: text(connector),
    j: packedWhole(json, 'an envelope that is to be parked'),
    ttl,
    p1: text(`${LIST}#${shardOf(numberKey(place))}`),
    s1: text(`${sortable(receivedAt)}#${numberKey(place)}`),
  });
  const pointer = item(pointerKey(place), { w: text(waitsFor), o: number(place), ttl });
  return [{ put: envelope }, { put: pointer, when: IF_ABSENT }];
}

function readParked(there: Item): Parked {
  return {
    number: numberOf(there, 'o') ?? 0,
    waitsFor: someTextOf(there, 'w'),
    receivedAt: numberOf(there, 'at') ?? 0,
    connector: someTextOf(there, 'cn'),
    body: JSON.parse(unpacked(there.j)) as unknown,
  };
}

function waitPartition(waitsFor: string): string {
  return `waits#${keyName(waitsFor)}`;
}

function parkedKey(waitsFor: string, place: number): Key {
  return { p: waitPartition(waitsFor), s: numberKey(place) };
}

function pointerKey(place: number): Key {
  return { p: `parked#${numberKey(place)}`, s: 'pointer' };
}
