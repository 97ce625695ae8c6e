import type { AuditEntry, AuditLog, AuditQuery } from '../../../app/ports/audit-log.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { numberedPageOf, readNumberCursor } from '../../../app/ports/number-cursor.ts';
import { pageSize } from '../../../app/ports/page-cursor.ts';
import type { Page } from '../../../app/ports/touch-store.ts';
import { Arrival, numberKey } from './arrival.ts';
import { item, number, numberOf, text } from './item.ts';
import { keyName, SHARDS, shardsOf } from './keys.ts';
import { inBatches, merged } from './merged.ts';
import { packedWhole, unpacked } from './packed.ts';
import type { Table } from './table.ts';
import { IF_ABSENT } from './write.ts';

const LIST = 'audit';
const MAX_TRIES = 5;

export class DynamoAuditLog implements AuditLog {
  readonly #table: Table;
  readonly #arrival: Arrival;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#arrival = new Arrival(clock);
  }

  async append(entry: AuditEntry): Promise<void> {
    const json = packedWhole(JSON.stringify(entry), `the record of ${entry.act}`);
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const place = this.#arrival.next();
      const key = { p: `act#${numberKey(place)}`, s: 'act' };
      const list = text(numberKey(place));
      const put = item(key, {
        o: number(place),
        j: json,
        ...(entry.account === undefined ? {} : { p1: text(accountList(entry.account)), s1: list }),
        p2: text(`${LIST}#${place % SHARDS}`),
        s2: list,
      });
      // A transaction of one: asked again for a lost answer, it does not take its own entry for another's.
      if ((await this.#table.transact([{ put, when: IF_ABSENT }])).done) return;
    }
    throw new Error(`no number was free for an act ${MAX_TRIES} times running`);
  }

  async list({ account, act, cursor, limit }: AuditQuery): Promise<Page<AuditEntry>> {
    const before = readNumberCursor(cursor);
    const wanted = pageSize(limit) + 1;
    const entries = merged(this.#table, {
      ...(account === undefined
        ? { index: 'by2', partitions: shardsOf(LIST) }
        : { index: 'by1', partitions: [accountList(account)] }),
      where: { expression: '#s < :before', values: { ':before': numberKey(before) } },
      descending: true,
      pageSize: wanted,
    });
    const found: { readonly number: number; readonly entry: AuditEntry }[] = [];
    for await (const batch of inBatches(entries, Math.min(wanted, 100))) {
      for (const there of await this.#table.getAll(batch.map(({ key }) => key))) {
        if (there === undefined) continue;
        const entry = readEntry(unpacked(there.j));
        if ((act ?? entry.act) === entry.act) found.push({ number: numberOf(there, 'o') ?? 0, entry });
      }
      if (found.length >= wanted) break;
    }
    const { items, next } = numberedPageOf(found.slice(0, wanted), limit);
    return { items: items.map(({ entry }) => entry), next };
  }
}

function readEntry(json: string): AuditEntry {
  return JSON.parse(json) as AuditEntry;
}

function accountList(account: string): string {
  return `acts on#${keyName(account)}`;
}
