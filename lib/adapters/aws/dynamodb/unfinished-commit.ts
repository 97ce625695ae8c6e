import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type AccountRow, accountPartition, type Unfinished } from './account-row.ts';
import { inChunks } from './in-chunks.ts';
import { item, type Key, number, text } from './item.ts';
import { packedWhole, unpacked } from './packed.ts';
import type { Table } from './table.ts';
import { type Write, weightOfWrite } from './write.ts';

/** Of a transaction: 100 items and 4 MB, some of it kept free for the row and for what is not weighed. */
const MAX_WRITES = 99;
const MAX_WEIGHT = 3_500_000;
/** Of a part: what is set aside has to fit into an item, and into a transaction with two more. */
const PART = { count: 90, weight: 200_000 };

/**
 * A commit that is too large for one transaction. Its first transaction holds the state, what was seen and the first of
 * its items, and notes on the account's row that `parts` follow, which have been set aside before it. They are written
 * one after the other, each in a transaction with that note, so that none is lost and none is written twice, whoever
 * goes on with them: the next commit of the account waits for them, and the due-index leads to a row with such a note
 * at once. What is late is only what is acted on or looked at afterwards.
 */
export function splitWrites(row: Write, writes: readonly Write[]) {
  let weight = weightOfWrite(row);
  let count = 0;
  for (const write of writes) {
    weight += weightOfWrite(write);
    if (weight > MAX_WEIGHT || count === MAX_WRITES) break;
    count += 1;
  }
  return { first: writes.slice(0, count), rest: writes.slice(count) };
}

/** Sets aside the rest of a commit under `id`. Returns how many parts there are. */
export async function setAside(
  table: Table,
  account: string,
  id: string,
  rest: readonly Write[],
): Promise<number> {
  let count = 0;
  for (const part of inChunks(rest, PART, weightOfWrite)) {
    const json = JSON.stringify(part, (_name, value: unknown) =>
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
    );
    await table.write({
      put: item(partKey(account, id, count), {
        j: packedWhole(json, `a part of a commit of account ${account}`),
      }),
    });
    count += 1;
  }
  return count;
}

/** Deletes the parts of a commit that did not come to be. */
export async function dropParts(table: Table, account: string, id: string, parts: number): Promise<void> {
  await table.deleteAll(Array.from({ length: parts }, (_, i) => partKey(account, id, i)));
}

/** Writes what is left of the commit that the row tells of. */
export async function finishCommit(table: Table, row: AccountRow): Promise<void> {
  let unfinished = row.unfinished;
  while (unfinished !== undefined) {
    const key = partKey(row.id, unfinished.id, unfinished.done);
    const part = await table.get(key);
    // Somebody else has written it: the row says so too by now.
    if (part === undefined) return;
    const next =
      unfinished.done + 1 === unfinished.parts ? undefined : { ...unfinished, done: unfinished.done + 1 };
    await writePart(table, row, unfinished, next, key, readPart(unpacked(part.j)));
    unfinished = next;
  }
}

async function writePart(
  table: Table,
  row: AccountRow,
  unfinished: Unfinished,
  next: Unfinished | undefined,
  key: Key,
  part: readonly Write[],
): Promise<void> {
  const one = { ':one': number(1) };
  const note: Write = {
    update: { p: accountPartition(row.id), s: 'row' },
    set:
      next === undefined
        ? { expression: 'REMOVE #u SET #r = #r + :one', values: one }
        : { expression: 'SET #u = :next, #r = #r + :one', values: { ...one, ':next': noted(next) } },
    when: { expression: '#u = :there', values: { ':there': noted(unfinished) } },
  };
  let left = part;
  for (;;) {
    const outcome = await table.transact([note, { delete: key }, ...left]);
    // Where the note is another, so is who wrote the part.
    if (outcome.done || outcome.failed.has(0)) return;
    // A touch that went on since is later in its life than what the commit knew of it.
    left = left.filter((_write, i) => !outcome.failed.has(i + 2));
  }
}

function noted(unfinished: Unfinished): AttributeValue {
  return text(JSON.stringify(unfinished));
}

function readPart(json: string): Write[] {
  return JSON.parse(json, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string'
      ? new Uint8Array(Buffer.from(value.base64, 'base64'))
      : value,
  ) as Write[];
}

function partKey(account: string, id: string, place: number): Key {
  return { p: accountPartition(account), s: `w#${id}#${String(place).padStart(4, '0')}` };
}
