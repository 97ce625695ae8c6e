import type {
  LoggedSignal,
  LoggedState,
  LogQuery,
  NewSignal,
  SignalLog,
} from '../../../app/ports/signal-log.ts';
import { stampOf } from '../../../app/ports/stamp-of.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { mergeContact } from './contact-rows.ts';
import type { LocalDatabase } from './local-database.ts';

interface SignalRow {
  readonly number: number;
  readonly key: string;
  readonly state: LoggedState;
  readonly reason: string | null;
  readonly signal: string;
}

const INSERT = `
  INSERT INTO signals (account, key, received_at, state, reason, signal) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (account, key) DO NOTHING`;
const SETTLE = "UPDATE signals SET state = ?, reason = ? WHERE number = ? AND state <> 'decided'";
/** The second condition is that of the index, which leaves out the states of nearly all signals. */
const UNDECIDED = "state = ? AND state <> 'decided'";

export class SqliteSignalLog implements SignalLog {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async append(signals: readonly NewSignal[]): Promise<readonly boolean[]> {
    // All that can fail and needs no lock comes before it.
    const rows = signals.map((one) => ({
      ...one,
      stamp: stampOf(one.signal),
      text: JSON.stringify(one.signal),
    }));
    if (rows.length === 0) return [];
    return this.#db.transactDurably(() =>
      rows.map(({ signal, personal, state, reason = null, stamp, text }) => {
        const { account, contact } = signal;
        const added = this.#db.run(INSERT, account, stamp.key, stamp.receivedAt, state, reason, text) === 1;
        if (added && contact !== undefined && personal !== undefined)
          mergeContact(this.#db, account, contact, personal, stamp.at, stamp.key);
        return added;
      }),
    );
  }

  async list(query: LogQuery): Promise<readonly LoggedSignal[]> {
    const { account, states, after = 0, limit } = query;
    if (account !== undefined) {
      const wanted = states === undefined ? '' : 'AND state IN (SELECT value FROM json_each(?))';
      const values = states === undefined ? [] : [JSON.stringify(states)];
      return this.#read(`account = ? AND number > ? ${wanted}`, [account, after, ...values], limit);
    }
    if (states === undefined) return this.#read('number > ?', [after], limit);
    // Each state is in order by the index; together they would have to be sorted whole.
    const found = [...new Set(states)].flatMap((state) =>
      this.#read(`${whereState(state)} AND number > ?`, [state, after], limit),
    );
    return found.sort((a, b) => a.number - b.number).slice(0, limit);
  }

  async settle(numbers: readonly number[], state: LoggedState, reason?: string): Promise<void> {
    this.#db.transact(() => {
      for (const number of numbers) this.#db.run(SETTLE, state, reason ?? null, number);
    });
  }

  async count(state: LoggedState): Promise<number> {
    const sql = `SELECT count(*) AS n FROM signals WHERE ${whereState(state)}`;
    return this.#db.one<{ n: number }>(sql, state)?.n ?? 0;
  }

  async lastReceived(): Promise<Instant | undefined> {
    const sql = 'SELECT max(received_at) AS at FROM signals';
    return this.#db.one<{ at: number | null }>(sql)?.at ?? undefined;
  }

  #read(where: string, values: readonly (string | number)[], limit: number): LoggedSignal[] {
    const sql = `SELECT number, key, state, reason, signal FROM signals WHERE ${where} ORDER BY number LIMIT ?`;
    return this.#db.all<SignalRow>(sql, ...values, limit).map(({ reason, signal, ...row }) => ({
      ...row,
      reason: reason ?? undefined,
      signal: JSON.parse(signal) as LoggedSignal['signal'],
    }));
  }
}

function whereState(state: LoggedState): string {
  return state === 'decided' ? 'state = ?' : UNDECIDED;
}
