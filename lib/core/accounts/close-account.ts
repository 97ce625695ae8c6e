import type { Rulebook } from '../rulebook.ts';
import type { Firing } from '../rules/firing.ts';
import type { Account } from './account.ts';
import {
  type AccountJson,
  copied,
  type FiringJson,
  type ItemJson,
  type LevelJson,
  type LogJson,
  type SeriesJson,
  type SetJson,
  timesIfUnsaid,
} from './account-json.ts';
import type { LogFact, SetFact } from './catalog.ts';
import type { LevelCell, LevelValue } from './cell.ts';
import { HORIZON_MS } from './compile-catalog.ts';
import type { Item, SetCell } from './item-set.ts';
import { MomentWriter } from './moments.ts';
import type { LogCell } from './record-log.ts';
import { seriesJson } from './series-json.ts';

/**
 * Writes an account out. Infinite dues are left out; JSON has no infinity. Of levels and fields the newest value alone
 * is written: what stood before it is asked for while its own signal is handled, and never again.
 */
export function closeAccount(account: Account, rulebook: Rulebook): AccountJson {
  const { catalog } = rulebook;
  const moments = new MomentWriter(account.now - HORIZON_MS);
  const levels: Record<string, LevelJson> = {};
  const logs: Record<string, LogJson> = {};
  const sets: Record<string, SetJson> = {};
  const series: Record<string, SeriesJson> = {};
  for (const fact of catalog.slots) {
    if (fact.kind === 'level') {
      const cell = account.levels[fact.index];
      if (cell !== undefined) levels[fact.name] = levelJson(cell, moments);
    } else if (fact.kind === 'log') {
      const cell = account.logs[fact.index];
      if (cell !== undefined) logs[fact.name] = logJson(fact, cell, moments);
    } else if (fact.kind === 'set') {
      const cell = account.sets[fact.index];
      if (cell !== undefined) sets[fact.name] = setJson(fact, cell, moments);
    } else {
      const cell = account.series[fact.index];
      if (cell !== undefined) series[fact.name] = seriesJson(fact, cell, moments);
    }
  }
  return {
    id: account.id,
    createdAt: account.createdAt,
    now: account.now,
    ...(account.baselineAt === undefined ? {} : { baselineAt: account.baselineAt }),
    rulebook: rulebook.hash,
    sources: moments.sources,
    moments: moments.moments,
    levels,
    logs,
    sets,
    series,
    heard: finite([...catalog.sources.values()].map((source) => [source.name, account.heard[source.index]])),
    firings: firingsOf(account, rulebook),
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

function levelJson(cell: LevelCell, moments: MomentWriter): LevelJson {
  const moment = moments.numberOf(cell);
  return cell.value === cell.at ? [moment] : [moment, cell.value];
}

function logJson(fact: LogFact, cell: LogCell, moments: MomentWriter): LogJson {
  const records = cell.records.map((record) => {
    const fields: Record<string, LevelValue> = {};
    for (const { name, index } of fact.fields.values()) {
      const value = record.values[index];
      if (value !== undefined) fields[name] = value;
    }
    return [moments.numberOf(record), fields] as const;
  });
  return cell.cutAt === undefined ? { records } : { cutAt: cell.cutAt, records };
}

function setJson(fact: SetFact, cell: SetCell, moments: MomentWriter): SetJson {
  const names = [...fact.fields.values()];
  // In order, so that moments have the same numbers whatever came first.
  const sorted = [...cell.items.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const items = Object.fromEntries(sorted.map((item) => [item.key, itemJson(item, names, moments)]));
  return cell.overflowed ? { overflowed: true, items } : { items };
}

const NEVER = Number.POSITIVE_INFINITY;

function itemJson(
  item: Item,
  names: readonly { readonly name: string; readonly index: number }[],
  moments: MomentWriter,
): ItemJson {
  const [there] = item.fields;
  const { removed, since } = item;
  let earliest = Math.min(there?.at ?? NEVER, removed?.at ?? NEVER);
  const fields: Record<string, LevelJson> = {};
  for (const { name, index } of names) {
    const cell = item.fields[index];
    if (cell === undefined) continue;
    fields[name] = levelJson(cell, moments);
    if (cell.at < earliest) earliest = cell.at;
  }
  return {
    ...(there === undefined ? {} : { there: moments.numberOf(there) }),
    ...(removed === undefined ? {} : { removed: moments.numberOf(removed) }),
    ...(earliest === since ? {} : { since }),
    fields,
  };
}

function firingsOf(account: Account, rulebook: Rulebook): Record<string, Record<string, FiringJson>> {
  const firings: Record<string, Record<string, FiringJson>> = {};
  for (const rule of rulebook.rules) {
    const bySubject = account.firings[rule.index];
    if (bySubject === undefined || bySubject.size === 0) continue;
    firings[rule.id] = Object.fromEntries(
      [...bySubject].map(([subject, firing]) => [subject, firingJson(firing)]),
    );
  }
  return firings;
}

function firingJson(firing: Firing): FiringJson {
  const { state, since, held, trueSince, firedAt, count, withheld } = firing;
  return {
    ...(state === 'inactive' ? {} : { state }),
    ...(since === firedAt ? {} : { since }),
    ...(held === 0 ? {} : { held }),
    ...(trueSince === undefined ? {} : { trueSince }),
    ...(firedAt === undefined ? {} : { firedAt }),
    ...(count === timesIfUnsaid(firedAt) ? {} : { count }),
    ...(withheld === undefined ? {} : { withheld }),
  };
}

function finite(pairs: readonly (readonly [string, number | undefined])[]): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, value] of pairs) if (value !== undefined && Number.isFinite(value)) kept[name] = value;
  return kept;
}
