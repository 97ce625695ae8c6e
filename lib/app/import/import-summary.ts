import type { ImportMap } from './import-map.ts';
import type { RowOutcome } from './import-tables.ts';

export interface TableSummary {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly signals: number;
}

/** `rows` = `accepted` + `rejected`, in each table and in all. Kinds that were checked and not found count 0. */
export interface ImportSummary extends TableSummary {
  readonly byReason: Readonly<Record<string, number>>;
  readonly bySignal: Readonly<Record<string, number>>;
  readonly contradictions: Readonly<Record<string, number>>;
  readonly tables: Readonly<Record<string, TableSummary>>;
}

/** Adds up the outcomes of rows. */
export class SummaryCount {
  readonly #byReason = new Map<string, number>();
  readonly #bySignal = new Map<string, number>();
  readonly #contradictions = new Map<string, number>();
  readonly #tables = new Map<string, { rows: number; accepted: number; rejected: number; signals: number }>();

  /** `names` are those of the tables that have a file. */
  constructor(map: ImportMap, names: ReadonlySet<string>) {
    for (const table of map.tables) {
      if (!names.has(table.name)) continue;
      this.#tables.set(table.name, { rows: 0, accepted: 0, rejected: 0, signals: 0 });
      for (const { kind } of table.contradictions) this.#contradictions.set(kind, 0);
    }
  }

  add(outcome: RowOutcome): void {
    const table = this.#tables.get(outcome.table);
    if (table === undefined) return;
    table.rows += 1;
    table.signals += outcome.signals.length;
    for (const { type } of outcome.signals) increase(this.#bySignal, type);
    for (const { kind } of outcome.contradictions) increase(this.#contradictions, kind);
    if (outcome.refusal === undefined) table.accepted += 1;
    else {
      table.rejected += 1;
      increase(this.#byReason, outcome.refusal.reason);
    }
  }

  summary(): ImportSummary {
    const tables = [...this.#tables.values()];
    const total = (count: keyof TableSummary) => tables.reduce((sum, table) => sum + table[count], 0);
    return {
      rows: total('rows'),
      accepted: total('accepted'),
      rejected: total('rejected'),
      signals: total('signals'),
      byReason: sorted(this.#byReason),
      bySignal: sorted(this.#bySignal),
      contradictions: Object.fromEntries(this.#contradictions),
      tables: Object.fromEntries(this.#tables),
    };
  }
}

/** One line: `33100 rows, 33079 accepted, 21 rejected (duplicate-key 21), 40000 signals; contradictions: …`. */
export function formatSummary(summary: ImportSummary): string {
  const { rows, accepted, rejected, signals } = summary;
  const reasons = listed(summary.byReason);
  const contradictions = listed(summary.contradictions);
  const found = contradictions === '' ? 'none' : contradictions;
  const why = reasons === '' ? '' : ` (${reasons})`;
  return `${rows} rows, ${accepted} accepted, ${rejected} rejected${why}, ${signals} signals; contradictions: ${found}`;
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
