import type { Rulebook } from '../rulebook.ts';
import { type Firing, newFiring } from '../rules/firing.ts';
import { type Account, newAccount } from './account.ts';
import {
  type AccountJson,
  copied,
  type FiringJson,
  type ItemJson,
  type LevelJson,
  type LogJson,
  own,
  type SetJson,
  timesIfUnsaid,
} from './account-json.ts';
import type { LogFact, SetFact } from './catalog.ts';
import { type LevelCell, type LevelValue, SETTLED } from './cell.ts';
import { type Item, type SetCell, setCellOf } from './item-set.ts';
import { openMoments, type Stamp } from './moments.ts';
import type { LogCell } from './record-log.ts';
import { openSeries } from './series-json.ts';

/** Lays a stored account out in the slots of this rulebook. */
export function openAccount(json: AccountJson, rulebook: Rulebook): Account {
  const { catalog } = rulebook;
  const account = newAccount(json.id, json.createdAt, rulebook.rules.length);
  const moments = openMoments(json);
  account.now = json.now;
  account.baselineAt = json.baselineAt;
  for (const fact of catalog.slots) {
    if (fact.kind === 'level') {
      const level = own(json.levels, fact.name);
      if (level !== undefined) account.levels[fact.index] = levelCell(level, moments);
    } else if (fact.kind === 'log') {
      const log = own(json.logs, fact.name);
      if (log !== undefined) account.logs[fact.index] = openLog(fact, log, moments);
    } else if (fact.kind === 'set') {
      const set = own(json.sets, fact.name);
      if (set !== undefined) account.sets[fact.index] = openSet(fact, set, moments);
    } else {
      const series = own(json.series, fact.name);
      if (series !== undefined) account.series[fact.index] = openSeries(fact, series, moments);
    }
  }
  for (const source of catalog.sources.values()) account.heard[source.index] = own(json.heard, source.name);
  for (const rule of rulebook.rules) {
    const bySubject = own(json.firings, rule.id);
    if (bySubject !== undefined)
      account.firings[rule.index] = new Map(
        Object.entries(bySubject).map(([subject, firing]) => [subject, openFiring(firing)]),
      );
  }
  account.segmentPending = json.segmentPending;
  openDues(account, json, rulebook);
  for (const [key, past] of Object.entries(json.pastRuns)) account.pastRuns.set(key, past);
  return account;
}

const NEVER = Number.POSITIVE_INFINITY;

function orNever(at: number | null): number {
  return at ?? NEVER;
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

function openFiring(json: FiringJson): Firing {
  const { firedAt } = json;
  return { ...newFiring(firedAt ?? 0), count: timesIfUnsaid(firedAt), ...json };
}

function levelCell([moment, value]: LevelJson, moments: readonly Stamp[]): LevelCell {
  const { at, key } = moments[moment] ?? LOST;
  return { value: value ?? at, at, key, before: undefined };
}

/** Where a stored account was cut or written by hand. */
const LOST: Stamp = { at: 0, key: SETTLED };

function openLog(fact: LogFact, json: LogJson, moments: readonly Stamp[]): LogCell {
  const records = json.records.map(([moment, fields]) => {
    const values: (LevelValue | undefined)[] = [];
    for (const { name, index } of fact.fields.values()) values[index] = own(fields, name);
    return { ...(moments[moment] ?? LOST), values };
  });
  return { records, cutAt: json.cutAt };
}

function openSet(fact: SetFact, json: SetJson, moments: readonly Stamp[]): SetCell {
  const items = new Map<string, Item>();
  for (const [key, item] of Object.entries(json.items)) items.set(key, openItem(key, fact, item, moments));
  return setCellOf(items, json.overflowed === true);
}

function openItem(key: string, fact: SetFact, json: ItemJson, moments: readonly Stamp[]): Item {
  const there = json.there === undefined ? undefined : moments[json.there];
  const removed = json.removed === undefined ? undefined : moments[json.removed];
  const fields: (LevelCell | undefined)[] = [there && { ...there, value: true, before: undefined }];
  let since = Math.min(there?.at ?? NEVER, removed?.at ?? NEVER);
  for (const [name, level] of Object.entries(json.fields)) {
    const cell = levelCell(level, moments);
    if (cell.at < since) since = cell.at;
    const index = fact.fields.get(name)?.index;
    if (index !== undefined) fields[index] = cell;
  }
  return { key, fields, since: json.since ?? since, removed };
}
