import { compareCodePoints } from '../../memory/code-points.ts';
import { type Item, type Key, keyOf, someTextOf } from './item.ts';
import type { Query, Table } from './table.ts';

/** An entry of an index: where it leads, and its place in the list. */
export interface Entry {
  readonly key: Key;
  readonly place: string;
}

export type Merge = Omit<Query, 'partition' | 'index'> & {
  readonly index: NonNullable<Query['index']>;
  readonly partitions: readonly string[];
};

interface Source {
  readonly pages: AsyncGenerator<readonly Item[]>;
  entries: Entry[];
  isOver: boolean;
}

/** The entries of several partitions of an index as one list, in order. Reads no further than it is asked for. */
export async function* merged(table: Table, { partitions, ...query }: Merge): AsyncGenerator<Entry> {
  const sources = partitions.map(
    (partition): Source => ({ pages: table.query({ ...query, partition }), entries: [], isOver: false }),
  );
  const direction = query.descending === true ? -1 : 1;
  for (;;) {
    await Promise.all(sources.map((source) => filled(source, query.index)));
    let first: Source | undefined;
    for (const source of sources) {
      const [mine] = source.entries;
      const [least] = first?.entries ?? [];
      if (mine === undefined) continue;
      if (least === undefined || direction * compareCodePoints(mine.place, least.place) < 0) first = source;
    }
    const next = first?.entries.shift();
    if (next === undefined) return;
    yield next;
  }
}

export async function firstOf<One>(ones: AsyncIterable<One>, count: number): Promise<One[]> {
  const first: One[] = [];
  if (count < 1) return first;
  for await (const one of ones) {
    first.push(one);
    if (first.length >= count) break;
  }
  return first;
}

/** Groups what comes one by one. */
export async function* inBatches<One>(ones: AsyncIterable<One>, size: number): AsyncGenerator<One[]> {
  let batch: One[] = [];
  for await (const one of ones) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function filled(source: Source, index: string): Promise<void> {
  while (!source.isOver && source.entries.length === 0) {
    const { value, done } = await source.pages.next();
    if (done === true) source.isOver = true;
    else
      source.entries = value.map((item) => ({
        key: keyOf(item),
        place: someTextOf(item, `s${index.slice(2)}`),
      }));
  }
}
