import type { Money } from '../../core/accounts/cell.ts';
import { formatDay, formatInstant } from '../../core/time/instant.ts';
import type { CellValue, Kind, Output } from './import-map.ts';
import { quoteText } from './quote-text.ts';
import { minorDigits } from './read-cell.ts';

/** A value as a signal carries it: dates `YYYY-MM-DD`, instants RFC 3339, money in major units. */
export function outputOf(value: CellValue, kind: Kind): Output {
  if (typeof value === 'object') return { amount: majorUnits(value), currency: value.currency };
  if (typeof value !== 'number') return value;
  if (kind === 'date') return formatDay(value);
  return kind === 'instant' ? formatInstant(value) : value;
}

/** A value as a report shows it, on one line. */
export function writeValue(value: CellValue, kind: Kind): string {
  return kind === 'text' ? quoteText(String(value)) : plainText(value, kind);
}

/** A value as part of an id or a longer text. */
export function plainText(value: CellValue, kind: Kind): string {
  return typeof value === 'object' ? `${majorUnits(value)} ${value.currency}` : String(outputOf(value, kind));
}

function majorUnits(money: Money): number {
  return money.minor / 10 ** minorDigits(money.currency);
}
