import type { Rulebook } from '../rulebook.ts';
import { type Account, newAccount } from './account.ts';
import { type AccountJson, type BucketJson, copied, type ItemJson, type LevelJson } from './account-json.ts';
import type { LevelCell, LevelValue } from './cell.ts';
import type { Item } from './item-set.ts';
import type { Bucket } from './series.ts';

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

function levelCell(json: LevelJson): LevelCell {
  const [now, old] = json;
  const before = old === undefined ? undefined : { value: old[0], at: old[1], key: old[2] };
  return { value: now[0], at: now[1], key: now[2], before };
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
