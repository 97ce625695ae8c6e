import { randomBytes } from 'node:crypto';
import { isStoreError } from '../../../app/ports/store-error.ts';
import { type Item, keyOf, textOf } from './item.ts';
import type { Table } from './table.ts';
import type { Condition, Write } from './write.ts';

/**
 * Set as `m` by one call in what it writes. Where an answer is lost and the write is asked for again, its condition
 * fails on what it has done itself: the mark tells that from what somebody else has done.
 */
export function newMark(): string {
  return randomBytes(9).toString('base64url');
}

/**
 * Writes an item that carries a mark, alone or in one transaction with others, on a condition. False when a condition
 * failed, and nothing was written; true when it was written by this call, also where DynamoDB never said so.
 */
export async function writeMarked(
  table: Table,
  put: Item,
  when: Condition,
  others: readonly Write[] = [],
): Promise<boolean> {
  try {
    const outcome =
      others.length === 0
        ? await table.write({ put, when })
        : await table.transact([{ put, when }, ...others]);
    return outcome.done || carriesMarkOf(put, outcome.failed.get(0));
  } catch (error) {
    if (!isStoreError(error, 'unavailable')) throw error;
    const there = await table.get(keyOf(put)).catch(() => undefined);
    if (carriesMarkOf(put, there)) return true;
    throw error;
  }
}

function carriesMarkOf(put: Item, there: Item | undefined): boolean {
  return there !== undefined && textOf(there, 'm') === textOf(put, 'm');
}
