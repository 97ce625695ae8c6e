import type { Rulebook } from '../../core/rulebook.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { BookReader } from '../ports/book-reader.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory } from '../ports/directory.ts';
import type { LedgerReader } from '../ports/ledger-reader.ts';
import type { RuleWatch } from '../ports/rule-watch.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { Settings } from '../ports/settings.ts';
import type { SignalLog } from '../ports/signal-log.ts';
import type { TouchStore } from '../ports/touch-store.ts';
import type { WatermarkStore } from '../ports/watermark-store.ts';
import type { ProductStatus } from '../product/lists.ts';

/** What the lists are read from; of each port only what reads. */
export interface ListPorts {
  readonly accounts: Pick<AccountStore, 'load' | 'version' | 'list' | 'nextDue' | 'outbox'>;
  readonly ledger: LedgerReader;
  readonly book: BookReader;
  readonly touches: Pick<TouchStore, 'get' | 'list' | 'message'>;
  readonly directory: Pick<Directory, 'accountOf' | 'accountsOf' | 'links' | 'countParked'>;
  readonly log: Pick<SignalLog, 'count'>;
  readonly sends: Pick<SendLedger, 'inState'>;
  readonly ruleWatch: Pick<RuleWatch, 'paused'>;
  readonly watermarks: Pick<WatermarkStore, 'hours'>;
  readonly settings: Settings;
  readonly audit: Pick<AuditLog, 'list'>;
  readonly clock: Clock;
}

/** What runs, for the status. */
export interface Installation {
  readonly rulebook: Rulebook;
  readonly mode: ProductStatus['mode'];
  readonly environment: string;
}
