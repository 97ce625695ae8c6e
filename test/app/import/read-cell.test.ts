import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isCurrency,
  readDate,
  readInstant,
  readInteger,
  readMoney,
  readNumber,
} from '../../../lib/app/import/read-cell.ts';
import { outputOf } from '../../../lib/app/import/write-value.ts';

const refused = { expected: expect.any(String) };

describe('reading a number', () => {
  it.each([
    ['12', 12],
    ['-0.5', -0.5],
    ['+7', 7],
    ['1e3', 1000],
    ['2.50', 2.5],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('takes %s', (text, value) => {
    expect(readNumber(text)).toEqual({ value });
  });

  it.each([
    '',
    ' ',
    '1,200',
    '1.',
    '.5',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '12 ',
    '1_000',
    '٣',
    '--1',
    '5%',
  ])('refuses %j', (text) => {
    expect(readNumber(text)).toEqual(refused);
  });

  it('refuses a whole number that a double would change', () => {
    expect(readNumber('9007199254740993')).toEqual(refused);
    expect(readNumber('-9007199254740993')).toEqual(refused);
  });

  it('has no negative zero', () => {
    expect(readNumber('-0')).toEqual({ value: 0 });
    expect(JSON.stringify(readNumber('-0.0'))).toBe('{"value":0}');
    expect(Object.is((readNumber('-0') as { value: number }).value, 0)).toBe(true);
  });
});

describe('reading a whole number', () => {
  it('takes the 4.0 of a data frame and refuses 4.5', () => {
    expect(readInteger('4.0')).toEqual({ value: 4 });
    expect(readInteger('4.5')).toEqual(refused);
    expect(readInteger('4e1')).toEqual(refused);
  });
});

describe('reading a date', () => {
  it('takes a day of the calendar only', () => {
    expect(readDate('2024-02-29')).toEqual({ value: 19_782 });
    for (const text of [
      '2023-02-29',
      '2024-13-01',
      '2024-1-1',
      '01/02/2024',
      '2024-06-01 00:00:00',
      '20240601',
    ]) {
      expect(readDate(text)).toEqual({ expected: 'a date such as "2024-06-01"' });
    }
  });

  it('refuses years that are a slip of the pen or a word for never', () => {
    expect(readDate('1900-01-01')).toEqual({ value: -25_567 });
    expect(readDate('1899-12-31')).toEqual({ expected: 'a date of the years 1900 to 2200' });
    expect(readDate('9999-12-31')).toEqual({ expected: 'a date of the years 1900 to 2200' });
  });
});

describe('reading an instant', () => {
  const written = (text: string, zone: string) => {
    const read = readInstant(text, zone);
    return 'value' in read ? outputOf(read.value, 'instant') : read.expected;
  };

  it.each([
    ['2023-07-28 03:00:00', 'UTC', '2023-07-28T03:00:00Z'],
    ['2023-07-28 03:00:00', 'Europe/Berlin', '2023-07-28T01:00:00Z'],
    ['2023-07-28T03:00', 'Asia/Kolkata', '2023-07-27T21:30:00Z'],
    ['2023-07-28 03:00:00.25', 'UTC', '2023-07-28T03:00:00.250Z'],
    ['2023-07-28T03:00:00Z', 'Europe/Berlin', '2023-07-28T03:00:00Z'],
    ['2023-07-28 03:00:00+02:00', 'America/New_York', '2023-07-28T01:00:00Z'],
  ])('takes %s in %s', (text, zone, instant) => {
    expect(written(text, zone)).toBe(instant);
  });

  it('moves a time that the clocks leave out forward, and takes the earlier of two', () => {
    expect(written('2024-03-31 02:30:00', 'Europe/Berlin')).toBe('2024-03-31T01:30:00Z');
    expect(written('2024-10-27 02:30:00', 'Europe/Berlin')).toBe('2024-10-27T00:30:00Z');
  });

  it.each([
    '2023-07-28',
    '2023-07-28 25:00:00',
    '2023-07-28 24:00:00',
    '28.07.2023 03:00',
    '2023-07-28 03:00:60',
    '1690513200',
    '2023-02-30 03:00:00',
  ])('refuses %s', (text) => {
    expect(readInstant(text, 'UTC')).toEqual(refused);
  });
});

describe('reading money', () => {
  it.each([
    ['12000.5', 'USD', 1_200_050],
    ['4.03', 'USD', 403],
    ['4.030', 'USD', 403],
    ['-0.07', 'EUR', -7],
    ['500', 'JPY', 500],
    ['1.234', 'BHD', 1234],
    ['90071992547409.91', 'USD', 9_007_199_254_740_991],
  ])('takes %s %s exactly', (text, currency, minor) => {
    expect(readMoney(text, currency)).toEqual({ value: { minor, currency } });
  });

  it('rounds nothing', () => {
    expect(readMoney('4.035', 'USD')).toEqual({ expected: 'an amount in USD with at most 2 decimals' });
    expect(readMoney('500.5', 'JPY')).toEqual({ expected: 'an amount in JPY with at most 0 decimals' });
    expect(readMoney('90071992547409.92', 'USD')).toEqual(refused);
    for (const text of ['$5', '1,200.50', '1e3', '5 USD', '.5', ''])
      expect(readMoney(text, 'USD')).toEqual(refused);
  });

  it('gives back the amount that was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), (minor) => {
        const sign = minor < 0 ? '-' : '';
        const digits = String(Math.abs(minor)).padStart(3, '0');
        const text = `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        const read = readMoney(text, 'USD');
        expect(read).toEqual({ value: { minor, currency: 'USD' } });
        if ('value' in read)
          expect(outputOf(read.value, 'money')).toEqual({ amount: Number(text) + 0, currency: 'USD' });
      }),
    );
  });

  it('knows the currencies of ISO 4217', () => {
    expect(['USD', 'EUR', 'JPY'].every(isCurrency)).toBe(true);
    expect(['usd', 'USDD', 'QQQ', ''].some(isCurrency)).toBe(false);
  });
});
