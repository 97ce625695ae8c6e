import type { StoredEntry } from '../../../app/ports/ledger-reader.ts';
import type { LedgerEntry } from '../../../core/ledger.ts';
import { type AccountRow, accountPartition } from './account-row.ts';
import { numberKey } from './arrival.ts';
import { inChunks } from './in-chunks.ts';
import { type Item, item, number, numberOf } from './item.ts';
import { packed, packedBytes, packedWhole, unpacked } from './packed.ts';
import type { Write } from './write.ts';

/** What the row keeps of the ledger, packed: a few arrivals of signals, at no more than half a kilobyte. */
const MAX_TAIL_BYTES = 512;
/** Entries of one item, in characters of JSON before they are packed. */
const CHUNK = { count: 10_000, weight: 200_000 };

/**
 * The ledger of an account with further entries. They wait in the row while they are small, so that a decision without
 * effects stays one write; then all of them go to items of their own, each named by its last sequence number.
 */
export function appended(
  row: Pick<AccountRow, 'id' | 'entries' | 'tail'>,
  more: readonly LedgerEntry[],
): { readonly row: Pick<AccountRow, 'entries' | 'tail'>; readonly chunks: readonly Write[] } {
  const tail = [...row.tail, ...more];
  const entries = row.entries + more.length;
  const json = JSON.stringify(tail);
  if (tail.length === 0 || (json.length <= CHUNK.weight && packedBytes(packed(json)) <= MAX_TAIL_BYTES))
    return { row: { entries, tail }, chunks: [] };
  const chunks: Write[] = [];
  let first = row.entries - row.tail.length + 1;
  for (const chunk of inChunks(tail, CHUNK, (entry) => JSON.stringify(entry).length)) {
    chunks.push({ put: chunkItem(row.id, first, chunk) });
    first += chunk.length;
  }
  return { row: { entries, tail: [] }, chunks };
}

export function readChunk(chunk: Item): StoredEntry[] {
  const first = numberOf(chunk, 'f') ?? 0;
  const entries = JSON.parse(unpacked(chunk.j)) as LedgerEntry[];
  return entries.map((entry, i) => ({ sequence: first + i, entry }));
}

export function readTail({ entries, tail }: AccountRow): StoredEntry[] {
  return tail.map((entry, i) => ({ sequence: entries - tail.length + 1 + i, entry }));
}

function chunkItem(account: string, first: number, chunk: readonly LedgerEntry[]): Item {
  const last = first + chunk.length - 1;
  const json = JSON.stringify(chunk);
  return item(
    { p: accountPartition(account), s: `l#${numberKey(last)}` },
    { f: number(first), j: packedWhole(json, `a ledger entry of account ${account}`) },
  );
}
