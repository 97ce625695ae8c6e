import type { Per } from '../time/period.ts';

export type ValueType = 'string' | 'number' | 'boolean' | 'money' | 'date' | 'instant' | 'list';

/** Where facts come from. `maxSilence` and `lateness` in milliseconds. */
export interface Source {
  readonly name: string;
  readonly index: number;
  readonly maxSilence: number | undefined;
  readonly lateness: number;
}

/** A level, or a field of an item: the newest value wins. `maxAge` in milliseconds. */
export interface Field {
  readonly name: string;
  readonly index: number;
  readonly type: ValueType;
  readonly in: ReadonlySet<string> | undefined;
  readonly maxAge: number | undefined;
  readonly source: Source | undefined;
  readonly pii: boolean;
}

interface FactBase {
  readonly name: string;
  /** Its number: what a signal touched and what a condition reads are sets of slots. */
  readonly slot: number;
  /** Position among the facts of its kind, where an account's row keeps it. */
  readonly index: number;
  readonly meaning: string;
  /** Set by Touchline itself (segment, health, stage): no signal may set it. */
  readonly derived: boolean;
}
export interface LevelFact extends FactBase {
  readonly kind: 'level';
  readonly field: Field;
}
export interface LogFact extends FactBase {
  readonly kind: 'log';
  readonly item: string;
  readonly fields: ReadonlyMap<string, Field>;
  readonly max: number;
  readonly keep: number;
  readonly source: Source;
}
export interface SetFact extends FactBase {
  readonly kind: 'set';
  readonly item: string;
  readonly fields: ReadonlyMap<string, Field>;
  /**
   * By field index, the slot of that field in every item. The set's own slot is that of field 0: which items there
   * are. Whoever reads a field reads both, so an item that comes or goes touches the set's own alone.
   */
  readonly fieldSlots: readonly number[];
  readonly max: number;
  readonly keep: number | undefined;
  readonly source: Source;
}
export interface SeriesFact extends FactBase {
  readonly kind: 'series';
  readonly per: Per;
  readonly gap: 'zero' | 'carry' | 'unknown';
  readonly style: 'add' | 'last' | 'distinct';
  readonly by: string | undefined;
  readonly keepKeys: number;
  /** Periods kept: the longest window that anything reads, plus the horizon of late signals. */
  readonly keepPeriods: number;
  readonly source: Source | undefined;
}
export type Fact = LevelFact | LogFact | SetFact | SeriesFact;

/** Everything that can be known about an account, laid out in slots. */
export interface Catalog {
  readonly facts: ReadonlyMap<string, Fact>;
  /** Facts by their slot; the slots of fields of items come after them. */
  readonly slots: readonly Fact[];
  readonly slotCount: number;
  readonly sources: ReadonlyMap<string, Source>;
  /** Set facts by the name of their item: `contact` → `contacts`. */
  readonly items: ReadonlyMap<string, SetFact>;
  readonly contacts: SetFact;
  readonly currency: string;
  /** Minor units in a major unit of `currency`: 100 for USD, 1 for JPY. */
  readonly minorPerMajor: number;
  readonly zone: string;
}
