import type { OpenRun, PastRun } from '../journeys/run.ts';
import type { Rulebook } from '../rulebook.ts';
import type { Firing } from '../rules/firing.ts';
import type { OpenTask } from '../rules/task.ts';
import type { Instant } from '../time/instant.ts';
import { type Account, newAccount } from './account.ts';
import type { LevelCell, LevelValue } from './cell.ts';
import type { Item } from './item-set.ts';
import type { Bucket } from './series.ts';

type StampedJson = readonly [value: LevelValue, at: Instant, key: string];
/** The newest value, and the one before it where there is one. */
type LevelJson = readonly [StampedJson] | readonly [StampedJson, StampedJson];
type Due = Readonly<Record<string, number>>;

interface ItemJson {
  readonly since: Instant;
  readonly removed?: readonly [Instant, string];
  /** By field name; `+` is the presence of the item itself. */
  readonly fields: Readonly<Record<string, LevelJson>>;
}
interface BucketJson {
  readonly period: number;
  readonly value: number;
  readonly stamp?: readonly [Instant, string];
  readonly ids?: readonly string[];
  readonly keys?: Readonly<Record<string, number>>;
  readonly overflowed?: true;
}

/**
 * An account as ports store it: plain JSON keyed by the names of facts, rules and fields, so that it outlives any
 * layout of slots. What no longer has a name in the rulebook is dropped when it is opened.
 */
export interface AccountJson {
  readonly id: string;
  readonly createdAt: Instant;
  readonly now: Instant;
  /** Hash of the rulebook that its dues were worked out with. */
  readonly rulebook: string;
  readonly levels: Readonly<Record<string, LevelJson>>;
  readonly logs: Readonly<
    Record<
      string,
      {
        readonly cutAt?: Instant;
        readonly records: readonly (readonly [Instant, string, Readonly<Record<string, LevelValue>>])[];
      }
    >
  >;
  readonly sets: Readonly<
    Record<
      string,
      {
        readonly overflowed?: true;
        readonly sweepAt: number;
        readonly items: Readonly<Record<string, ItemJson>>;
      }
    >
  >;
  readonly series: Readonly<Record<string, readonly BucketJson[]>>;
  readonly heard: Due;
  readonly firings: Readonly<Record<string, Readonly<Record<string, Firing>>>>;
  readonly ruleDue: Due;
  readonly segmentPending?: { readonly to: string; readonly since: Instant };
  readonly due: Due;
  readonly runs: readonly OpenRun[];
  readonly pastRuns: Readonly<Record<string, PastRun>>;
  readonly tasks: readonly OpenTask[];
}

