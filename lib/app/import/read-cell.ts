import { DAY_MS, type Instant, parseDay, parseInstant } from '../../core/time/instant.ts';
import { instantOf } from '../../core/time/zone.ts';
import type { CellValue } from './import-map.ts';

/** The value, or what was expected instead. */
export type CellReading = { readonly value: CellValue } | { readonly expected: string };

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
const WHOLE = /^[+-]?\d+(?:\.0+)?$/;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const LOCAL_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/;

/** Outside these years a date is a slip of the pen, or a word for "never" that belongs into `words.absent`. */
const FIRST_DAY = parseDay('1900-01-01') ?? 0;
const LAST_DAY = parseDay('2200-12-31') ?? 0;

/** A decimal number with a point, no grouping: `12`, `-0.5`, `1e6`. Whole numbers up to 2^53 - 1. */
export function readNumber(text: string): CellReading {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return { expected: 'a number such as 12 or 0.5' };
  if (WHOLE.test(text) && !Number.isSafeInteger(value)) return { expected: 'a number of at most 15 digits' };
  return { value: value + 0 };
}

/** A whole number; `4.0` is one, as spreadsheets and data frames write it. */
export function readInteger(text: string): CellReading {
  const read = WHOLE.test(text) ? readNumber(text) : undefined;
  return read ?? { expected: 'a whole number' };
}

/** `YYYY-MM-DD`, as an epoch day. */
export function readDate(text: string): CellReading {
  const day = parseDay(text);
  if (day === undefined) return { expected: 'a date such as "2024-06-01"' };
  return withinYears(day) ? { value: day } : { expected: 'a date of the years 1900 to 2200' };
}

/**
 * `2023-07-28 03:00:00` or `2023-07-28T03:00`, with `Z` or an offset, else on the wall clock of `zone`, where a
 * time that the clocks leave out is moved forward, and of one that they show twice the earlier instant is taken.
 */
export function readInstant(text: string, zone: string): CellReading {
  const parts = LOCAL_TIME.exec(text);
  const at =
    parts === null
      ? undefined
      : parseInstant(`${parts[1]}T${parts[2]}${parts[3] ?? ':00'}${parts[4] ?? 'Z'}`);
  if (parts === null || at === undefined) return { expected: 'an instant such as "2024-06-01 09:00:00"' };
  const day = Math.floor(at / DAY_MS);
  if (!withinYears(day)) return { expected: 'an instant of the years 1900 to 2200' };
  const value: Instant = parts[4] === undefined ? instantOf(zone, day, at - day * DAY_MS) : at;
  return { value };
}

/** Major units with a point (`1200.5`), exact in the currency's minor units: nothing is rounded. */
export function readMoney(text: string, currency: string): CellReading {
  const parts = DECIMAL.exec(text);
  if (parts === null) return { expected: 'an amount such as 1200.50' };
  const digits = minorDigits(currency);
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > digits)
    return { expected: `an amount in ${currency} with at most ${digits} decimals` };
  const minor = Number(`${parts[2]}${fraction.padEnd(digits, '0')}`);
  if (!Number.isSafeInteger(minor)) return { expected: 'an amount of at most 15 digits' };
  return { value: { minor: parts[1] === '-' ? 0 - minor : minor, currency } };
}

let currencies: ReadonlySet<string> | undefined;

export function isCurrency(code: string): boolean {
  currencies ??= new Set(Intl.supportedValuesOf('currency'));
  return currencies.has(code);
}

const digitsOf = new Map<string, number>();

/** Decimals of the currency's minor unit by ISO 4217 (2 for USD, 0 for JPY), as the platform's own data has them. */
export function minorDigits(currency: string): number {
  const known = digitsOf.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  digitsOf.set(currency, digits);
  return digits;
}

function withinYears(day: number): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY;
}
