import type { Catalog, ValueType } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { describeValue, hint } from '../authoring/suggest.ts';
import { compileUpdate } from './compile-update.ts';
import { readValue } from './read-value.ts';
import type { PayloadField, SignalType, Update } from './signal.ts';
import type { PayloadFieldJson, SignalTypeJson } from './signal-schema.ts';

/**
 * Compiles a signal type: checks every update against the catalog and turns it into a closure over slots.
 * Touchline's own (`own`) come from no source and may set derived facts.
 */
export function compileSignalType(
  doc: SignalTypeJson,
  catalog: Catalog,
  report: Reporter,
  own: boolean = false,
): SignalType {
  const source = catalog.sources.get(doc.source);
  if (source === undefined && !own) {
    report
      .at('source')
      .error('unknown-source', `unknown source "${doc.source}"${hint(doc.source, catalog.sources.keys())}`);
  }
  const fields = new Map<string, PayloadField>();
  const defaults: (LevelValue | undefined)[] = [];
  for (const [name, json] of Object.entries(doc.payload)) {
    const at = report.at('payload', name);
    if (RESERVED.has(name))
      at.error(
        'reserved-name',
        `"${name}" is the name of a part of the envelope: choose another name`,
        [],
        'key',
      );
    checkLimits(json, at);
    fields.set(name, {
      name,
      index: fields.size,
      type: keptAs(json),
      json,
      personalField: personalField(name, doc, catalog),
    });
    defaults.push(defaultOf(json, catalog, at));
  }
  const writes = new Set<number>();
  const updates: Update[] = [];
  for (const [i, json] of doc.updates.entries()) {
    const update = compileUpdate(json, fields, catalog, report.at('updates', i), own);
    if (update === undefined) continue;
    updates.push(update.run);
    writes.add(update.slot);
  }
  return { id: doc.id, source, fields, updates, writes, defaults };
}

const RESERVED = new Set(['type', 'time', 'contact', 'account', 'id', 'source']);

/** Limits that the field's type does not have, or that no value could keep. */
function checkLimits(json: PayloadFieldJson, at: Reporter): void {
  const { type, min, max } = json;
  if (json.in !== undefined && type !== 'string' && type !== 'list')
    at.error('wrong-value', `"in" goes with a string or a list of words, not with ${type}`, ['in'], 'key');
  for (const key of ['min', 'max'] as const) {
    if (json[key] !== undefined && type !== 'number')
      at.error('wrong-value', `"${key}" goes with a number, not with ${type}`, [key], 'key');
  }
  if (min !== undefined && max !== undefined && min > max)
    at.error('wrong-value', `"max" is ${max}, which is below "min" at ${min}`, ['max']);
}

function keptAs(json: PayloadFieldJson): ValueType {
  return json.type === 'url' || json.type === 'email' || json.type === 'zone' ? 'string' : json.type;
}

function defaultOf(json: PayloadFieldJson, catalog: Catalog, at: Reporter): LevelValue | undefined {
  if (json.default === undefined) return undefined;
  const read = readValue(json, json.default, () => catalog.minorPerMajor);
  if ('value' in read) return read.value;
  const wanted = read.problem.replace(/, got .*$/, '');
  const message = `the default does not fit: ${wanted}, got ${describeValue(json.default)}`;
  at.at('default').error('wrong-value', message);
  return undefined;
}

/** A personal payload field goes to the contact field that the author sets from it, or to one of its own name. */
function personalField(name: string, doc: SignalTypeJson, catalog: Catalog): string | undefined {
  if (doc.payload[name]?.pii !== true) return undefined;
  for (const update of doc.updates) {
    if (!('set' in update) || typeof update.to !== 'object' || Array.isArray(update.to)) continue;
    const [item, field] = update.set.split('.');
    if (update.to.from === name && item === catalog.contacts.item && field !== undefined) return field;
  }
  return name;
}
