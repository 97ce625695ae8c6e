import { openDatabase } from '../../lib/adapters/local/sqlite/open-database.ts';
import { SqliteAccountStore } from '../../lib/adapters/local/sqlite/sqlite-account-store.ts';
import { SqliteAuditLog } from '../../lib/adapters/local/sqlite/sqlite-audit-log.ts';
import { SqliteBookReader } from '../../lib/adapters/local/sqlite/sqlite-book-reader.ts';
import { SqliteDirectory } from '../../lib/adapters/local/sqlite/sqlite-directory.ts';
import { SqliteLedgerReader } from '../../lib/adapters/local/sqlite/sqlite-ledger-reader.ts';
import { SqliteRuleWatch } from '../../lib/adapters/local/sqlite/sqlite-rule-watch.ts';
import { SqliteSendLedger } from '../../lib/adapters/local/sqlite/sqlite-send-ledger.ts';
import { SqliteSettings } from '../../lib/adapters/local/sqlite/sqlite-settings.ts';
import { SqliteSignalLog } from '../../lib/adapters/local/sqlite/sqlite-signal-log.ts';
import { SqliteTouchStore } from '../../lib/adapters/local/sqlite/sqlite-touch-store.ts';
import { SqliteWatermarkStore } from '../../lib/adapters/local/sqlite/sqlite-watermark-store.ts';
import { MemoryAccountStore } from '../../lib/adapters/memory/memory-account-store.ts';
import { MemoryAuditLog } from '../../lib/adapters/memory/memory-audit-log.ts';
import { MemoryBook } from '../../lib/adapters/memory/memory-book.ts';
import { MemoryContactBook } from '../../lib/adapters/memory/memory-contact-book.ts';
import { MemoryDirectory } from '../../lib/adapters/memory/memory-directory.ts';
import { MemoryRuleWatch } from '../../lib/adapters/memory/memory-rule-watch.ts';
import { MemorySendLedger } from '../../lib/adapters/memory/memory-send-ledger.ts';
import { MemorySettings } from '../../lib/adapters/memory/memory-settings.ts';
import { MemorySignalLog } from '../../lib/adapters/memory/memory-signal-log.ts';
import { MemoryWatermarkStore } from '../../lib/adapters/memory/memory-watermark-store.ts';
import type { AccountStore } from '../../lib/app/ports/account-store.ts';
import type { AuditLog } from '../../lib/app/ports/audit-log.ts';
import type { BookReader } from '../../lib/app/ports/book-reader.ts';
import type { Clock } from '../../lib/app/ports/clock.ts';
import type { Directory } from '../../lib/app/ports/directory.ts';
import type { LedgerReader } from '../../lib/app/ports/ledger-reader.ts';
import type { RuleWatch } from '../../lib/app/ports/rule-watch.ts';
import type { SendLedger } from '../../lib/app/ports/send-ledger.ts';
import type { Settings } from '../../lib/app/ports/settings.ts';
import type { SignalLog } from '../../lib/app/ports/signal-log.ts';
import type { TouchStore } from '../../lib/app/ports/touch-store.ts';
import type { WatermarkStore } from '../../lib/app/ports/watermark-store.ts';
import type { AccountJson } from '../../lib/core/accounts/account-json.ts';
import type { LedgerEntry } from '../../lib/core/ledger.ts';
import type { Instant } from '../../lib/core/time/instant.ts';

/** All that lists are read from, to be filled by a test. */
export interface ListStores {
  readonly accounts: AccountStore;
  readonly ledger: LedgerReader;
  readonly book: BookReader;
  readonly touches: TouchStore;
  readonly directory: Directory;
  readonly log: SignalLog;
  readonly sends: SendLedger;
  readonly ruleWatch: RuleWatch;
  readonly watermarks: WatermarkStore;
  readonly settings: Settings;
  readonly audit: AuditLog;
  readonly clock: Clock;
  close(): void;
}

/** Every kind of store that a product may be on, at one instant. */
export const LIST_STORES: readonly (readonly [name: string, make: (now: Instant) => ListStores])[] = [
  ['memory', memoryStores],
  ['SQLite', sqliteStores],
];

export function memoryStores(now: Instant): ListStores {
  const book = new MemoryBook();
  const accounts = new MemoryAccountStore(book);
  return {
    accounts,
    ledger: accounts,
    book,
    touches: book.touches,
    directory: new MemoryDirectory(),
    log: new MemorySignalLog(new MemoryContactBook()),
    sends: new MemorySendLedger(),
    ruleWatch: new MemoryRuleWatch(),
    watermarks: new MemoryWatermarkStore(),
    settings: new MemorySettings(),
    audit: new MemoryAuditLog(),
    clock: { now: () => now },
    close: () => undefined,
  };
}

function sqliteStores(now: Instant): ListStores {
  const db = openDatabase(':memory:');
  return {
    accounts: new SqliteAccountStore(db),
    ledger: new SqliteLedgerReader(db),
    book: new SqliteBookReader(db),
    touches: new SqliteTouchStore(db),
    directory: new SqliteDirectory(db),
    log: new SqliteSignalLog(db),
    sends: new SqliteSendLedger(db),
    ruleWatch: new SqliteRuleWatch(db),
    watermarks: new SqliteWatermarkStore(db),
    settings: new SqliteSettings(db),
    audit: new SqliteAuditLog(db),
    clock: { now: () => now },
    close: () => db.close(),
  };
}

/** Commits an account as it stands, with what was decided about it. */
export async function commitTo(
  { accounts }: Pick<ListStores, 'accounts'>,
  account: AccountJson,
  ledger: readonly LedgerEntry[] = [],
  due?: Instant,
): Promise<void> {
  const expected = await accounts.version(account.id);
  await accounts.commit({ account, expected, seen: [], at: account.now, ledger, outbox: [], due });
}
