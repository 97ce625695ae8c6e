import type { Account } from '../accounts/account.ts';
import type { Catalog, Field, LogFact, SeriesFact, SetFact } from '../accounts/catalog.ts';
import { type LevelValue, withValue } from '../accounts/cell.ts';
import { type FieldValue, newSetCell, putItem, removeItem, type SetCell } from '../accounts/item-set.ts';
import { appendRecord, newLogCell } from '../accounts/record-log.ts';
import {
  addToSeries,
  countInSeries,
  newSeriesCell,
  type SeriesCell,
  setInSeries,
} from '../accounts/series.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { describeValue, hint } from '../authoring/suggest.ts';
import type { Instant } from '../time/instant.ts';
import { periodOf } from '../time/period.ts';
import { localDay } from '../time/zone.ts';
import type { PayloadField, Signal, Update } from './signal.ts';
import type { UpdateJson, ValueSourceJson } from './signal-schema.ts';
import { fits, namesOf, type ValueSource } from './value-source.ts';

interface Compiled {
  readonly run: Update;
  readonly slot: number;
}
type Fields = ReadonlyMap<string, PayloadField>;
type Read = (signal: Signal) => LevelValue | undefined;

/** One update of a signal type as a closure; undefined when it only feeds the contact's record or is wrong. */
export function compileUpdate(
  json: UpdateJson,
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
  own: boolean,
): Compiled | undefined {
  if ('set' in json) return compileSet(json, fields, catalog, report, own);
  if ('put' in json) {
    const fact = setFact(json.put, catalog, report.at('put'));
    const key = readKey(json.key, fields, report.at('key'));
    if (fact === undefined || key === undefined) return undefined;
    const reads = itemFields(json.fields, fact, fields, report.at('fields'));
    return { slot: fact.slot, run: putting(fact, key, reads) };
  }
  if ('remove' in json) {
    const fact = setFact(json.remove, catalog, report.at('remove'));
    const key = readKey(json.key, fields, report.at('key'));
    if (fact === undefined || key === undefined) return undefined;
    return { slot: fact.slot, run: removing(fact, key) };
  }
  if ('append' in json) return compileAppend(json, fields, catalog, report);
  return compileSeries(json, fields, catalog, report);
}

function compileSet(
  json: { set: string; to: ValueSourceJson },
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
  own: boolean,
) {
  const [item, name, ...more] = json.set.split('.');
  if (item === catalog.contacts.item && name !== undefined && more.length === 0) {
    const field = catalog.contacts.fields.get(name);
    if (field === undefined) {
      report
        .at('set')
        .error(
          'unknown-field',
          `a contact has no field "${name}"${hint(name, catalog.contacts.fields.keys())}`,
        );
      return undefined;
    }
    const read = readerFor(json.to, field, fields, report.at('to'));
    if (read === undefined || field.pii) return undefined;
    return {
      slot: catalog.contacts.slot,
      run: putting(catalog.contacts, (s) => s.contact, [{ index: field.index, read }]),
    };
  }
  const fact = catalog.facts.get(json.set);
  if (fact?.kind !== 'level') {
    const code = fact === undefined ? 'unknown-fact' : 'wrong-value';
    const message =
      fact === undefined
        ? `unknown fact "${json.set}"${hint(json.set, namesOf(catalog, 'level'))}`
        : `"${json.set}" is a ${fact.kind}, which "set" cannot change`;
    report.at('set').error(code, message);
    return undefined;
  }
  if (fact.derived && !own) {
    report.at('set').error('reserved-name', `the fact "${json.set}" is set by Touchline itself`);
    return undefined;
  }
  const read = readerFor(json.to, fact.field, fields, report.at('to'));
  if (read === undefined) return undefined;
  const { index, slot } = fact;
  const run: Update = (account, signal, touch) => {
    const value = read(signal);
    if (value === undefined) return;
    const before = account.levels[index];
    const after = withValue(before, { value, at: signal.time, key: signal.key });
    if (after === before) return;
    account.levels[index] = after;
    touch(slot);
  };
  return { slot, run };
}

function putting(fact: SetFact, key: Read, reads: readonly { index: number; read: Read }[]): Update {
  return (account, signal, touch) => {
    const itemKey = key(signal);
    if (typeof itemKey !== 'string' || itemKey === '') return;
    const values: FieldValue[] = [];
    for (const { index, read } of reads) {
      const value = read(signal);
      if (value !== undefined) values.push({ index, value });
    }
    putItem(setCell(account, fact), itemKey, values, signal.time, signal.key, fact.max);
    touch(fact.slot, itemKey);
  };
}

function removing(fact: SetFact, key: Read): Update {
  return (account, signal, touch) => {
    const itemKey = key(signal);
    if (typeof itemKey !== 'string' || itemKey === '') return;
    removeItem(setCell(account, fact), itemKey, signal.time, signal.key, fact.max);
    touch(fact.slot, itemKey);
  };
}

