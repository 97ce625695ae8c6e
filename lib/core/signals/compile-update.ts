import type { Account } from '../accounts/account.ts';
import type { Catalog, SetFact } from '../accounts/catalog.ts';
import { withValue } from '../accounts/cell.ts';
import { HORIZON_MS } from '../accounts/compile-catalog.ts';
import {
  type FieldValue,
  newSetCell,
  pruneSet,
  putItem,
  removeItem,
  type SetCell,
} from '../accounts/item-set.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import { type CompiledUpdate, compileAppend, compileSeries } from './compile-collection-update.ts';
import { type Fields, itemFields, type Read, readerFor, readKey } from './read-source.ts';
import type { Signal, Update } from './signal.ts';
import type { UpdateJson, ValueSourceJson } from './signal-schema.ts';
import { namesOf } from './value-source.ts';

/** One update of a signal type as a closure; undefined when it only feeds the contact's record or is wrong. */
export function compileUpdate(
  json: UpdateJson,
  fields: Fields,
  catalog: Catalog,
  report: Reporter,
  own: boolean,
): CompiledUpdate | undefined {
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
    const cell = setCell(account, fact);
    if (makeRoom(cell, itemKey, fact, signal)) touch(fact.slot);
    const touchField = (field: number) => touch(fact.fieldSlots[field] ?? fact.slot, itemKey);
    putItem(cell, itemKey, values, signal.time, signal.key, fact.max, touchField);
  };
}

function removing(fact: SetFact, key: Read): Update {
  return (account, signal, touch) => {
    const itemKey = key(signal);
    if (typeof itemKey !== 'string' || itemKey === '') return;
    const cell = setCell(account, fact);
    if (makeRoom(cell, itemKey, fact, signal)) touch(fact.slot);
    removeItem(cell, itemKey, signal.time, signal.key, fact.max);
    touch(fact.slot, itemKey);
  };
}

function setFact(name: string, catalog: Catalog, report: Reporter): SetFact | undefined {
  const fact = catalog.facts.get(name);
  if (fact?.kind === 'set') return fact;
  report.error('unknown-fact', `"${name}" is not a set${hint(name, namesOf(catalog, 'set'))}`);
  return undefined;
}

/**
 * Rids a full set of what is kept no longer, so that only what counts can overflow it. Whether this item makes others
 * go, old ones or the last in order, so that the whole set is concerned.
 */
function makeRoom(cell: SetCell, itemKey: string, fact: SetFact, signal: Signal): boolean {
  if (cell.items.size < fact.max) return false;
  const isNew = !cell.items.has(itemKey);
  const keepFrom = fact.keep === undefined ? undefined : signal.receivedAt - fact.keep;
  return pruneSet(cell, keepFrom, signal.receivedAt - HORIZON_MS) || isNew;
}

function setCell(account: Account, fact: SetFact): SetCell {
  const cell = account.sets[fact.index] ?? newSetCell();
  account.sets[fact.index] = cell;
  return cell;
}
