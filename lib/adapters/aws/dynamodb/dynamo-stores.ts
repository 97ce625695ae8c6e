import type { Clock } from '../../../app/ports/clock.ts';
import { DynamoAccessTokens } from './dynamo-access-tokens.ts';
import { DynamoAccountStore } from './dynamo-account-store.ts';
import { DynamoAuditLog } from './dynamo-audit-log.ts';
import { DynamoBookReader } from './dynamo-book-reader.ts';
import { DynamoContactBook } from './dynamo-contact-book.ts';
import { DynamoDefinitionStore } from './dynamo-definition-store.ts';
import { DynamoDirectory } from './dynamo-directory.ts';
import { DynamoLedgerReader } from './dynamo-ledger-reader.ts';
import { DynamoLedgerWriter } from './dynamo-ledger-writer.ts';
import { DynamoRuleWatch } from './dynamo-rule-watch.ts';
import { DynamoSendLedger } from './dynamo-send-ledger.ts';
import { DynamoSettings } from './dynamo-settings.ts';
import { DynamoSignalLog } from './dynamo-signal-log.ts';
import { DynamoSuppressionList } from './dynamo-suppression-list.ts';
import { DynamoTouchStore } from './dynamo-touch-store.ts';
import { DynamoWatermarkStore } from './dynamo-watermark-store.ts';
import type { Table } from './table.ts';

export type DynamoStores = ReturnType<typeof dynamoStores>;

/** Every port of a store, on one table. */
export function dynamoStores(table: Table, clock: Clock) {
  return {
    accounts: new DynamoAccountStore(table, clock),
    ledger: new DynamoLedgerReader(table),
    ledgerWriter: new DynamoLedgerWriter(table),
    log: new DynamoSignalLog(table, clock),
    directory: new DynamoDirectory(table, clock),
    contacts: new DynamoContactBook(table),
    book: new DynamoBookReader(table),
    touches: new DynamoTouchStore(table),
    sends: new DynamoSendLedger(table),
    suppressions: new DynamoSuppressionList(table),
    ruleWatch: new DynamoRuleWatch(table, clock),
    tokens: new DynamoAccessTokens(table),
    audit: new DynamoAuditLog(table, clock),
    definitions: new DynamoDefinitionStore(table),
    watermarks: new DynamoWatermarkStore(table),
    settings: new DynamoSettings(table),
  };
}
