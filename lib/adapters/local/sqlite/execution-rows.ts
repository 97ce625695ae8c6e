import type { Commit, ExecutionRow } from '../../../app/ports/account-store.ts';
import type { Execution } from '../../../core/journeys/step-asl.ts';
import type { LocalDatabase } from './local-database.ts';

const WRITE = `
  INSERT INTO executions (account, run, definition, token, execution) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (account, run) DO UPDATE SET
    definition = excluded.definition, token = excluded.token, execution = excluded.execution`;
const SELECT = `
  SELECT run, definition, token, execution FROM executions
  WHERE account = (SELECT number FROM accounts WHERE id = ?) ORDER BY run`;

/** Writes and deletes executions of an account (by number), in a running transaction. */
export function writeExecutions(
  db: LocalDatabase,
  account: number,
  changed: Commit['executions'] = [],
): void {
  for (const { run, execution: row } of changed) {
    if (row === undefined) db.run('DELETE FROM executions WHERE account = ? AND run = ?', account, run);
    else db.run(WRITE, account, run, row.definition, row.token, JSON.stringify(row.execution));
  }
}

/** The executions of an account, by run. */
export function readExecutions(db: LocalDatabase, account: string): ReadonlyMap<string, ExecutionRow> {
  const rows = db.all<{ run: string; definition: string; token: string; execution: string }>(SELECT, account);
  return new Map(
    rows.map(({ run, definition, token, execution }) => [
      run,
      { definition, token, execution: JSON.parse(execution) as Execution },
    ]),
  );
}
