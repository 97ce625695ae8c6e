import { describe, expect, it } from 'vitest';
import type { Conversion } from '../../../lib/core/connectors/connector-schema.ts';
import { convert, type FieldType, toInstant } from '../../../lib/core/connectors/convert-value.ts';

describe('a value is read', () => {
  it.each<[string, unknown, Conversion, FieldType, unknown, unknown]>([
    ['as text', 'Acme', 'text', 'string', undefined, 'Acme'],
    ['as text from a number', 4711, 'text', 'string', undefined, '4711'],
    ['as a number', 3, 'number', 'number', undefined, 3],
    ['as a number from digits', ' 3.5 ', 'number', 'number', undefined, 3.5],
    ['as true or false from a word', 'false', 'boolean', 'boolean', undefined, false],
    ['as a list of one', 'admin', 'list', 'list', undefined, ['admin']],
    ['as the list that it is', ['a', 'b'], 'list', 'list', undefined, ['a', 'b']],
    ['as a day', '2026-06-01', 'date', 'date', undefined, '2026-06-01'],
    ['as the day of an instant in UTC', '2026-06-01T23:30:00-02:00', 'date', 'date', undefined, '2026-06-02'],
    ['as an instant', '2026-06-01T02:00:00+02:00', 'instant', 'instant', undefined, '2026-06-01T00:00:00Z'],
    ['as the day of an instant', '2026-06-01T00:00:00Z', 'instant', 'date', undefined, '2026-06-01'],
    ['from seconds', 1_780_272_000, 'epochSeconds', 'instant', undefined, '2026-06-01T00:00:00Z'],
    ['from seconds in a text', '1780272000', 'epochSeconds', 'instant', undefined, '2026-06-01T00:00:00Z'],
    [
      'from seconds with a fraction',
      1_780_272_000.25,
      'epochSeconds',
      'instant',
      undefined,
      '2026-06-01T00:00:00.250Z',
    ],
    ['from milliseconds', 1_780_272_000_120, 'epochMillis', 'instant', undefined, '2026-06-01T00:00:00.120Z'],
    ['from seconds before 1970', -86_400, 'epochSeconds', 'date', undefined, '1969-12-31'],
    ['from cents', 12_050, 'minorUnits', 'money', 'usd', { amount: 120.5, currency: 'USD' }],
    ['from yen, which have no cents', 500, 'minorUnits', 'money', 'jpy', { amount: 500, currency: 'JPY' }],
    [
      'from the thousandths of a dinar',
      1_500,
      'minorUnits',
      'money',
      'KWD',
      { amount: 1.5, currency: 'KWD' },
    ],
    ['from whole units', '99.90', 'majorUnits', 'money', 'EUR', { amount: 99.9, currency: 'EUR' }],
  ])('%s', (_title, value, as, type, currency, expected) => {
    expect(convert(value, as, type, currency)).toEqual({ value: expected });
  });

  it.each<[unknown, Conversion, FieldType, unknown, string]>([
    [{}, 'text', 'string', undefined, 'expected text, got an object'],
    ['12 seats', 'number', 'number', undefined, 'expected a number, got text of 8 characters'],
    ['1e9', 'number', 'number', undefined, 'expected a number, got text of 3 characters'],
    ['', 'number', 'number', undefined, 'expected a number, got text of 0 characters'],
    [1, 'boolean', 'boolean', undefined, 'expected true or false, got a number'],
    [
      '01/06/2026',
      'date',
      'date',
      undefined,
      'expected a date such as "2026-06-01", got text of 10 characters',
    ],
    [1e300, 'epochSeconds', 'instant', undefined, 'expected seconds since 1970, got a number'],
    [Number.NaN, 'epochMillis', 'instant', undefined, 'expected milliseconds since 1970, got a number'],
    [[], 'epochMillis', 'instant', undefined, 'expected milliseconds since 1970, got a list of 0'],
    [100, 'minorUnits', 'money', undefined, 'expected a currency of ISO 4217, got nothing'],
    [100, 'minorUnits', 'money', 'dollars', 'expected a currency of ISO 4217, got text of 7 characters'],
    [null, 'minorUnits', 'money', 'USD', 'expected a number, got null'],
  ])('and %j is not %s, which is said without the value', (value, as, type, currency, problem) => {
    expect(convert(value, as, type, currency)).toEqual({ problem });
  });

  it('as an instant only within the years that can be written', () => {
    expect(toInstant(253_402_300_799, 'epochSeconds')).toBe(253_402_300_799_000);
    expect(toInstant(253_402_300_800, 'epochSeconds')).toBeUndefined();
    expect(toInstant(-62_135_596_800, 'epochSeconds')).toBe(-62_135_596_800_000);
    expect(toInstant(-62_135_596_801, 'epochSeconds')).toBeUndefined();
    expect(toInstant('2026-06-01', 'instant')).toBeUndefined();
    expect(toInstant(1_780_272_000_000, 'instant')).toBeUndefined();
  });
});