function compileAppend(
  json: { append: string; value: Record<string, ValueSourceJson> },
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
): Compiled | undefined {
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

function compileSeries(
  json: SeriesJson,
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
): Compiled | undefined {
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
  if ('distinct' in json) {
    const id = readKey(json.distinct, fields, report.at('distinct'));
    if (id === undefined) return undefined;
    const run: Update = (account, signal, touch) => {
      const value = id(signal);
      if (typeof value !== 'string') return;
      countInSeries(seriesCell(account, fact), period(signal.time), value, fact.keepKeys);
      touch(slot);
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
    if (verb === 'last') setInSeries(cell, period(signal.time), value, signal.time, signal.key);
    else {
      const key = by?.(signal);
      addToSeries(cell, period(signal.time), value, typeof key === 'string' ? key : undefined, fact.keepKeys);
    }
    touch(slot);
  };
  return { slot, run };
}

const NUMBER_FIELD: Field = {
  name: '',
  index: 0,
  type: 'number',
  in: undefined,
  maxAge: undefined,
  source: undefined,
  pii: false,
};
const KEY_FIELD: Field = { ...NUMBER_FIELD, name: 'key', type: 'string' };

function itemFields(
  json: Record<string, ValueSourceJson>,
  fact: SetFact | LogFact,
  fields: Fields,
  report: Reporter,
) {
  const reads: { index: number; read: Read }[] = [];
  for (const [name, source] of Object.entries(json)) {
    const field = fact.fields.get(name);
    if (field === undefined) {
      report.error(
        'unknown-field',
        `a ${fact.item} has no field "${name}"${hint(name, fact.fields.keys())}`,
        [name],
        'key',
      );
      continue;
    }
    const read = readerFor(source, field, fields, report.at(name));
    if (read !== undefined && !field.pii) reads.push({ index: field.index, read });
  }
  return reads;
}

function readKey(json: ValueSourceJson, fields: Fields, report: Reporter): Read | undefined {
  return readerFor(json, KEY_FIELD, fields, report);
}

/** Reads a value for `field`; reports a missing payload field, a type that does not fit, or leaking personal data. */
function readerFor(json: ValueSourceJson, field: Field, fields: Fields, report: Reporter): Read | undefined {
  const source = sourceOf(json, fields, report);
  if (source === undefined) return undefined;
  switch (source.kind) {
    case 'time':
      if (field.type !== 'instant') return mismatch('an instant', field, report);
      return (signal) => signal.time;
    case 'contact':
      if (field.type !== 'string') return mismatch('a contact', field, report);
      return (signal) => signal.contact;
    case 'literal':
      if (!literalFits(source.value, field)) return mismatch(describeValue(source.value), field, report);
      return () => source.value;
    case 'field':
      if (source.pii !== field.pii) {
        report.error(
          'personal-data',
          source.pii
            ? 'this payload field is personal data; only a "pii" field of contacts may take it'
            : `"${field.name}" is marked "pii", so the payload field must be too`,
        );
        return undefined;
      }
      if (!fits(source.type, field)) return mismatch(`a ${source.type}`, field, report);
      return (signal) => signal.values[source.index];
  }
}

function mismatch(got: string, field: Field, report: Reporter): undefined {
  report.error('wrong-type', `"${field.name}" takes a ${field.type}, got ${got}`);
  return undefined;
}

function sourceOf(json: ValueSourceJson, fields: Fields, report: Reporter): ValueSource | undefined {
  if (typeof json !== 'object') return { kind: 'literal', value: json };
  if (Array.isArray(json)) return { kind: 'literal', value: json };
  if (json.from === 'time') return { kind: 'time' };
  if (json.from === 'contact') return { kind: 'contact' };
  const field = fields.get(json.from);
  if (field === undefined) {
    report
      .at('from')
      .error(
        'unknown-field',
        `the payload has no field "${json.from}"${hint(json.from, [...fields.keys(), 'time', 'contact'])}`,
      );
    return undefined;
  }
  return { kind: 'field', index: field.index, type: field.type, pii: field.json.pii === true };
}

function literalFits(value: LevelValue, field: Field): boolean {
  if (Array.isArray(value))
    return field.type === 'list' && (field.in === undefined || value.every((w) => field.in?.has(w)));
  if (typeof value !== field.type) return false;
  return field.in === undefined || field.in.has(String(value));
}

function setFact(name: string, catalog: Catalog, report: Reporter): SetFact | undefined {
  const fact = catalog.facts.get(name);
  if (fact?.kind === 'set') return fact;
  report.error('unknown-fact', `"${name}" is not a set${hint(name, namesOf(catalog, 'set'))}`);
  return undefined;
}

function setCell(account: Account, fact: SetFact): SetCell {
  const cell = account.sets[fact.index] ?? newSetCell();
  account.sets[fact.index] = cell;
  return cell;
}

function seriesCell(account: Account, fact: SeriesFact): SeriesCell {
  const cell = account.series[fact.index] ?? newSeriesCell();
  account.series[fact.index] = cell;
  return cell;
}
