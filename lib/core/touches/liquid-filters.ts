import { parseDay, parseInstant, weekday, yearMonthDay } from '../time/instant.ts';
import { localDay, localTimeOfDay } from '../time/zone.ts';

/** What a template would print as a hole. */
export class MissingValue extends Error {
  override readonly name = 'MissingValue';
}

/** A filter or output that got a value it cannot take. The message names no value: it may be personal. */
export class FilterMisuse extends Error {
  override readonly name = 'FilterMisuse';
}

/** `zone` is the recipient's IANA zone: instants are shown as its local time. */
export type Filter = (value: unknown, args: readonly unknown[], zone: string) => unknown;

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['USD', '$'],
  ['EUR', '€'],
  ['GBP', '£'],
  ['JPY', '¥'],
]);
const MAX_DIGITS = 6;

/** Every filter that a template may use, beside `escape`, which is the escaping of its part. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ['default', (value, [fallback]) => (isEmpty(value) ? fallback : value)],
  ['upcase', (value) => textOf('upcase', value).toUpperCase()],
  ['downcase', (value) => textOf('downcase', value).toLowerCase()],
  ['capitalize', (value) => capitalized(textOf('capitalize', value))],
  ['truncate', (value, [length = 50, end = '…']) => truncated(textOf('truncate', value), length, end)],
  ['url_encode', (value) => percentEncoded(textOf('url_encode', value))],
  ['size', (value) => (typeof value === 'string' ? [...value].length : listOf('size', value).length)],
  ['join', (value, [separator = ', ']) => joined(listOf('join', value), separator)],
  ['first', (value) => listOf('first', value)[0]],
  ['last', (value) => listOf('last', value).at(-1)],
  ['plus', (value, [other]) => numberOf('plus', value) + numberOf('plus', other)],
  ['minus', (value, [other]) => numberOf('minus', value) - numberOf('minus', other)],
  ['times', (value, [other]) => numberOf('times', value) * numberOf('times', other)],
  ['divided_by', (value, [other]) => numberOf('divided_by', value) / numberOf('divided_by', other)],
  ['floor', (value) => Math.floor(numberOf('floor', value))],
  ['ceil', (value) => Math.ceil(numberOf('ceil', value))],
  ['round', (value, [digits = 0]) => rounded(numberOf('round', value), digitsOf('round', digits))],
  ['number', (value, [digits]) => shownNumber(numberOf('number', value), digits)],
  ['percent', (value, [digits = 0]) => `${shownNumber(numberOf('percent', value) * 100, digits)}%`],
  ['money', (value, [digits]) => shownMoney(value, digits)],
  ['date', (value, [style = 'long'], zone) => shownDate(value, style, zone)],
]);

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}

function textOf(filter: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw refusal(filter, 'text', value);
}

function numberOf(filter: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refusal(filter, 'a number', value);
}

function listOf(filter: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refusal(filter, 'a list', value);
}

function digitsOf(filter: string, value: unknown): number {
  const digits = numberOf(filter, value);
  if (Number.isInteger(digits) && digits >= 0 && digits <= MAX_DIGITS) return digits;
  throw new FilterMisuse(`"${filter}" takes 0 to ${MAX_DIGITS} digits`);
}

function refusal(filter: string, wanted: string, value: unknown): Error {
  if (value === undefined || value === null) return new MissingValue(`"${filter}" got nothing`);
  return new FilterMisuse(
    `"${filter}" takes ${wanted}, got ${Array.isArray(value) ? 'a list' : typeof value}`,
  );
}

/** All but RFC 3986's unreserved characters: `encodeURIComponent` leaves quotes and brackets. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}`,
  );
}

function capitalized(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Counts characters, never half of one; `end` is part of the length. */
function truncated(text: string, length: unknown, end: unknown): string {
  const limit = numberOf('truncate', length);
  const tail = textOf('truncate', end);
  const characters = [...text];
  if (characters.length <= limit) return text;
  return characters.slice(0, Math.max(0, limit - [...tail].length)).join('') + tail;
}

function joined(list: readonly unknown[], separator: unknown): string {
  return list.map((item) => textOf('join', item)).join(textOf('join', separator));
}

/** Half away from zero, on the decimal digits that are written: 1.005 to two digits is 1.01. */
function rounded(value: number, digits: number): number {
  const shifted = shift(Math.abs(value), digits);
  if (!(shifted <= Number.MAX_SAFE_INTEGER)) return value;
  const size = shift(Math.round(shifted), -digits);
  return value < 0 && size !== 0 ? -size : size;
}

function shift(value: number, digits: number): number {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}

/** `12,345.5`: at most two decimals and none that is not needed, or exactly as many as asked for. */
function shownNumber(value: number, digits: unknown): string {
  const size = rounded(Math.abs(value), digits === undefined ? 2 : digitsOf('number', digits));
  if (size > Number.MAX_SAFE_INTEGER) throw new FilterMisuse('"number" got a number too large to write out');
  const fixed = digits === undefined ? String(size) : size.toFixed(digitsOf('number', digits));
  const [whole = '0', decimals] = fixed.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${value < 0 && size !== 0 ? '-' : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
}

/** `$12,000.00` or `CHF 950.00`, with the currency's own decimals; `money: 0` leaves them out. */
function shownMoney(value: unknown, digits: unknown): string {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'minor')) {
    throw refusal('money', 'an amount with its currency', value);
  }
  const { minor, currency } = value as { minor?: unknown; currency?: unknown };
  if (typeof minor !== 'number' || !Number.isFinite(minor) || typeof currency !== 'string') {
    throw new FilterMisuse('"money" takes an amount with its currency');
  }
  const own = minorDigits(currency);
  const amount = shownNumber(shift(Math.abs(minor), -own), digits ?? own);
  const negative = minor < 0 && /[1-9]/.test(amount);
  return `${negative ? '-' : ''}${SYMBOLS.get(currency) ?? `${currency} `}${amount}`;
}

/** Decimals of a currency, as the platform's own ISO 4217 data has them. */
function minorDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new FilterMisuse('"money" got something that is not a currency');
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

/** Days are `YYYY-MM-DD`; instants are RFC 3339 and shown as the local day of the recipient. */
function shownDate(value: unknown, style: unknown, zone: string): string {
  const text = textOf('date', value);
  const at = parseInstant(text);
  const local = at === undefined ? parseDay(text) : localDay(zone, at);
  if (local === undefined) throw new FilterMisuse('"date" takes a day such as 2026-11-26, or an instant');
  const { year, month, day } = yearMonthDay(local);
  const name = MONTHS[month - 1] ?? '';
  const long = `${day} ${name} ${year}`;
  switch (style) {
    case 'long':
      return long;
    case 'short':
      return `${day} ${name.slice(0, 3)} ${year}`;
    case 'us':
      return `${name} ${day}, ${year}`;
    case 'month':
      return `${name} ${year}`;
    case 'weekday':
      return `${WEEKDAYS[weekday(local) - 1] ?? ''}, ${long}`;
    case 'iso':
      return `${year}-${padded(month)}-${padded(day)}`;
    case 'time': {
      if (at === undefined) throw new FilterMisuse('"date" knows no time of a day without one');
      const minutes = Math.floor(localTimeOfDay(zone, at) / 60_000);
      return `${long}, ${padded(Math.floor(minutes / 60))}:${padded(minutes % 60)}`;
    }
    default:
      throw new FilterMisuse('"date" has the styles long, short, us, month, weekday, iso and time');
  }
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}
