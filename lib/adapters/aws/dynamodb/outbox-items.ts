import type { OutboxEntry } from '../../../app/ports/account-store.ts';
import type { Effect } from '../../../core/effect.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { numberKey } from './arrival.ts';
import { type Item, type Key, number, numberOf, someTextOf, text } from './item.ts';
import { keyName, shardOf, shardsOf, sortable } from './keys.ts';
import { inBatches, merged } from './merged.ts';
import { packedWhole, unpacked } from './packed.ts';
import type { Table } from './table.ts';
import type { Write } from './write.ts';

const LIST = 'outbox';
const BATCH = 100;

/** An effect as it will wait. `json` is the effect. */
export interface Waiting {
  readonly id: string;
  readonly account: string;
  readonly notBefore: Instant;
  readonly json: string;
}

export function outboxKey(id: string): Key {
  return { p: `o#${keyName(id)}`, s: 'o' };
}

/**
 * Puts an effect into the outbox unless one of its id waits already, which then stays as it is: no condition that could
 * fail and take the commit with it. `arrival` and `index` keep effects of one instant in the order of their commits.
 */
export function putEffect({ id, account, notBefore, json }: Waiting, arrival: number, index: number): Write {
  const position = `${numberKey(arrival)}#${String(index).padStart(4, '0')}`;
  const attributes: Item = {
    id: text(id),
    ac: text(account),
    j: packedWhole(json, `effect ${id}`),
    nb: number(notBefore),
    o: text(position),
    n: number(0),
    p1: text(`${LIST}#${shardOf(id)}`),
    s1: text(outboxPlace(notBefore, position)),
  };
  const names = Object.keys(attributes);
  return {
    update: outboxKey(id),
    set: {
      expression: `SET ${names.map((name) => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')}`,
      values: Object.fromEntries(names.map((name) => [`:${name}`, attributes[name] ?? text('')])),
    },
  };
}

export function outboxPlace(notBefore: Instant, position: string): string {
  return `${sortable(notBefore)}#${position}`;
}

/** Effects whose time has come, in order of it, then of their commits. */
export async function readyEffects(table: Table, until: Instant, limit: number): Promise<OutboxEntry[]> {
  const ready: OutboxEntry[] = [];
  if (limit < 1) return ready;
  const entries = merged(table, {
    index: 'by1',
    partitions: shardsOf(LIST),
    where: { expression: '#s < :end', values: { ':end': `${sortable(until)}$` } },
    pageSize: Math.min(limit, BATCH),
  });
  for await (const batch of inBatches(entries, Math.min(limit, BATCH))) {
    // The index may be behind: what was settled or put off meanwhile shows in the items themselves.
    for (const there of await table.getAll(batch.map(({ key }) => key))) {
      const entry = there && readEffect(there);
      if (entry !== undefined && entry.notBefore <= until) ready.push(entry);
    }
    if (ready.length >= limit) break;
  }
  return ready.slice(0, limit);
}

function readEffect(there: Item): OutboxEntry {
  return {
    id: someTextOf(there, 'id'),
    account: someTextOf(there, 'ac'),
    effect: JSON.parse(unpacked(there.j)) as Effect,
    notBefore: numberOf(there, 'nb') ?? 0,
    attempts: numberOf(there, 'n') ?? 0,
  };
}
