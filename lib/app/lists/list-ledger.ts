import type { LedgerKind } from '../../core/ledger.ts';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import { badCursor, pageSize } from '../ports/page-cursor.ts';
import type { Page } from '../ports/touch-store.ts';
import type { LedgerLine, Lists } from '../product/lists.ts';

/**
 * Ledger lines of an account, by our own id, in the order of its decisions; `next` is the sequence number to go on
 * `after`. Throws StoreError `bad-cursor` where `after` is no such number.
 */
export async function listLedger(
  ledger: LedgerReader,
  account: string,
  query: Parameters<Lists['ledger']>[1],
): Promise<Page<LedgerLine>> {
  const { after = 0, rule, journey, kind, limit } = query;
  if (!Number.isSafeInteger(after) || after < 0) throw badCursor();
  const size = pageSize(limit);
  const lines = await ledger.entries({
    account,
    after,
    ...(rule === undefined ? {} : { rule }),
    ...(journey === undefined ? {} : { journey }),
    // What is no kind is in no entry, so it finds nothing.
    ...(kind === undefined ? {} : { kinds: [kind as LedgerKind] }),
    limit: size + 1,
  });
  const items = lines.slice(0, size);
  return { items, next: lines.length > size ? items.at(-1)?.sequence.toString() : undefined };
}