/** Writes an account out. Infinite dues are left out; JSON has no infinity. */
export function closeAccount(account: Account, rulebook: Rulebook): AccountJson {
  const { catalog } = rulebook;
  const levels: Record<string, LevelJson> = {};
  const logs: Record<string, AccountJson['logs'][string]> = {};
  const sets: Record<string, AccountJson['sets'][string]> = {};
  const series: Record<string, BucketJson[]> = {};
  for (const fact of catalog.slots) {
    if (fact.kind === 'level') {
      const cell = account.levels[fact.index];
      if (cell !== undefined) levels[fact.name] = levelJson(cell);
    } else if (fact.kind === 'log') {
      const cell = account.logs[fact.index];
      if (cell === undefined) continue;
      const names = [...fact.fields.values()];
      const records = cell.records.map(
        (one) =>
          [
            one.at,
            one.key,
            Object.fromEntries(names.flatMap((field) => pair(field.name, one.values[field.index]))),
          ] as const,
      );
      logs[fact.name] = { ...(cell.cutAt === undefined ? {} : { cutAt: cell.cutAt }), records };
    } else if (fact.kind === 'set') {
      const cell = account.sets[fact.index];
      if (cell === undefined) continue;
      const names = new Map([...fact.fields.values()].map((field) => [field.index, field.name]));
      const items = Object.fromEntries(
        [...cell.items.values()].map((item) => [item.key, itemJson(item, names)]),
      );
      sets[fact.name] = {
        ...(cell.overflowed ? { overflowed: true as const } : {}),
        sweepAt: cell.sweepAt,
        items,
      };
    } else {
      const cell = account.series[fact.index];
      if (cell !== undefined) series[fact.name] = cell.buckets.map(bucketJson);
    }
  }
  const firings: Record<string, Record<string, Firing>> = {};
  for (const rule of rulebook.rules) {
    const bySubject = account.firings[rule.index];
    if (bySubject === undefined) continue;
    firings[rule.id] = Object.fromEntries(
      [...bySubject].map(([subject, firing]) => [subject, { ...firing }]),
    );
  }
  return {
    id: account.id,
    createdAt: account.createdAt,
    now: account.now,
    rulebook: rulebook.hash,
    levels,
    logs,
    sets,
    series,
    heard: finite([...catalog.sources.values()].map((source) => [source.name, account.heard[source.index]])),
    firings,
    ruleDue: finite(rulebook.rules.map((rule) => [rule.id, account.ruleDue[rule.index]])),
    ...(account.segmentPending === undefined ? {} : { segmentPending: account.segmentPending }),
    due: finite([
      ['segment', account.segmentDue],
      ['health', account.healthDue],
      ['healthSilent', account.healthSilentAt],
      ...rulebook.tracks.map((track, i): [string, number | undefined] => [
        `stage:${track.id}`,
        account.stageDue[i],
      ]),
    ]),
    runs: copied(account.runs),
    pastRuns: Object.fromEntries(account.pastRuns),
    tasks: copied(account.tasks),
  };
}

/** Lays a stored account out in the slots of this rulebook. */
export function openAccount(json: AccountJson, rulebook: Rulebook): Account {
  const { catalog } = rulebook;
  const account = newAccount(json.id, json.createdAt, rulebook.rules.length);
  account.now = json.now;
  for (const fact of catalog.slots) {
    if (fact.kind === 'level') {
      const level = own(json.levels, fact.name);
      if (level !== undefined) account.levels[fact.index] = levelCell(level);
    } else if (fact.kind === 'log') {
      const log = own(json.logs, fact.name);
      if (log === undefined) continue;
      const records = log.records.map(([at, key, byName]) => {
        const values: (LevelValue | undefined)[] = [];
        for (const field of fact.fields.values()) values[field.index] = own(byName, field.name);
        return { at, key, values };
      });
      account.logs[fact.index] = { records, cutAt: log.cutAt };
    } else if (fact.kind === 'set') {
      const set = own(json.sets, fact.name);
      if (set === undefined) continue;
      const indexes = new Map([
        ['+', 0],
        ...[...fact.fields.values()].map((field): [string, number] => [field.name, field.index]),
      ]);
      const items = Object.entries(set.items).map(([key, item]): [string, Item] => [
        key,
        openItem(key, item, indexes),
      ]);
      account.sets[fact.index] = {
        items: new Map(items),
        overflowed: set.overflowed === true,
        sweepAt: set.sweepAt,
      };
    } else {
      const buckets = own(json.series, fact.name);
      if (buckets !== undefined) account.series[fact.index] = { buckets: buckets.map(openBucket) };
    }
  }
  for (const source of catalog.sources.values()) account.heard[source.index] = own(json.heard, source.name);
  for (const rule of rulebook.rules) {
    const bySubject = own(json.firings, rule.id);
    if (bySubject !== undefined)
      account.firings[rule.index] = new Map(
        Object.entries(bySubject).map(([subject, firing]) => [subject, { ...firing }]),
      );
  }
  account.segmentPending = json.segmentPending;
  openDues(account, json, rulebook);
  for (const [key, past] of Object.entries(json.pastRuns)) account.pastRuns.set(key, past);
  return account;
}

/** What is stored under a name, and not what every object has under it. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Runs and tasks change in place, so a stored one is never the one that is worked on. JSON has null for infinity. */
function copied<T>(values: readonly T[]): T[] {
  return JSON.parse(JSON.stringify(values)) as T[];
}

