import type { Clock } from '../../../app/ports/clock.ts';
import type { Directory, Parked } from '../../../app/ports/directory.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { Arrival } from './arrival.ts';
import { item, type Key, number, numberOf, someTextOf, text, textOf } from './item.ts';
import { keyName, keyNames } from './keys.ts';
import { ParkedItems } from './parked-items.ts';
import type { Table } from './table.ts';
import { IF_ABSENT } from './write.ts';

interface Link {
  readonly system: string;
  readonly id: string;
}

export class DynamoDirectory implements Directory {
  readonly #table: Table;
  readonly #arrival: Arrival;
  readonly #parked: ParkedItems;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#arrival = new Arrival(clock);
    this.#parked = new ParkedItems(table, this.#arrival);
  }

  async link(account: string, system: string, id: string): Promise<boolean> {
    const outcome = await this.#table.write({
      put: item(linkKey(system, id), {
        ac: text(account),
        sy: text(system),
        id: text(id),
        p1: text(linkList(account)),
        s1: text(keyNames(system, id)),
      }),
      when: IF_ABSENT,
    });
    if (outcome.done) return true;
    const there = outcome.failed.get(0);
    return there !== undefined && textOf(there, 'ac') === account;
  }

  async accountOf(system: string, id: string): Promise<string | undefined> {
    const there = await this.#table.get(linkKey(system, id));
    return there && textOf(there, 'ac');
  }

  async accountsOf(id: string): Promise<readonly string[]> {
    const links = await this.#table.queryAll({ partition: linkPartition(id) });
    return [...new Set(links.map((link) => someTextOf(link, 'ac')))].sort(compareCodePoints);
  }

  async links(account: string): Promise<readonly Link[]> {
    const entries = await this.#table.queryAll({ index: 'by1', partition: linkList(account) });
    const links = await this.#table.getAll(
      entries.map((entry) => ({ p: someTextOf(entry, 'p'), s: someTextOf(entry, 's') })),
    );
    return links
      .filter((link) => link !== undefined)
      .map((link) => ({ system: someTextOf(link, 'sy'), id: someTextOf(link, 'id') }))
      .sort((a, b) => compareCodePoints(a.system, b.system) || compareCodePoints(a.id, b.id));
  }

  async join(userKey: string, account: string, contact: string): Promise<void> {
    await this.#table.write({
      put: item(
        { p: memberPartition(userKey), s: keyName(account) },
        { ac: text(account), ct: text(contact), o: number(this.#arrival.next()) },
      ),
      when: IF_ABSENT,
    });
  }

  async memberships(
    userKey: string,
  ): Promise<readonly { readonly account: string; readonly contact: string }[]> {
    const joined = await this.#table.queryAll({ partition: memberPartition(userKey) });
    return joined
      .sort((a, b) => (numberOf(a, 'o') ?? 0) - (numberOf(b, 'o') ?? 0))
      .map((one) => ({ account: someTextOf(one, 'ac'), contact: someTextOf(one, 'ct') }));
  }

  park(...parked: readonly Omit<Parked, 'number'>[]): Promise<void> {
    return this.#parked.park(parked);
  }

  waitingFor(what: string, limit: number): Promise<readonly Parked[]> {
    return this.#parked.waitingFor(what, limit);
  }

  unpark(numbers: readonly number[]): Promise<void> {
    return this.#parked.unpark(numbers);
  }

  parkedBefore(before: Instant, limit: number, since?: Instant): Promise<readonly Parked[]> {
    return this.#parked.parkedBefore(before, limit, since);
  }

  countParked(): Promise<number> {
    return this.#parked.count();
  }
}

function linkPartition(id: string): string {
  return `link#${keyName(id)}`;
}

function linkKey(system: string, id: string): Key {
  return { p: linkPartition(id), s: keyName(system) };
}

function linkList(account: string): string {
  return `links of#${keyName(account)}`;
}

function memberPartition(userKey: string): string {
  return `member#${keyName(userKey)}`;
}
