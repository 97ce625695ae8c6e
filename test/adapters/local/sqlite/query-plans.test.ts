import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { LocalDatabase } from '../../../../lib/adapters/local/sqlite/local-database.ts';
import { migrate } from '../../../../lib/adapters/local/sqlite/open-database.ts';
import { project } from '../../../../lib/adapters/local/sqlite/project-commit.ts';
import { SqliteAccessTokens } from '../../../../lib/adapters/local/sqlite/sqlite-access-tokens.ts';
import { SqliteAccountStore } from '../../../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteAuditLog } from '../../../../lib/adapters/local/sqlite/sqlite-audit-log.ts';
import { SqliteBookReader } from '../../../../lib/adapters/local/sqlite/sqlite-book-reader.ts';
import { SqliteContactBook } from '../../../../lib/adapters/local/sqlite/sqlite-contact-book.ts';
import { SqliteDirectory } from '../../../../lib/adapters/local/sqlite/sqlite-directory.ts';
import { SqliteLedgerReader } from '../../../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteRuleWatch } from '../../../../lib/adapters/local/sqlite/sqlite-rule-watch.ts';
import { SqliteSendLedger } from '../../../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSignalLog } from '../../../../lib/adapters/local/sqlite/sqlite-signal-log.ts';
import { SqliteTouchStore } from '../../../../lib/adapters/local/sqlite/sqlite-touch-store.ts';
import { SqliteWatermarkStore } from '../../../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { cursorOf } from '../../../../lib/app/ports/page-cursor.ts';
import { sampleAccount } from '../../../support/contracts/sample-commit.ts';

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

