import type { OpenRun, PastRun } from '../journeys/run.ts';
import type { Firing } from '../rules/firing.ts';
import type { OpenTask } from '../rules/task.ts';
import type { Instant } from '../time/instant.ts';
import type { LevelValue } from './cell.ts';

/**
 * When something was learnt, and from which signal: its source by number, and its id. What is older than the horizon
 * has its instant alone, since nothing of the same instant comes any more that would have to be put before or after.
 */
export type MomentJson = Instant | readonly [at: Instant, source: number, id: string];
/** The newest value, and its moment by number. A value that is the instant of its moment is left out. */
export type LevelJson = readonly [moment: number] | readonly [moment: number, value: LevelValue];
type Due = Readonly<Record<string, number>>;

export interface ItemJson {
  /** The moment of the latest word that it is there. */
  readonly there?: number;
  /** The moment of its tombstone. */
  readonly removed?: number;
  /** When it was first heard of, where no moment of its own says so any more. */
  readonly since?: Instant;
  readonly fields: Readonly<Record<string, LevelJson>>;
}

/** Sums are in units here, as far as a number of JSON holds them exactly: text is whole millionths. */
export type SumJson = number | string;

/**
 * What more a period keeps: the moment of its last value while a later one may come, the ids that were counted, or
 * the sums by key. Without any where there should be sums by key, these were forgotten.
 */
export type MoreJson = readonly [moment: number] | readonly string[] | Readonly<Record<string, SumJson>>;

/**
 * Periods that follow one another: how many periods after the one before the first is (or its number), then the value
 * of each (null where more came than is kept), followed by what more it keeps.
 */
export type StretchJson = readonly [step: number, ...(SumJson | null | MoreJson)[]];

/** From which period on all is known, where something was forgotten; then the periods. */
export type SeriesJson = readonly [from: number | null, ...StretchJson[]];

/** A firing: inactive if nothing is said, since it fired, and having fired once; other zeros are left out. */
export type FiringJson = Partial<Firing>;

export interface LogJson {
  readonly cutAt?: Instant;
  readonly records: readonly (readonly [moment: number, fields: Readonly<Record<string, LevelValue>>])[];
}

export interface SetJson {
  readonly overflowed?: true;
  readonly items: Readonly<Record<string, ItemJson>>;
}

/**
 * An account as ports store it: plain JSON keyed by the names of facts, rules and fields, so that it outlives any
 * layout of slots. What no longer has a name in the rulebook is dropped when it is opened. Every decision writes it
 * whole, and storage is paid by the kilobyte: what can be told from the rest is left out.
 */
export interface AccountJson {
  readonly id: string;
  readonly createdAt: Instant;
  readonly now: Instant;
  readonly baselineAt?: Instant;
  /** Hash of the rulebook that its dues were worked out with. */
  readonly rulebook: string;
  /** What keys of signals begin with, `source|`, which moments name by number. */
  readonly sources: readonly string[];
  readonly moments: readonly MomentJson[];
  readonly levels: Readonly<Record<string, LevelJson>>;
  readonly logs: Readonly<Record<string, LogJson>>;
  readonly sets: Readonly<Record<string, SetJson>>;
  readonly series: Readonly<Record<string, SeriesJson>>;
  readonly heard: Due;
  readonly firings: Readonly<Record<string, Readonly<Record<string, FiringJson>>>>;
  readonly ruleDue: Due;
  readonly segmentPending?: { readonly to: string; readonly since: Instant };
  readonly due: Due;
  readonly runs: readonly OpenRun[];
  readonly pastRuns: Readonly<Record<string, PastRun>>;
  readonly tasks: readonly OpenTask[];
}

/** How many times a firing has fired of which a stored account does not say it. */
export function timesIfUnsaid(firedAt: Instant | undefined): number {
  return firedAt === undefined ? 0 : 1;
}

/** What is stored under a name, and not what every object has under it. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

export function instantOf(moment: MomentJson): Instant {
  return typeof moment === 'number' ? moment : moment[0];
}

/** A level fact as it is stored, and when it was learnt, without opening the account; undefined if it is not known. */
export function storedLevel(
  account: Pick<AccountJson, 'levels' | 'moments'>,
  fact: string,
): { readonly value: LevelValue; readonly at: Instant } | undefined {
  const level = own(account.levels, fact);
  return level === undefined ? undefined : storedValue(account, level);
}

/** An item of a set that is there, as it is stored: its fields by name; undefined if it is not. */
export function storedItem(
  account: Pick<AccountJson, 'sets' | 'moments'>,
  set: string,
  key: string,
): Readonly<Record<string, LevelValue>> | undefined {
  const item = own(own(account.sets, set)?.items ?? {}, key);
  if (item?.there === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(item.fields).map(([name, field]) => [name, storedValue(account, field).value]),
  );
}

/** The firings of a rule as they are stored, of all its subjects. */
export function storedFirings(account: Pick<AccountJson, 'firings'>, rule: string): readonly FiringJson[] {
  return Object.values(own(account.firings, rule) ?? {});
}

function storedValue({ moments }: Pick<AccountJson, 'moments'>, level: LevelJson) {
  const [moment, value] = level;
  const at = instantOf(moments[moment] ?? 0);
  return { value: value ?? at, at };
}

/** Runs and tasks change in place, so a stored one is never the one that is worked on. JSON has null for infinity. */
export function copied<T>(values: readonly T[]): T[] {
  return values.length === 0 ? [] : (JSON.parse(JSON.stringify(values)) as T[]);
}
