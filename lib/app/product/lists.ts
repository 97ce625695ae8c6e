import type { LedgerEntry } from '../../core/ledger.ts';
import type { AuditEntry, AuditQuery } from '../ports/audit-log.ts';
import type { RunQuery, RunRow, TaskQuery, TaskRow } from '../ports/book-reader.ts';
import type { Page, StoredMessage, Touch, TouchQuery } from '../ports/touch-store.ts';

export interface AccountRow {
  readonly id: string;
  readonly name: string | undefined;
  readonly segment: string;
  readonly stage: string | undefined;
  readonly health: {
    readonly band: string;
    readonly score: number | undefined;
    readonly trust: number | undefined;
  };
  readonly paused: boolean;
  /** Live ones: nobody is to do what is in shadow. */
  readonly openTasks: number;
  readonly openRuns: number;
}

export interface AccountQuery {
  readonly segment?: string;
  readonly health?: string;
  readonly cursor?: string;
  readonly limit: number;
}

/** An account whole: the row, its facts with the instants they were learnt, its contacts (opaque), what is under way. */
export interface AccountDetail extends AccountRow {
  readonly facts: Readonly<Record<string, { readonly value: unknown; readonly asOf: string }>>;
  readonly links: readonly { readonly system: string; readonly id: string }[];
  readonly contacts: readonly {
    readonly id: string;
    readonly roles: readonly string[];
    readonly zone: string | undefined;
    readonly reachable: boolean;
  }[];
  readonly runs: readonly RunRow[];
  readonly tasks: readonly TaskRow[];
}

export interface LedgerLine {
  readonly sequence: number;
  readonly entry: LedgerEntry;
}

export interface RuleRow {
  readonly id: string;
  readonly description: string;
  readonly owner: string;
  readonly status: 'off' | 'shadow' | 'live';
  readonly paused: { readonly at: string; readonly reason: string } | undefined;
}

export interface JourneyRow {
  readonly id: string;
  readonly description: string;
  readonly owner: string;
  readonly status: 'off' | 'shadow' | 'live';
  readonly definition: string;
  /** In shadow or live, on whatever definition. */
  readonly openRuns: number;
  readonly killed: boolean;
}

export interface ProductStatus {
  readonly now: string;
  readonly rulebook: string;
  readonly mode: 'outbox' | 'live';
  readonly environment: string;
  readonly queues: {
    readonly signals: number;
    /** Counted up to 10,000. */
    readonly effects: number;
    readonly parked: number;
    readonly quarantined: number;
  };
  readonly sources: readonly {
    readonly source: string;
    readonly lastHeard: string | undefined;
    readonly silent: boolean;
  }[];
  readonly pausedRules: readonly { readonly rule: string; readonly at: string; readonly reason: string }[];
  readonly ambiguousSends: readonly string[];
  readonly nextDue: string | undefined;
  readonly kill: {
    readonly everything: boolean;
    readonly journeys: readonly string[];
    readonly topics: readonly string[];
  };
  readonly accounts: number;
}

/** What the rules and journeys in shadow would have done, by what the ledgers hold. */
export interface ShadowReport {
  /** First and last instant of what is counted. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Those that are in shadow now, whether they have fired or not. */
  readonly rules: readonly {
    readonly rule: string;
    readonly firings: number;
    readonly accounts: number;
    readonly tasks: number;
    readonly runs: number;
    readonly notices: number;
    readonly opportunities: number;
  }[];
  /** Those that are in shadow now, and any other of which something was decided in shadow. */
  readonly journeys: readonly {
    readonly journey: string;
    readonly runs: number;
    /** By template. */
    readonly touches: Readonly<Record<string, number>>;
    /** By reason. */
    readonly suppressed: Readonly<Record<string, number>>;
    readonly tasks: number;
  }[];
}

/**
 * Questions that change nothing. `account` in a query is our id, `system:id`, or an external id that means one account in
 * all systems that have it; unknown ones find nothing. Pages hold at most 200; a page of accounts may be short and still
 * have a `next`. Throws StoreError `bad-cursor` for a cursor that no such list gave out.
 */
export interface Lists {
  accounts(query: AccountQuery): Promise<Page<AccountRow>>;
  account(id: string): Promise<AccountDetail | undefined>;
  /** In the order of decisions; `next` is the sequence number to go on `after`. Undefined for an unknown account. */
  ledger(
    account: string,
    query: {
      readonly after?: number;
      readonly rule?: string;
      readonly journey?: string;
      readonly kind?: string;
      readonly limit: number;
    },
  ): Promise<Page<LedgerLine> | undefined>;
  tasks(query: TaskQuery): Promise<Page<TaskRow>>;
  task(id: string): Promise<TaskRow | undefined>;
  runs(query: RunQuery): Promise<Page<RunRow>>;
  run(id: string): Promise<RunRow | undefined>;
  touches(query: TouchQuery): Promise<Page<Touch>>;
  touch(
    id: string,
  ): Promise<{ readonly touch: Touch; readonly message: StoredMessage | undefined } | undefined>;
  rules(): Promise<readonly RuleRow[]>;
  journeys(): Promise<readonly JourneyRow[]>;
  audit(query: AuditQuery): Promise<Page<AuditEntry>>;
  status(): Promise<ProductStatus>;
  shadow(): Promise<ShadowReport>;
}
