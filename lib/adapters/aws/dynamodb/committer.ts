import type { Commit } from '../../../app/ports/account-store.ts';
import { isStoreError, StoreError } from '../../../app/ports/store-error.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { type AccountRow, readRow, rowItem, rowKey, unchanged } from './account-row.ts';
import type { Arrival } from './arrival.ts';
import { type CommitItems, commitItems, type PackedCommit, packCommit } from './commit-items.ts';
import type { Forgotten } from './forgotten.ts';
import { newMark, writeMarked } from './marked-write.ts';
import { projectItems } from './project-items.ts';
import { readPages } from './seen-pages.ts';
import type { Table } from './table.ts';
import { dropParts, finishCommit, setAside, splitWrites } from './unfinished-commit.ts';
import type { Write } from './write.ts';

/** Rows read lately: of as many accounts as one batch of signals is about, and some. */
const MAX_ROWS = 500;
/** A commit begins anew where the row was written by something that is no commit, or a touch went on. */
const MAX_TRIES = 5;

interface Read {
  readonly row: AccountRow;
  /** Of its pages, once they were asked for. */
  pages: ReadonlySet<string> | undefined;
}

/** Takes commits. It knows the rows that were read lately, so that the usual load, decide, commit reads a row once. */
export class Committer {
  readonly #table: Table;
  readonly #forgotten: Forgotten;
  readonly #arrival: Arrival;
  readonly #rows = new Map<string, Read>();

  constructor(table: Table, forgotten: Forgotten, arrival: Arrival) {
    this.#table = table;
    this.#forgotten = forgotten;
    this.#arrival = arrival;
  }

  /** The row as it is now. */
  async read(id: string): Promise<AccountRow | undefined> {
    const there = await this.#table.get(rowKey(id));
    if (there === undefined) {
      this.#rows.delete(id);
      return undefined;
    }
    const row = readRow(there);
    const known = this.#rows.get(id);
    this.#know({ row, pages: known?.row.pages === row.pages ? known.pages : undefined });
    return row;
  }

  /** What all the pages of a row hold. */
  notePages(row: AccountRow, pages: ReadonlySet<string>): void {
    const known = this.#rows.get(row.id);
    if (known?.row.revision === row.revision) known.pages = pages;
  }

  /** The row once its commit is written whole. */
  async finished(row: AccountRow): Promise<AccountRow | undefined> {
    await finishCommit(this.#table, row);
    return this.read(row.id);
  }

  /** As AccountStore says. */
  async commit(commit: Commit): Promise<void> {
    const packed = packCommit(commit);
    const { id } = commit.account;
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const row = await this.#rowAt(id, commit.expected);
      if (row?.unfinished !== undefined) {
        await this.finished(row);
        continue;
      }
      await this.#refuseSeen(row, packed);
      if (await this.#try(row, packed)) return;
      this.#rows.delete(id);
    }
    throw new StoreError('unavailable', `account ${id} was written to all the time`);
  }

  async #rowAt(id: string, expected: number): Promise<AccountRow | undefined> {
    const known = this.#rows.get(id)?.row;
    const row = known?.version === expected ? known : await this.read(id);
    if ((row?.version ?? 0) === expected) return row;
    throw new StoreError(
      'version-conflict',
      `account ${id} is at version ${row?.version ?? 0}, not ${expected}`,
    );
  }

  async #refuseSeen(row: AccountRow | undefined, { commit, seen }: PackedCommit): Promise<void> {
    if (seen.length === 0) return;
    const forgotten = await this.#forgotten.before();
    const lately = new Set(row?.seen.filter(({ at }) => at >= forgotten).map(({ hash }) => hash));
    const pages = row === undefined ? undefined : await this.#pagesOf(row, forgotten);
    for (const [i, { hash }] of seen.entries()) {
      if (lately.has(hash) || pages?.has(hash) === true)
        throw new StoreError(
          'already-seen',
          `account ${commit.account.id} has decided signal ${commit.seen[i]} before`,
        );
      lately.add(hash);
    }
  }

  async #pagesOf(row: AccountRow, forgotten: Instant): Promise<ReadonlySet<string>> {
    const known = this.#rows.get(row.id);
    if (known?.row.revision === row.revision && known.pages !== undefined) return known.pages;
    return readPages(this.#table, row, forgotten);
  }

  /** Whether the commit was taken; if not, the row or a touch is another than was read. */
  async #try(row: AccountRow | undefined, packed: PackedCommit): Promise<boolean> {
    const { commit } = packed;
    const mark = newMark();
    const forgotten = await this.#forgotten.before();
    const items = commitItems(row, packed, { forgotten, arrival: this.#arrival.next(), mark });
    const shown = await projectItems(this.#table, row, commit.account, packed.ledger);
    const next: CommitItems = {
      row: { ...items.row, held: shown.held },
      writes: [...items.writes, ...shown.writes],
    };
    const { first, rest } = splitWrites({ put: rowItem(next.row) }, next.writes);
    const written =
      rest.length === 0
        ? await writeMarked(this.#table, rowItem(next.row), unchanged(row), first)
        : await this.#writeSplit(next.row, row, first, rest, commit.at);
    if (!written) return false;
    const pages = this.#rows.get(next.row.id)?.pages;
    this.#know({ row: next.row, pages: next.row.pages === row?.pages ? pages : undefined });
    if (rest.length > 0) await this.#finishSplit(next.row.id);
    return true;
  }

  async #writeSplit(
    next: AccountRow,
    row: AccountRow | undefined,
    first: readonly Write[],
    rest: readonly Write[],
    at: Instant,
  ): Promise<boolean> {
    const parts = await setAside(this.#table, next.id, next.mark, rest);
    const noted: AccountRow = {
      ...next,
      // So that the due-index leads to it at once, should nobody else come.
      indexed: Math.min(next.indexed ?? at, at),
      unfinished: { id: next.mark, parts, done: 0 },
    };
    const written = await writeMarked(this.#table, rowItem(noted), unchanged(row), first);
    if (!written) await dropParts(this.#table, next.id, next.mark, parts);
    return written;
  }

  /** The commit is taken: should this fail, its rest is written by the next one or by whoever asks what is due. */
  async #finishSplit(id: string): Promise<void> {
    this.#rows.delete(id);
    try {
      const row = await this.read(id);
      if (row?.unfinished !== undefined) await this.finished(row);
    } catch (error) {
      if (!isStoreError(error, 'unavailable')) throw error;
    }
  }

  #know(read: Read): void {
    const { id } = read.row;
    this.#rows.delete(id);
    this.#rows.set(id, read);
    const [oldest] = this.#rows.keys();
    if (this.#rows.size > MAX_ROWS && oldest !== undefined) this.#rows.delete(oldest);
  }
}
