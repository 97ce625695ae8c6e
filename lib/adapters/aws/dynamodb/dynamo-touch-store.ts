import { StoreError } from '../../../app/ports/store-error.ts';
import type {
  Page,
  StoredMessage,
  Touch,
  TouchQuery,
  TouchStatus,
  TouchStore,
} from '../../../app/ports/touch-store.ts';
import { advanceTouch } from '../../../app/touches/advance-touch.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { readRow, rowItem, rowKey, unchanged } from './account-row.ts';
import { numberOf } from './item.ts';
import { newestFirst } from './listed.ts';
import { newMark } from './marked-write.ts';
import { eraseMessages, keepMessage, readMessage } from './message-items.ts';
import { readTouch, writeTouch } from './project-items.ts';
import { listedKey, listFor } from './row-items.ts';
import type { Table } from './table.ts';
import type { Write } from './write.ts';

const MAX_TRIES = 8;

export class DynamoTouchStore implements TouchStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get(id: string): Promise<Touch | undefined> {
    const there = await this.#table.get(listedKey('touch', id));
    return there && readTouch(there);
  }

  list(query: TouchQuery): Promise<Page<Touch>> {
    const { account, contact, status, channel, journey, mode } = query;
    const fits = (touch: Touch) =>
      (account ?? touch.account) === touch.account &&
      (contact ?? touch.contact) === touch.contact &&
      (status ?? touch.status) === touch.status &&
      (channel ?? touch.channel) === touch.channel &&
      (journey ?? touch.journey) === touch.journey &&
      (mode ?? touch.mode) === touch.mode;
    return newestFirst(this.#table, listFor('touch', query), fits, query);
  }

  async advance(
    id: string,
    status: TouchStatus,
    at: Instant,
    reason: string,
    until?: Instant,
  ): Promise<void> {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      const there = await this.#table.get(listedKey('touch', id));
      if (there === undefined) return;
      const touch = readTouch(there);
      // What is told from outside is no longer in the hands of the run.
      const write = writeTouch(there, advanceTouch(touch, status, at, reason, until), false);
      if (write === undefined) return;
      const isHeld = numberOf(there, 'h') === 1;
      // Written by this very call, its answer lost, the touch is found to be there already the next time round.
      const outcome = isHeld
        ? await this.#table.transact([write, ...(await this.#letGo(touch))])
        : await this.#table.write(write);
      if (outcome.done) return;
    }
    throw new StoreError('unavailable', `touch ${id} was written to all the time`);
  }

  keepMessage(message: StoredMessage): Promise<void> {
    return keepMessage(this.#table, message);
  }

  message(touch: string): Promise<StoredMessage | undefined> {
    return readMessage(this.#table, touch);
  }

  eraseMessages(account: string, contact: string): Promise<readonly string[]> {
    return eraseMessages(this.#table, account, contact);
  }

  /** Takes a touch off those that the account's row holds for its runs. */
  async #letGo({ id, account }: Touch): Promise<Write[]> {
    const there = await this.#table.get(rowKey(account));
    if (there === undefined) return [];
    const row = readRow(there);
    const held = row.held.filter((touch) => touch.id !== id);
    const next = { ...row, held, revision: row.revision + 1, mark: newMark() };
    return [{ put: rowItem(next), when: unchanged(row) }];
  }
}
