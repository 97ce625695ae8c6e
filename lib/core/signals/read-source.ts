import type { Field, LogFact, SetFact } from '../accounts/catalog.ts';
import type { LevelValue } from '../accounts/cell.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { describeValue, hint, numberHint, withArticle } from '../authoring/suggest.ts';
import type { PayloadField, Signal } from './signal.ts';
import type { ValueSourceJson } from './signal-schema.ts';
import { fits, type ValueSource } from './value-source.ts';

export type Fields = ReadonlyMap<string, PayloadField>;
/** Reads one value of an update from the signal. */
export type Read = (signal: Signal) => LevelValue | undefined;

export const NUMBER_FIELD: Field = {
  name: '',
  index: 0,
  type: 'number',
  in: undefined,
  maxAge: undefined,
  source: undefined,
  pii: false,
};
const KEY_FIELD: Field = { ...NUMBER_FIELD, name: 'key', type: 'string' };

export function readKey(json: ValueSourceJson, fields: Fields, report: Reporter): Read | undefined {
  return readerFor(json, KEY_FIELD, fields, report);
}

/** Reads a value for `field`; reports a missing payload field, a type that does not fit, or leaking personal data. */
export function readerFor(
  json: ValueSourceJson,
  field: Field,
  fields: Fields,
  report: Reporter,
): Read | undefined {
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
      return literalFits(source.value, field, report) ? () => source.value : undefined;
    case 'field':
      if (source.pii !== field.pii) {
        report.error(
          'personal-data',
          source.pii
            ? `"${nameOf(json)}" is personal data, which only a "pii" field of contacts may take`
            : `"${field.name}" is marked "pii" in facts.json, so "${nameOf(json)}" must be marked so too`,
        );
        return undefined;
      }
      if (!fits(source.type, field)) return mismatch(withArticle(source.type), field, report);
      return (signal) => signal.values[source.index];
  }
}

function mismatch(got: string, field: Field, report: Reporter): undefined {
  report.error('wrong-type', `"${field.name}" takes ${withArticle(field.type)}, got ${got}`);
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

function nameOf(json: ValueSourceJson): string {
  return typeof json === 'object' && 'from' in json ? json.from : String(json);
}

function literalFits(value: LevelValue, field: Field, report: Reporter): boolean {
  const isList = Array.isArray(value);
  if (isList ? field.type !== 'list' : typeof value !== field.type) {
    mismatch(`${describeValue(value)}${field.type === 'number' ? numberHint(value) : ''}`, field, report);
    return false;
  }
  const words = isList ? (value as readonly string[]) : [String(value)];
  const wrong = field.in === undefined ? -1 : words.findIndex((word) => field.in?.has(word) === false);
  const word = words[wrong];
  if (word === undefined || field.in === undefined) return true;
  const at = isList ? report.at(wrong) : report;
  at.error('wrong-value', `"${field.name}" has no value "${word}"${hint(word, field.in)}`);
  return false;
}

/** Readers for the fields of an item or record; a field that does not exist is reported. */
export function itemFields(
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
        `${withArticle(fact.item)} has no field "${name}"${hint(name, fact.fields.keys())}`,
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
