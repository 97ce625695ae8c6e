import type { LedgerQuery, LedgerReader, StoredEntry } from '../../../app/ports/ledger-reader.ts';
import { accountPartition, readRow, rowKey } from './account-row.ts';
import { numberKey } from './arrival.ts';
import { readChunk, readTail } from './ledger-items.ts';
import type { Table } from './table.ts';

/** Items of one answer: each holds many entries, and nobody reads a ledger to its end at once. */
const CHUNKS = 20;

export class DynamoLedgerReader implements LedgerReader {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async entries(query: LedgerQuery): Promise<readonly StoredEntry[]> {
    const { rule, journey, kinds, limit } = query;
    const found: StoredEntry[] = [];
    if (limit < 1) return found;
    for await (const { sequence, entry } of this.#from(query.account, Math.max(0, query.after ?? 0))) {
      if (rule !== undefined && entry.rule !== rule) continue;
      if (journey !== undefined && entry.journey !== journey) continue;
      if (kinds !== undefined && !kinds.includes(entry.kind)) continue;
      found.push({ sequence, entry });
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Entries after a sequence number. The row is read first: what moves from it into an item meanwhile is in both. */
  async *#from(account: string, after: number): AsyncGenerator<StoredEntry> {
    const there = await this.#table.get(rowKey(account));
    if (there === undefined) return;
    const row = readRow(there);
    let last = after;
    const chunks = this.#table.query({
      partition: accountPartition(account),
      where: {
        expression: '#s BETWEEN :first AND :last',
        values: { ':first': `l#${numberKey(after + 1)}`, ':last': `l#${numberKey(row.entries)}` },
      },
      pageSize: CHUNKS,
    });
    if (row.entries - row.tail.length > after)
      for await (const page of chunks)
        for (const one of page.flatMap(readChunk)) {
          if (one.sequence <= last) continue;
          last = one.sequence;
          yield one;
        }
    for (const one of readTail(row)) if (one.sequence > last) yield one;
  }
}
