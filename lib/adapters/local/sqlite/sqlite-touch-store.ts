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
import type { RenderedMessage } from '../../../core/touches/rendered-message.ts';
import { type ListedTable, listRows } from './list-rows.ts';
import type { LocalDatabase } from './local-database.ts';
import { findTouch, writeTouch } from './touch-rows.ts';

interface MessageRow {
  readonly touch: string;
  readonly account: string;
  readonly contact: string;
  readonly at: number;
  readonly address: string | null;
  readonly message: string;
}

const TOUCHES: ListedTable = { table: 'touches', document: 'touch', at: 'first_at' };
const KEEP_MESSAGE = `
  INSERT INTO messages (touch, account, contact, at, address, message) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (touch) DO UPDATE SET account = excluded.account, contact = excluded.contact, at = excluded.at,
    address = excluded.address, message = excluded.message`;
const SELECT_MESSAGE = 'SELECT touch, account, contact, at, address, message FROM messages WHERE touch = ?';
const SELECT_MESSAGES = 'SELECT touch FROM messages WHERE account = ? AND contact = ? ORDER BY touch';

export class SqliteTouchStore implements TouchStore {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async get(id: string): Promise<Touch | undefined> {
    return findTouch(this.#db, id);
  }

  async list(query: TouchQuery): Promise<Page<Touch>> {
    const { account, contact, status, channel, journey, mode } = query;
    return listRows<Touch>(this.#db, TOUCHES, { account, contact, status, channel, journey, mode }, query);
  }

  async advance(
    id: string,
    status: TouchStatus,
    at: Instant,
    reason: string,
    until?: Instant,
  ): Promise<void> {
    this.#db.transact(() => {
      const there = findTouch(this.#db, id);
      if (there === undefined) return;
      // What is told from outside is no longer in the hands of the run.
      writeTouch(this.#db, { touch: advanceTouch(there, status, at, reason, until), held: false });
    });
  }

  async keepMessage({ touch, account, contact, at, address, message }: StoredMessage): Promise<void> {
    this.#db.run(KEEP_MESSAGE, touch, account, contact, at, address ?? null, JSON.stringify(message));
  }

  async message(touch: string): Promise<StoredMessage | undefined> {
    const row = this.#db.one<MessageRow>(SELECT_MESSAGE, touch);
    if (row === undefined) return undefined;
    const { account, contact, at, address, message } = row;
    return {
      touch,
      account,
      contact,
      at,
      address: address ?? undefined,
      message: JSON.parse(message) as RenderedMessage,
    };
  }

  async eraseMessages(account: string, contact: string): Promise<readonly string[]> {
    const erased = this.#db.transact(() => {
      const rows = this.#db.all<{ touch: string }>(SELECT_MESSAGES, account, contact);
      this.#db.run('DELETE FROM messages WHERE account = ? AND contact = ?', account, contact);
      return rows.map(({ touch }) => touch);
    });
    // Older pages stay readable in the write-ahead log until it is emptied.
    this.#db.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return erased;
  }
}
