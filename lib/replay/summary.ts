import type { LedgerEntry } from '../core/ledger.ts';

type Counts = Record<string, number>;

/** What happened, counted: all of it, or only what was live, or only what was in shadow. */
export interface Happened {
  /** By rule. */
  readonly firings: Counts;
  /** By journey. */
  readonly runs: Counts;
  /** By journey and how it ended. */
  readonly ended: Readonly<Record<string, Counts>>;
  /** By channel. */
  readonly touches: Counts;
  /** By reason. */
  readonly suppressed: Counts;
  /** By reason. */
  readonly delayed: Counts;
  /** By reason. */
  readonly tasks: Counts;
  /** By reason: runs that were asked for and not started. */
  readonly refused: Counts;
  /** By kind. */
  readonly opportunities: Counts;
}

export interface HistorySummary extends Happened {
  readonly live: Happened;
  readonly shadow: Happened;
  /** Accounts by band at the end. */
  readonly health: Counts;
  /** Accounts by segment at the end. */
  readonly segments: Counts;
  /** By rule: accounts of which it is unknown at the end whether it holds. */
  readonly unknown: Counts;
  /** Firings on which the two evaluators disagreed; anything but 0 is a defect of Touchline. */
  readonly disagreements: number;
}

interface Tally {
  firings: Counts;
  runs: Counts;
  ended: Record<string, Counts>;
  touches: Counts;
  suppressed: Counts;
  delayed: Counts;
  tasks: Counts;
  refused: Counts;
  opportunities: Counts;
}

function newTally(): Tally {
  return {
    firings: {},
    runs: {},
    ended: {},
    touches: {},
    suppressed: {},
    delayed: {},
    tasks: {},
    refused: {},
    opportunities: {},
  };
}

function count(counts: Counts, key: string | undefined): void {
  const name = key ?? 'unknown';
  counts[name] = (counts[name] ?? 0) + 1;
}

/** Adds entries up; summaries of shards merge by adding their counts. */
export class SummaryCount {
  readonly #all = newTally();
  readonly #live = newTally();
  readonly #shadow = newTally();
  readonly #health: Counts = {};
  readonly #segments: Counts = {};
  readonly #unknown: Counts = {};
  #disagreements = 0;

  add(entry: LedgerEntry): void {
    if (entry.kind === 'disagreed') this.#disagreements += 1;
    tally(this.#all, entry);
    if (entry.status === 'live') tally(this.#live, entry);
    if (entry.status === 'shadow') tally(this.#shadow, entry);
  }

  addHealth(band: string): void {
    count(this.#health, band);
  }

  addSegment(segment: string): void {
    count(this.#segments, segment);
  }

  addUnknown(rule: string): void {
    count(this.#unknown, rule);
  }

  result(): HistorySummary {
    return {
      ...sortedTally(this.#all),
      live: sortedTally(this.#live),
      shadow: sortedTally(this.#shadow),
      health: sorted(this.#health),
      segments: sorted(this.#segments),
      unknown: sorted(this.#unknown),
      disagreements: this.#disagreements,
    };
  }
}

function tally(to: Tally, entry: LedgerEntry): void {
  if (entry.kind === 'run-ended') {
    const journey = entry.journey ?? 'unknown';
    to.ended[journey] ??= {};
    count(to.ended[journey], entry.reason);
    return;
  }
  const counted = COUNTED[entry.kind];
  if (counted !== undefined) count(to[counted.in], entry[counted.by]);
}

/** Where entries of a kind are counted, and by which of their fields. */
const COUNTED: Partial<
  Record<
    LedgerEntry['kind'],
    { readonly in: Exclude<keyof Tally, 'ended'>; readonly by: 'rule' | 'journey' | 'channel' | 'reason' }
  >
> = {
  fired: { in: 'firings', by: 'rule' },
  'run-started': { in: 'runs', by: 'journey' },
  touch: { in: 'touches', by: 'channel' },
  'touch-suppressed': { in: 'suppressed', by: 'reason' },
  'touch-delayed': { in: 'delayed', by: 'reason' },
  'task-created': { in: 'tasks', by: 'reason' },
  'run-refused': { in: 'refused', by: 'reason' },
  opportunity: { in: 'opportunities', by: 'reason' },
};

/** Keys in order, so that two summaries can be compared as text. */
function sorted<T>(counts: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedTally(from: Tally): Happened {
  const { ended, ...flat } = from;
  const counts = Object.fromEntries(
    Object.entries(flat).map(([name, values]) => [name, sorted(values)]),
  ) as Omit<Happened, 'ended'>;
  return {
    ...counts,
    ended: sorted(
      Object.fromEntries(Object.entries(ended).map(([journey, ends]) => [journey, sorted(ends)])),
    ),
  };
}
