import type { PausedRule, RuleWatch } from '../../../app/ports/rule-watch.ts';
import type { Instant } from '../../../core/time/instant.ts';
import type { LocalDatabase } from './local-database.ts';

const COUNT = `
  SELECT count(*) AS firings, count(DISTINCT account) FILTER (WHERE account IS NOT ?) AS accounts
  FROM rule_firings WHERE rule = ? AND at > ?`;

export class SqliteRuleWatch implements RuleWatch {
  readonly #db: LocalDatabase;

  constructor(db: LocalDatabase) {
    this.#db = db;
  }

  async note(rule: string, account: string, at: Instant): Promise<void> {
    this.#db.run('INSERT INTO rule_firings (rule, at, account) VALUES (?, ?, ?)', rule, at, account);
  }

  async count(
    rule: string,
    since: Instant,
    besides?: string,
  ): Promise<{ readonly firings: number; readonly accounts: number }> {
    const counted = this.#db.one<{ firings: number; accounts: number }>(COUNT, besides ?? null, rule, since);
    return { firings: counted?.firings ?? 0, accounts: counted?.accounts ?? 0 };
  }

  async pause({ rule, at, reason }: PausedRule): Promise<void> {
    const sql = 'INSERT INTO paused_rules (rule, at, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    this.#db.run(sql, rule, at, reason);
  }

  async paused(): Promise<readonly PausedRule[]> {
    const rows = this.#db.all<PausedRule>('SELECT rule, at, reason FROM paused_rules ORDER BY at, rule');
    return rows.map(({ rule, at, reason }) => ({ rule, at, reason }));
  }

  async resume(rule: string): Promise<boolean> {
    return this.#db.transact(() => {
      this.#db.run('DELETE FROM rule_firings WHERE rule = ?', rule);
      return this.#db.run('DELETE FROM paused_rules WHERE rule = ?', rule) === 1;
    });
  }

  async forget(before: Instant): Promise<void> {
    this.#db.run('DELETE FROM rule_firings WHERE at < ?', before);
  }
}
