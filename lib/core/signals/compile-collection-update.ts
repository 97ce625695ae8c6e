import type { Account } from '../accounts/account.ts';
import type { Catalog, SeriesFact } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import { appendRecord, newLogCell } from '../accounts/record-log.ts';
import {
  addToSeries,
  countInSeries,
  newSeriesCell,
  type SeriesCell,
  setInSeries,
} from '../accounts/series.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import type { Instant } from '../time/instant.ts';
import { closedPeriod, periodOf } from '../time/period.ts';
import { localDay } from '../time/zone.ts';
import { type Fields, itemFields, NUMBER_FIELD, readerFor, readKey } from './read-source.ts';
import type { Update } from './signal.ts';
import type { UpdateJson, ValueSourceJson } from './signal-schema.ts';
import { namesOf } from './value-source.ts';

/** An update as a closure, and the slot that it changes. */
export interface CompiledUpdate {
  readonly run: Update;
  readonly slot: number;
}

/** `append`: one record on a list. */
export function compileAppend(
  json: { append: string; value: Record<string, ValueSourceJson> },
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
): CompiledUpdate | undefined {
  const fact = catalog.facts.get(json.append);
  if (fact?.kind !== 'log') {
    report
      .at('append')
      .error(
        'unknown-fact',
        `"${json.append}" is not a list with records${hint(json.append, namesOf(catalog, 'log'))}`,
      );
    return undefined;
  }
  const reads = itemFields(json.value, fact, fields, report.at('value'));
  const { index, slot, max } = fact;
  const run: Update = (account, signal, touch) => {
    const values: (LevelValue | undefined)[] = [];
    for (const { index: field, read } of reads) values[field] = read(signal);
    const cell = account.logs[index] ?? newLogCell();
    account.logs[index] = cell;
    appendRecord(cell, { at: signal.time, key: signal.key, values }, max);
    touch(slot);
  };
  return { slot, run };
}

type SeriesJson = Extract<UpdateJson, { series: string }>;

/** `series` with `add`, `last` or `distinct`, which the series' own style must be. */
export function compileSeries(
  json: SeriesJson,
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
): CompiledUpdate | undefined {
  const fact = catalog.facts.get(json.series);
  if (fact?.kind !== 'series') {
    report
      .at('series')
      .error(
        'unknown-fact',
        `"${json.series}" is not a series${hint(json.series, namesOf(catalog, 'series'))}`,
      );
    return undefined;
  }
  const verb = 'add' in json ? 'add' : 'last' in json ? 'last' : 'distinct';
  if (verb !== fact.style) {
    report
      .at(verb)
      .error(
        'wrong-value',
        `"${fact.name}" is a series that takes "${fact.style}", not "${verb}"`,
        [],
        'key',
      );
    return undefined;
  }
  const period = (at: Instant) => periodOf(fact.per, localDay(catalog.zone, at));
  const { slot } = fact;
  const lateness = fact.source?.lateness ?? 0;
  // Only closed periods are read. More data in one that is still open changes nothing before its close, which is due
  // since its first.
  const matters = (account: Account, cell: SeriesCell, before: number, at: number) =>
    cell.buckets.length > before || at <= closedPeriod(catalog.zone, fact.per, account.now, lateness);
  if ('distinct' in json) {
    const id = readKey(json.distinct, fields, report.at('distinct'));
    if (id === undefined) return undefined;
    const run: Update = (account, signal, touch) => {
      const value = id(signal);
      if (typeof value !== 'string') return;
      const cell = seriesCell(account, fact);
      const before = cell.buckets.length;
      const at = period(signal.time);
      countInSeries(cell, at, value, fact.keepKeys);
      if (matters(account, cell, before, at)) touch(slot);
    };
    return { slot, run };
  }
  const number = { ...NUMBER_FIELD, name: fact.name };
  const read = readerFor('add' in json ? json.add : json.last, number, fields, report.at(verb));
  const by = 'add' in json && json.by !== undefined ? readKey(json.by, fields, report.at('by')) : undefined;
  if (read === undefined) return undefined;
  const run: Update = (account, signal, touch) => {
    const value = read(signal);
    if (typeof value !== 'number') return;
    const cell = seriesCell(account, fact);
    const before = cell.buckets.length;
    const at = period(signal.time);
    if (verb === 'last') setInSeries(cell, at, value, signal.time, signal.key);
    else {
      const key = by?.(signal);
      addToSeries(cell, at, value, typeof key === 'string' ? key : undefined, fact.keepKeys);
    }
    if (matters(account, cell, before, at)) touch(slot);
  };
  return { slot, run };
}

function seriesCell(account: Account, fact: SeriesFact): SeriesCell {
  const cell = account.series[fact.index] ?? newSeriesCell();
  account.series[fact.index] = cell;
  return cell;
}
