import type { Reporter } from '../../core/authoring/reporter.ts';
import { hint } from '../../core/authoring/suggest.ts';
import { isZone } from '../../core/time/zone.ts';
import type { Column, Kind, Reading } from './import-map.ts';
import type { ColumnJson, ImportMapJson } from './map-schema.ts';
import { quoteText } from './quote-text.ts';
import {
  type CellReading,
  isCurrency,
  readDate,
  readInstant,
  readInteger,
  readMoney,
  readNumber,
} from './read-cell.ts';

/** The longest text that a signal's payload takes. */
const MAX_TEXT = 10_000;
/** NUL, and what decoders put for bytes that are not UTF-8. */
const DAMAGE = ['\0', '\ufffd'];

const KINDS: Readonly<Record<ColumnJson['as'], Kind>> = {
  text: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  date: 'date',
  instant: 'instant',
  money: 'money',
};

/** Which options say something about which types of column. */
const OPTIONS: readonly { readonly option: keyof ColumnJson; readonly as: readonly ColumnJson['as'][] }[] = [
  { option: 'min', as: ['number', 'integer'] },
  { option: 'max', as: ['number', 'integer'] },
  { option: 'true', as: ['boolean'] },
  { option: 'false', as: ['boolean'] },
  { option: 'zone', as: ['instant'] },
  { option: 'currency', as: ['money'] },
];

type ReadText = (text: string, texts: readonly string[]) => CellReading;

/** Compiles one column; `names` are those of its table in order, for the column that holds a currency. */
export function compileColumn(
  name: string,
  given: ColumnJson | ColumnJson['as'],
  names: readonly string[],
  map: ImportMapJson,
  report: Reporter,
): Column {
  const json: ColumnJson = typeof given === 'string' ? { as: given } : given;
  for (const { option, as } of OPTIONS) {
    if (json[option] === undefined || as.includes(json.as)) continue;
    report.error(
      'wrong-option',
      `"${option}" says nothing about ${json.as} (it is for ${as.join(', ')})`,
      [option],
      'key',
    );
  }
  const readText = textReader(json, names, map, report);
  const absent = new Set(json.absent ?? map.words?.absent ?? ['']);
  const optional = json.optional === true;
  const pii = json.pii === true;
  const refuse = (reason: string, what: string): Reading => ({ reason, detail: `column "${name}" ${what}` });

  const read = (text: string, texts: readonly string[]): Reading => {
    if (absent.has(text)) return optional ? { value: undefined } : refuse('empty-required', 'is empty');
    if (text.length > MAX_TEXT)
      return refuse('too-long', `has ${text.length} characters, at most ${MAX_TEXT} are taken`);
    if (DAMAGE.some((char) => text.includes(char)))
      return refuse('bad-character', 'holds a NUL or bytes that are not UTF-8');
    const reading = readText(text, texts);
    if ('value' in reading) return reading;
    return refuse('bad-value', `expected ${reading.expected}${pii ? '' : `, got ${quoteText(text)}`}`);
  };
  return { name, index: names.indexOf(name), kind: KINDS[json.as], optional, pii, read };
}

function textReader(
  json: ColumnJson,
  names: readonly string[],
  map: ImportMapJson,
  report: Reporter,
): ReadText {
  switch (json.as) {
    case 'text':
      return (text) => ({ value: text });
    case 'number':
      return within(readNumber, json, report);
    case 'integer':
      return within(readInteger, json, report);
    case 'boolean':
      return booleanReader(json, map, report);
    case 'date':
      return readDate;
    case 'instant':
      return instantReader(json, map, report);
    case 'money':
      return moneyReader(json, names, report);
  }
}

function within(read: ReadText, { min, max }: ColumnJson, report: Reporter): ReadText {
  if (min !== undefined && max !== undefined && min > max) {
    report.error('wrong-value', `"min" ${min} is more than "max" ${max}`, ['min']);
  }
  return (text, texts) => {
    const reading = read(text, texts);
    if (!('value' in reading) || typeof reading.value !== 'number') return reading;
    if (min !== undefined && reading.value < min) return { expected: `at least ${min}` };
    return max !== undefined && reading.value > max ? { expected: `at most ${max}` } : reading;
  };
}

function booleanReader(json: ColumnJson, map: ImportMapJson, report: Reporter): ReadText {
  const yes = new Set(json.true ?? map.words?.true);
  const no = new Set(json.false ?? map.words?.false);
  if (yes.size === 0 || no.size === 0) {
    const missing = yes.size === 0 ? 'true' : 'false';
    report.error(
      'missing-words',
      `a boolean needs the words that mean ${missing}: "${missing}" here, or "words" of the map`,
    );
  }
  for (const word of yes) {
    if (no.has(word)) report.error('wrong-value', `"${word}" cannot mean both true and false`);
  }
  const expected = `one of ${[...yes, ...no].map(quoteText).join(', ')}`;
  return (text) => (yes.has(text) ? { value: true } : no.has(text) ? { value: false } : { expected });
}

function instantReader(json: ColumnJson, map: ImportMapJson, report: Reporter): ReadText {
  const zone = json.zone ?? map.zone;
  if (json.zone !== undefined && !isZone(json.zone)) {
    report.error('unknown-zone', `"${json.zone}" is not an IANA time zone such as "Europe/Berlin"`, ['zone']);
    return () => ({ expected: 'a zone' });
  }
  return (text) => readInstant(text, zone);
}

function moneyReader(json: ColumnJson, names: readonly string[], report: Reporter): ReadText {
  const { currency } = json;
  if (currency === undefined) {
    report.error('missing-key', '"currency" is missing (a code such as "USD", or {"from": column})');
    return () => ({ expected: 'a currency' });
  }
  if (typeof currency === 'string') {
    if (!isCurrency(currency)) {
      report.error('wrong-value', `"${currency}" is not an ISO 4217 currency such as "USD"`, ['currency']);
      return () => ({ expected: 'a currency' });
    }
    return (text) => readMoney(text, currency);
  }
  const index = names.indexOf(currency.from);
  if (index === -1) {
    report.error('unknown-column', `unknown column "${currency.from}"${hint(currency.from, names)}`, [
      'currency',
      'from',
    ]);
  }
  return (text, texts) => {
    const code = (texts[index] ?? '').toUpperCase();
    return isCurrency(code) ? readMoney(text, code) : { expected: `a currency in column "${currency.from}"` };
  };
}
