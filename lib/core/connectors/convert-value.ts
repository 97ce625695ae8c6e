import { kindOf } from '../signals/read-value.ts';
import type { PayloadFieldJson } from '../signals/signal-schema.ts';
import { formatDay, formatInstant, type Instant, parseDay, parseInstant } from '../time/instant.ts';
import type { Conversion } from './connector-schema.ts';

export type FieldType = PayloadFieldJson['type'];

/** A value as a signal's payload carries it, or what was expected of it. `problem` never quotes the value. */
export type Converted = { readonly value: unknown } | { readonly problem: string };

/** Which conversions lead to a field of each type. */
export const LEADS_TO: Readonly<Record<Conversion, readonly FieldType[]>> = {
  text: ['string', 'url', 'email', 'zone'],
  number: ['number'],
  boolean: ['boolean'],
  list: ['list'],
  date: ['date'],
  instant: ['instant', 'date'],
  epochSeconds: ['instant', 'date'],
  epochMillis: ['instant', 'date'],
  minorUnits: ['money'],
  majorUnits: ['money'],
};

const NUMBER = /^[+-]?\d{1,16}(?:\.\d{1,16})?$/;
/** Farther from 1970 than any instant that can be written. */
const MAX_EPOCH_MS = 1e15;

/** Reads a value that is not null in the stated form. `currency` is asked of money alone. */
export function convert(value: unknown, as: Conversion, type: FieldType, currency: unknown): Converted {
  switch (as) {
    case 'text':
      return typeof value === 'number' || typeof value === 'boolean'
        ? { value: String(value) }
        : typeof value === 'string'
          ? { value }
          : expected('text', value);
    case 'number':
      return toNumber(value);
    case 'boolean':
      return toBoolean(value);
    case 'list':
      return { value: Array.isArray(value) ? value : [value] };
    case 'date':
      return toDate(value);
    case 'instant':
    case 'epochSeconds':
    case 'epochMillis': {
      const at = toInstant(value, as);
      if (at === undefined) return expected(INSTANTS[as], value);
      return { value: type === 'date' ? formatDay(dayOfInstant(at)) : formatInstant(at) };
    }
    case 'minorUnits':
    case 'majorUnits':
      return toMoney(value, as, currency);
  }
}

export const INSTANTS = {
  instant: 'an instant such as "2026-06-01T09:00:00Z"',
  epochSeconds: 'seconds since 1970',
  epochMillis: 'milliseconds since 1970',
} as const;

/** The instant, or undefined for what is none. Digits in a text, as headers carry them, are a number too. */
export function toInstant(value: unknown, as: keyof typeof INSTANTS): Instant | undefined {
  if (as === 'instant') return typeof value === 'string' ? parseInstant(value) : undefined;
  const read = toNumber(value);
  if (!('value' in read) || typeof read.value !== 'number') return undefined;
  const at = Math.round(as === 'epochSeconds' ? read.value * 1000 : read.value);
  if (Math.abs(at) > MAX_EPOCH_MS) return undefined;
  return at >= EARLIEST && at <= LATEST ? at : undefined;
}

const EARLIEST = parseInstant('0001-01-01T00:00:00Z') ?? 0;
const LATEST = parseInstant('9999-12-31T23:59:59Z') ?? 0;

export function toNumber(value: unknown): Converted {
  if (typeof value === 'number') return { value };
  if (typeof value === 'string' && NUMBER.test(value.trim())) return { value: Number(value) };
  return expected('a number', value);
}

function toBoolean(value: unknown): Converted {
  if (typeof value === 'boolean') return { value };
  if (value === 'true' || value === 'false') return { value: value === 'true' };
  return expected('true or false', value);
}

/** A day as it is written, or the day that an instant lies in, in UTC: programs write dates as midnight there. */
export function toDate(value: unknown): Converted {
  if (typeof value === 'string') {
    if (parseDay(value) !== undefined) return { value };
    const at = parseInstant(value);
    if (at !== undefined) return { value: formatDay(dayOfInstant(at)) };
  }
  return expected('a date such as "2026-06-01"', value);
}

function toMoney(value: unknown, as: 'minorUnits' | 'majorUnits', currency: unknown): Converted {
  const amount = toNumber(value);
  if ('problem' in amount) return amount;
  const code = typeof currency === 'string' ? currency.toUpperCase() : '';
  if (!/^[A-Z]{3}$/.test(code))
    return { problem: `expected a currency of ISO 4217, got ${kindOf(currency)}` };
  const units = Number(amount.value) / (as === 'minorUnits' ? minorPerMajor(code) : 1);
  return { value: { amount: units, currency: code } };
}

const minorUnits = new Map<string, number>();

/** Minor units in a major unit by ISO 4217: 100 for USD, 1 for JPY. */
function minorPerMajor(currency: string): number {
  const known = minorUnits.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const units = 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  // Whatever three letters a stranger sends, no more than there are currencies are remembered.
  if (minorUnits.size < 500) minorUnits.set(currency, units);
  return units;
}

function dayOfInstant(at: Instant): number {
  return Math.floor(at / 86_400_000);
}

function expected(wanted: string, got: unknown): Converted {
  return { problem: `expected ${wanted}, got ${kindOf(got)}` };
}
