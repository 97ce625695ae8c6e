import type { LocalDatabase } from './sqlite/local-database.ts';
import { SqliteAccessTokens } from './sqlite/sqlite-access-tokens.ts';
import { SqliteAccountStore } from './sqlite/sqlite-account-store.ts';
import { SqliteAuditLog } from './sqlite/sqlite-audit-log.ts';
import { SqliteBookReader } from './sqlite/sqlite-book-reader.ts';
import { SqliteContactBook } from './sqlite/sqlite-contact-book.ts';
import { SqliteDefinitionStore } from './sqlite/sqlite-definition-store.ts';
import { SqliteDirectory } from './sqlite/sqlite-directory.ts';
import { SqliteLedgerReader } from './sqlite/sqlite-ledger-reader.ts';
import { SqliteLedgerWriter } from './sqlite/sqlite-ledger-writer.ts';
import { SqliteRuleWatch } from './sqlite/sqlite-rule-watch.ts';
import { SqliteSendLedger } from './sqlite/sqlite-send-ledger.ts';
import { SqliteSettings } from './sqlite/sqlite-settings.ts';
import { SqliteSignalLog } from './sqlite/sqlite-signal-log.ts';
import { SqliteSuppressionList } from './sqlite/sqlite-suppression-list.ts';
import { SqliteTouchStore } from './sqlite/sqlite-touch-store.ts';
import { SqliteWatermarkStore } from './sqlite/sqlite-watermark-store.ts';

export type LocalStores = ReturnType<typeof localStores>;

/** Every port of a store, on one database. */
export function localStores(db: LocalDatabase) {
  return {
    accounts: new SqliteAccountStore(db),
    ledger: new SqliteLedgerReader(db),
    ledgerWriter: new SqliteLedgerWriter(db),
    log: new SqliteSignalLog(db),
    directory: new SqliteDirectory(db),
    contacts: new SqliteContactBook(db),
    book: new SqliteBookReader(db),
    touches: new SqliteTouchStore(db),
    sends: new SqliteSendLedger(db),
    suppressions: new SqliteSuppressionList(db),
    ruleWatch: new SqliteRuleWatch(db),
    tokens: new SqliteAccessTokens(db),
    audit: new SqliteAuditLog(db),
    definitions: new SqliteDefinitionStore(db),
    watermarks: new SqliteWatermarkStore(db),
    settings: new SqliteSettings(db),
  };
}
