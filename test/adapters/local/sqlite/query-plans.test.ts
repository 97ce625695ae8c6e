import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import { migrate } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteContactBook } from '../../../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteSendLedger } from '../../../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteWatermarkStore } from '../../../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';

/** Notes how SQLite means to answer each question. */
class ExplainingDatabase extends LocalDatabase {
  readonly plans: string[] = [];

  override all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    this.#explain(sql, values);
    return super.all<Row>(sql, ...values);
  }

  override one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    this.#explain(sql, values);
    return super.one<Row>(sql, ...values);
  }

  override run(sql: string, ...values: SQLInputValue[]): number {
    this.#explain(sql, values);
    return super.run(sql, ...values);
  }

  #explain(sql: string, values: SQLInputValue[]): void {
    const steps = super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    this.plans.push(...steps.map(({ detail }) => detail));
  }
}

type Ask = (db: LocalDatabase) => Promise<unknown>;
const ledger =
  (query: object): Ask =>
  (db) =>
    new SqliteLedgerReader(db).entries({ account: 'a', limit: 10, ...query });

async function plansOf(ask: Ask): Promise<string[]> {
  const db = new ExplainingDatabase(new DatabaseSync(':memory:'), ':memory:');
  migrate(db);
  db.plans.length = 0;
  await ask(db);
  db.close();
  return db.plans;
}

describe('a question to the database', () => {
  it.each<[string, string, Ask]>([
    ['a ledger', 'ledger_sequence (account=? AND sequence>?)', ledger({})],
    ['kinds of a ledger', 'ledger_sequence (account=? AND sequence>?)', ledger({ kinds: ['fired'] })],
    ['a rule', 'ledger_rule (account=? AND rule=? AND sequence>?)', ledger({ rule: 'r', kinds: ['fired'] })],
    ['a journey', 'ledger_journey (account=? AND journey=? AND sequence>?)', ledger({ journey: 'j' })],
    ['what is due', 'accounts_due (due<?)', (db) => new SqliteAccountStore(db).due(0, 10)],
    ['accounts', '(id>?)', (db) => new SqliteAccountStore(db).list('a', 10)],
    ['an account', '(id=?)', (db) => new SqliteAccountStore(db).load('a')],
    ['seen signals', '(account=? AND key=?)', (db) => new SqliteAccountStore(db).seen('a', ['k'])],
    ['what to forget', 'seen_at (at<?)', (db) => new SqliteAccountStore(db).forgetSeen(0)],
    ['a contact', '(account=? AND contact=?)', (db) => new SqliteContactBook(db).get('a', 'c')],
    [
      'sends to an address',
      'sends_address (address_key=? AND claimed_at>?)',
      (db) => new SqliteSendLedger(db).sendsTo('h', 0),
    ],
    [
      'sends of an account',
      'sends_account (account=? AND claimed_at>?)',
      (db) => new SqliteSendLedger(db).sendsOf('a', 0),
    ],
    [
      'sends by state',
      'sends_state (state=?)',
      (db) => new SqliteSendLedger(db).inState('ambiguous', 10, false),
    ],
    ['hours', '(source=? AND hour>?)', (db) => new SqliteWatermarkStore(db).hours('crm', 0)],
  ])('for %s is answered by an index, without a scan or a sort', async (_what, index, ask) => {
    const plans = await plansOf(ask);
    expect(plans.join('\n')).toContain(index);
    expect(plans.filter((step) => /SCAN (?!json_each)|TEMP B-TREE/.test(step))).toEqual([]);
  });

  it('for the outbox reads its oldest entries in their order, without a sort', async () => {
    const plans = await plansOf((db) => new SqliteAccountStore(db).outbox(10));
    expect(plans).toEqual(['SCAN outbox', 'SEARCH accounts USING INTEGER PRIMARY KEY (rowid=?)']);
  });
});
