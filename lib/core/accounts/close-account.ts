import type { Rulebook } from '../rulebook.ts';
import type { Firing } from '../rules/firing.ts';
import type { Account } from './account.ts';
import {
  type AccountJson,
  type BucketJson,
  copied,
  type ItemJson,
  type LevelJson,
  type StampedJson,
} from './account-json.ts';
import type { LevelCell, LevelValue } from './cell.ts';
import type { Item } from './item-set.ts';
import type { Bucket } from './series.ts';

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

function levelJson(cell: LevelCell): LevelJson {
  const now: StampedJson = [cell.value, cell.at, cell.key];
  return cell.before === undefined ? [now] : [now, [cell.before.value, cell.before.at, cell.before.key]];
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

function pair(name: string, value: LevelValue | undefined): [string, LevelValue][] {
  return value === undefined ? [] : [[name, value]];
}

function finite(pairs: readonly (readonly [string, number | undefined])[]): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, value] of pairs) if (value !== undefined && Number.isFinite(value)) kept[name] = value;
  return kept;
}