const FURTHER = { limit: 10, cursor: cursorOf({ at: 1, id: 'a' }) };

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
    ['the next due', 'accounts_due', (db) => new SqliteAccountStore(db).nextDue()],
    ['the next effect', 'outbox_order', (db) => new SqliteAccountStore(db).nextOutbox()],
    ['a version', '(id=?)', (db) => new SqliteAccountStore(db).version('a')],
    ['executions', '(account=?)', (db) => new SqliteAccountStore(db).executions('a')],
    ['an effect', '(id=?)', (db) => new SqliteAccountStore(db).postpone('e', 0)],
    ['an account', '(id=?)', (db) => new SqliteAccountStore(db).load('a')],
    ['seen signals', '(account=? AND key=?)', (db) => new SqliteAccountStore(db).seen('a', ['k'])],
    ['what to forget', 'seen_at (at<?)', (db) => new SqliteAccountStore(db).forgetSeen(0)],
    ['who knows a contact', '(contact=?)', (db) => new SqliteContactBook(db).accountsOf('c')],
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
    [
      'signals of a state',
      'signals_state (state=? AND number>?)',
      (db) => new SqliteSignalLog(db).list({ states: ['waiting', 'quarantined'], after: 3, limit: 10 }),
    ],
    [
      'signals of an account',
      'signals_account (account=? AND number>?)',
      (db) => new SqliteSignalLog(db).list({ account: 'a', states: ['decided'], after: 3, limit: 10 }),
    ],
    ['signals', 'PRIMARY KEY (rowid>?)', (db) => new SqliteSignalLog(db).list({ limit: 10 })],
    ['how many wait', 'signals_state (state=?)', (db) => new SqliteSignalLog(db).count('waiting')],
    ['the last signal', 'signals_received', (db) => new SqliteSignalLog(db).lastReceived()],
    ['a linked account', '(system=? AND id=?)', (db) => new SqliteDirectory(db).accountOf('crm', '1')],
    ['links', 'account_links_account (account=?)', (db) => new SqliteDirectory(db).links('a')],
    ['what is parked', 'parked_waits (waits_for=?)', (db) => new SqliteDirectory(db).waitingFor('x', 10)],
    [
      'what is parked long',
      'parked_at (received_at>? AND received_at<?)',
      (db) => new SqliteDirectory(db).parkedBefore(0, 10),
    ],
    ['firings to forget', 'rule_firings_at (at<?)', (db) => new SqliteRuleWatch(db).forget(0)],
    ['a token', '(hash=?)', (db) => new SqliteAccessTokens(db).find('h')],
    [
      'acts on an account',
      'audit_account (account=? AND number<?)',
      (db) => new SqliteAuditLog(db).list({ account: 'a', act: 'kill', limit: 10 }),
    ],
    ['acts', 'PRIMARY KEY (rowid<?)', (db) => new SqliteAuditLog(db).list({ limit: 10 })],
    ['accounts of an id', 'account_links_id (id=?)', (db) => new SqliteDirectory(db).accountsOf('1')],
    ['a task', '(id=?)', (db) => new SqliteBookReader(db).task('t')],
    [
      'further tasks',
      'tasks_created ((created_at,id)<(?,?))',
      (db) => new SqliteBookReader(db).tasks(FURTHER),
    ],
    [
      'open tasks',
      'tasks_status (status=? AND (created_at,id)<(?,?))',
      (db) => new SqliteBookReader(db).tasks({ ...FURTHER, status: 'open', mode: 'live' }),
    ],
    [
      'tasks of an account',
      'tasks_account (account=? AND (created_at,id)<(?,?))',
      (db) => new SqliteBookReader(db).tasks({ ...FURTHER, account: 'a' }),
    ],
    [
      'runs of an account',
      'runs_account (account=?)',
      (db) => new SqliteBookReader(db).runs({ account: 'a', limit: 10 }),
    ],
    [
      'open runs',
      'runs_status (status=?)',
      (db) => new SqliteBookReader(db).runs({ status: 'open', limit: 10 }),
    ],
    [
      'touches by status',
      'touches_status (status=? AND (first_at,id)<(?,?))',
      (db) => new SqliteTouchStore(db).list({ ...FURTHER, status: 'sent', channel: 'email' }),
    ],
    [
      'touches of an account',
      'touches_account (account=? AND (first_at,id)<(?,?))',
      (db) => new SqliteTouchStore(db).list({ ...FURTHER, account: 'a' }),
    ],
    ['a message', '(touch=?)', (db) => new SqliteTouchStore(db).message('k')],
    ['hours', '(source=? AND hour>?)', (db) => new SqliteWatermarkStore(db).hours('crm', 0)],
  ])('for %s is answered by an index, without a scan or a sort', async (_what, index, ask) => {
    const plans = await plansOf(ask);
    expect(plans.join('\n')).toContain(index);
    expect(plans.filter((step) => /SCAN (?!json_each)|TEMP B-TREE/.test(step))).toEqual([]);
  });

  it.each<[string, string, Ask]>([
    ['tasks', 'tasks_created', (db) => new SqliteBookReader(db).tasks({ limit: 10 })],
    ['runs', 'runs_started', (db) => new SqliteBookReader(db).runs({ limit: 10 })],
    ['touches', 'touches_first', (db) => new SqliteTouchStore(db).list({ limit: 10 })],
  ])('for %s of all accounts reads the newest in their order, without a sort', async (table, index, ask) => {
    expect(await plansOf(ask)).toEqual([`SCAN ${table} USING INDEX ${index}`]);
  });

  it('for what is open before a commit looks at that alone', async () => {
    const account = sampleAccount('a');
    expect(await plansOf(async (db) => project(db, { account, ledger: [] }))).toEqual([
      'SEARCH tasks USING INDEX tasks_open (account=?)',
      'SEARCH runs USING INDEX runs_open (account=?)',
      'SEARCH touches USING INDEX touches_held (account=?)',
    ]);
  });

  it('for firings reads those of the rule since the instant, and tells their accounts apart', async () => {
    expect(await plansOf((db) => new SqliteRuleWatch(db).count('r', 0))).toEqual([
      'USE TEMP B-TREE FOR count(DISTINCT)',
      'SEARCH rule_firings USING COVERING INDEX rule_firings_rule (rule=? AND at>?)',
    ]);
  });

  it('for the outbox reads what is ready in its order, without a sort', async () => {
    const plans = await plansOf((db) => new SqliteAccountStore(db).outbox(0, 10));
    expect(plans).toEqual([
      'SEARCH outbox USING INDEX outbox_order (not_before<?)',
      'SEARCH accounts USING INTEGER PRIMARY KEY (rowid=?)',
    ]);
  });
});
