import type { Commit } from '../../../lib/app/ports/account-store.ts';
import type { BookReader } from '../../../lib/app/ports/book-reader.ts';
import type { Page, TouchStore } from '../../../lib/app/ports/touch-store.ts';

/** What people look at, and what writes it. */
export interface BookUnderTest {
  readonly book: BookReader;
  readonly touches: TouchStore;
  /** As the account store does in a commit. */
  project(commit: Pick<Commit, 'account' | 'ledger'>): void | Promise<void>;
  close?(): void;
}

/** Everything that a list gives from page to page; `between` happens after each page. */
export async function allPages<Row>(
  list: (cursor: { readonly cursor?: string }) => Promise<Page<Row>>,
  between: (page: Page<Row>) => void | Promise<void> = () => undefined,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor === undefined ? {} : { cursor });
    rows.push(...page.items);
    await between(page);
    cursor = page.next;
  } while (cursor !== undefined);
  return rows;
}
