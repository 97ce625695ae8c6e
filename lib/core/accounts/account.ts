import type { OpenRun, PastRun } from '../journeys/run.ts';
import type { Firing } from '../rules/firing.ts';
import type { OpenTask } from '../rules/task.ts';
import type { Instant } from '../time/instant.ts';
import { isZone } from '../time/zone.ts';
import type { Catalog } from './catalog.ts';
import type { LevelCell } from './cell.ts';
import type { SetCell } from './item-set.ts';
import type { LogCell } from './record-log.ts';
import type { SeriesCell } from './series.ts';

/**
 * All that is known and under way for one account, as a row of slots. The core changes it in place while it decides;
 * `account-json.ts` turns it from and to the plain JSON that ports store.
 */
export interface Account {
  readonly id: string;
  /** When the first signal was received. */
  readonly createdAt: Instant;
  /** The latest instant decided: no decision is ever taken for an earlier one. */
  now: Instant;
  readonly levels: (LevelCell | undefined)[];
  readonly logs: (LogCell | undefined)[];
  readonly sets: (SetCell | undefined)[];
  readonly series: (SeriesCell | undefined)[];
  /** By source index: when a signal of this account last showed the source to be alive. */
  readonly heard: (Instant | undefined)[];
  /** By rule index, then subject (`''` is the account itself). */
  readonly firings: (Map<string, Firing> | undefined)[];
  /** By rule index: when passing time alone may next change something; infinite when it cannot. */
  readonly ruleDue: number[];
  /** A segment that is waiting to hold long enough. */
  segmentPending: { readonly to: string; readonly since: Instant } | undefined;
  /** When passing time alone may change segment, stages or health. */
  segmentDue: number;
  /** By track. */
  readonly stageDue: number[];
  healthDue: number;
  /** When a source that health reads falls silent unless it is heard again. */
  healthSilentAt: number;
  readonly runs: OpenRun[];
  /** By `journey|subject|status`: what re-entry asks about. */
  readonly pastRuns: Map<string, PastRun>;
  readonly tasks: OpenTask[];
}

export function newAccount(id: string, at: Instant, ruleCount: number): Account {
  return {
    id,
    createdAt: at,
    now: at,
    levels: [],
    logs: [],
    sets: [],
    series: [],
    heard: [],
    firings: [],
    ruleDue: new Array<number>(ruleCount).fill(Number.POSITIVE_INFINITY),
    segmentPending: undefined,
    segmentDue: Number.POSITIVE_INFINITY,
    stageDue: [],
    healthDue: Number.POSITIVE_INFINITY,
    healthSilentAt: Number.POSITIVE_INFINITY,
    runs: [],
    pastRuns: new Map(),
    tasks: [],
  };
}

/** The account's IANA zone: its own fact `account.zone` when there is one, else the environment's. */
export function zoneOf(account: Account, catalog: Catalog): string {
  const fact = catalog.facts.get('account.zone');
  if (fact?.kind !== 'level') return catalog.zone;
  const value = account.levels[fact.index]?.value;
  return typeof value === 'string' && isZone(value) ? value : catalog.zone;
}
