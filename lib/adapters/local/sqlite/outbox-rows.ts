import type { Commit } from '../../../app/ports/account-store.ts';
import { notBefore, outboxId } from '../../../app/ports/outbox-id.ts';
import type { LocalDatabase } from './local-database.ts';

const INSERT = `
  INSERT INTO outbox (id, account, not_before, effect) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`;

/** Puts the effects of a commit behind those that wait, in a running transaction. `account` is the account's number. */
export function putEffects(db: LocalDatabase, account: number, commit: Commit): void {
  const version = commit.expected + 1;
  for (const [i, effect] of commit.outbox.entries()) {
    const id = outboxId(effect, commit.account.id, version, i);
    db.run(INSERT, id, account, notBefore(effect, commit.at), JSON.stringify(effect));
  }
}
