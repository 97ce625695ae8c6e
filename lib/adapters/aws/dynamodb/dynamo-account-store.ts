import type {
  AccountStore,
  Commit,
  ExecutionRow,
  OutboxEntry,
  StoredAccount,
} from '../../../app/ports/account-store.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { compareCodePoints } from '../../memory/code-points.ts';
import { ACCOUNT_LIST, accountPartition, idOf, rowKey, stateOf } from './account-row.ts';
import { Arrival } from './arrival.ts';
import { COUNTER_PARTITION, COUNTER_PLACES } from './commit-items.ts';
import { Committer } from './committer.ts';
import { type DueAccount, dueAccounts } from './due-index.ts';
import { Forgotten } from './forgotten.ts';
import { number, numberOf, text, textOf } from './item.ts';
import { isCut, keyName, shardsOf } from './keys.ts';
import { newMark } from './marked-write.ts';
import { firstOf, merged } from './merged.ts';
import { outboxKey, outboxPlace, readyEffects } from './outbox-items.ts';
import { unpacked } from './packed.ts';
import { seenHash } from './seen-keys.ts';
import { readPages } from './seen-pages.ts';
import type { Table } from './table.ts';

const EXECUTIONS = 'x#';

export class DynamoAccountStore implements AccountStore {
  readonly #table: Table;
  readonly #forgotten: Forgotten;
  readonly #committer: Committer;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#forgotten = new Forgotten(table, 'seen');
    this.#committer = new Committer(table, this.#forgotten, new Arrival(clock));
  }

  async load(id: string): Promise<StoredAccount | undefined> {
    const row = await this.#committer.read(id);
    return row && { account: stateOf(row), version: row.version };
  }

  async version(id: string): Promise<number> {
    const there = await this.#table.get(rowKey(id));
    return (there && numberOf(there, 'v')) ?? 0;
  }

  async executions(account: string): Promise<ReadonlyMap<string, ExecutionRow>> {
    const items = await this.#table.queryAll({
      partition: accountPartition(account),
      where: { expression: 'begins_with(#s, :executions)', values: { ':executions': EXECUTIONS } },
    });
    const rows = items.map(
      (one) =>
        [
          textOf(one, 'run') ?? (textOf(one, 's') ?? '').slice(EXECUTIONS.length),
          JSON.parse(unpacked(one.j)) as ExecutionRow,
        ] as const,
    );
    return new Map(rows.sort(([a], [b]) => compareCodePoints(a, b)));
  }

  async seen(account: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
    const row = keys.length === 0 ? undefined : await this.#committer.read(account);
    if (row === undefined) return new Set();
    const forgotten = await this.#forgotten.before();
    const pages = await readPages(this.#table, row, forgotten);
    this.#committer.notePages(row, pages);
    const lately = new Set(row.seen.filter(({ at }) => at >= forgotten).map(({ hash }) => hash));
    return new Set(
      keys.filter((key) => {
        const hash = seenHash(key);
        return lately.has(hash) || pages.has(hash);
      }),
    );
  }

  commit(commit: Commit): Promise<void> {
    return this.#committer.commit(commit);
  }

  due(until: Instant, limit: number): Promise<readonly DueAccount[]> {
    return dueAccounts(this.#table, until, limit, (row) => this.#committer.finished(row));
  }

  async nextDue(): Promise<Instant | undefined> {
    return (await this.due(Number.POSITIVE_INFINITY, 1))[0]?.at;
  }

  async count(): Promise<number> {
    const counters = await this.#table.getAll(COUNTER_PLACES.map((s) => ({ p: COUNTER_PARTITION, s })));
    return counters.reduce((sum, one) => sum + ((one && numberOf(one, 'n')) ?? 0), 0);
  }

  async list(after: string | undefined, limit: number): Promise<readonly string[]> {
    if (limit < 1) return [];
    const entries = merged(this.#table, {
      index: 'by2',
      partitions: shardsOf(ACCOUNT_LIST),
      pageSize: limit,
      ...(after === undefined
        ? {}
        : { where: { expression: '#s > :after', values: { ':after': keyName(after) } } }),
    });
    return Promise.all(
      (await firstOf(entries, limit)).map(async ({ key, place }) => {
        const there = isCut(place) ? await this.#table.get(key) : undefined;
        return there === undefined ? place : idOf(there);
      }),
    );
  }

  outbox(until: Instant, limit: number): Promise<readonly OutboxEntry[]> {
    return readyEffects(this.#table, until, limit);
  }

  async nextOutbox(): Promise<Instant | undefined> {
    return (await this.outbox(Number.POSITIVE_INFINITY, 1))[0]?.notBefore;
  }

  async settle(id: string): Promise<void> {
    await this.#table.write({ delete: outboxKey(id) });
  }

  async postpone(id: string, notBefore: Instant): Promise<void> {
    const there = await this.#table.get(outboxKey(id));
    if (there === undefined) return;
    // The mark keeps an attempt from being counted twice where the answer to the write was lost.
    const mark = { ':mark': text(newMark()) };
    await this.#table.write({
      update: outboxKey(id),
      set: {
        expression: 'SET #nb = :at, #s1 = :place, #m = :mark ADD #n :one',
        values: {
          ...mark,
          ':at': number(notBefore),
          ':place': text(outboxPlace(notBefore, textOf(there, 'o') ?? '')),
          ':one': number(1),
        },
      },
      when: {
        expression: 'attribute_exists(#p) AND (attribute_not_exists(#m) OR #m <> :mark)',
        values: mark,
      },
    });
  }

  async forgetSeen(before: Instant): Promise<void> {
    await this.#forgotten.raise(before);
  }
}