function orNever(at: number | null): number {
  return at ?? Number.POSITIVE_INFINITY;
}

/**
 * When passing time alone may next change something. Dues worked out with another rulebook say nothing about this
 * one, so everything is looked at once. A rule that is off, or asked of signals only, is never due.
 */
function openDues(account: Account, json: AccountJson, rulebook: Rulebook): void {
  const due = (at: number | undefined) =>
    json.rulebook === rulebook.hash ? (at ?? Number.POSITIVE_INFINITY) : json.now;
  for (const rule of rulebook.rules) {
    if (rule.on === undefined && rule.status !== 'off')
      account.ruleDue[rule.index] = due(own(json.ruleDue, rule.id));
  }
  account.segmentDue = due(json.due.segment);
  account.healthDue = due(json.due.health);
  account.healthSilentAt = due(json.due.healthSilent);
  for (const [i, track] of rulebook.tracks.entries())
    account.stageDue[i] = due(json.due[`stage:${track.id}`]);
  for (const run of copied(json.runs)) account.runs.push({ ...run, watchDue: due(orNever(run.watchDue)) });
  for (const task of copied(json.tasks)) {
    account.tasks.push({ ...task, vanishAt: orNever(task.vanishAt), proofDue: due(orNever(task.proofDue)) });
  }
}

function levelJson(cell: LevelCell): LevelJson {
  const now: StampedJson = [cell.value, cell.at, cell.key];
  return cell.before === undefined ? [now] : [now, [cell.before.value, cell.before.at, cell.before.key]];
}

function levelCell(json: LevelJson): LevelCell {
  const [now, old] = json;
  const before = old === undefined ? undefined : { value: old[0], at: old[1], key: old[2] };
  return { value: now[0], at: now[1], key: now[2], before };
}

function itemJson(item: Item, names: ReadonlyMap<number, string>): ItemJson {
  const fields: Record<string, LevelJson> = {};
  for (const [index, cell] of item.fields.entries())
    if (cell !== undefined) fields[names.get(index) ?? '+'] = levelJson(cell);
  return {
    since: item.since,
    ...(item.removed === undefined ? {} : { removed: [item.removed.at, item.removed.key] as const }),
    fields,
  };
}

function openItem(key: string, json: ItemJson, indexes: ReadonlyMap<string, number>): Item {
  const fields: (LevelCell | undefined)[] = [];
  for (const [name, level] of Object.entries(json.fields)) {
    const index = indexes.get(name);
    if (index !== undefined) fields[index] = levelCell(level);
  }
  const removed = json.removed === undefined ? undefined : { at: json.removed[0], key: json.removed[1] };
  return { key, fields, since: json.since, removed };
}

function bucketJson(bucket: Bucket): BucketJson {
  return {
    period: bucket.period,
    value: bucket.value,
    ...(bucket.stamp === undefined ? {} : { stamp: [bucket.stamp.at, bucket.stamp.key] as const }),
    ...(bucket.ids === undefined ? {} : { ids: [...bucket.ids].sort() }),
    ...(bucket.keys === undefined
      ? {}
      : { keys: Object.fromEntries([...bucket.keys].sort(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(bucket.overflowed ? { overflowed: true as const } : {}),
  };
}

function openBucket(json: BucketJson): Bucket {
  return {
    period: json.period,
    value: json.value,
    stamp: json.stamp === undefined ? undefined : { at: json.stamp[0], key: json.stamp[1] },
    ids: json.ids === undefined ? undefined : new Set(json.ids),
    keys: json.keys === undefined ? undefined : new Map(Object.entries(json.keys)),
    overflowed: json.overflowed === true,
  };
}

function pair(name: string, value: LevelValue | undefined): [string, LevelValue][] {
  return value === undefined ? [] : [[name, value]];
}

function finite(pairs: readonly (readonly [string, number | undefined])[]): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, value] of pairs) if (value !== undefined && Number.isFinite(value)) kept[name] = value;
  return kept;
}
