import type { ValueType } from '../../core/accounts/catalog.ts';
import { formatDay, formatInstant } from '../../core/time/instant.ts';

/** A value as authors write it: days and instants as text. */
export function shownAs(value: unknown, type: ValueType | undefined): unknown {
  if (typeof value !== 'number') return value;
  return type === 'date' ? formatDay(value) : type === 'instant' ? formatInstant(value) : value;
}
