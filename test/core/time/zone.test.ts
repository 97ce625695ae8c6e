import { describe, expect, it } from 'vitest';
import { formatInstant, HOUR_MS } from '../../../lib/core/time/instant.ts';
import {
  addDays,
  firstInstantFrom,
  instantOf,
  isZone,
  laterInstantOf,
  localDay,
  localTimeOfDay,
  offsetAt,
  startOfDay,
} from '../../../lib/core/time/zone.ts';

const at = (text: string) => Date.parse(text);
const day = (text: string) => Date.parse(text) / 86_400_000;
const clock = (text: string) => Date.parse(`1970-01-01T${text}Z`);

describe('isZone', () => {
  it.each([
    'UTC',
    'Europe/Berlin',
    'europe/berlin',
    'Asia/Calcutta',
    'Europe/Kyiv',
    'EST5EDT',
    'CET',
    'Etc/GMT+5',
  ])('takes %s', (name) => {
    expect(isZone(name)).toBe(true);
  });

  it.each([
    ['', 'nothing'],
    ['+02:00', 'an offset'],
    ['-05', 'a short offset'],
    ['\u221205:00', 'an offset with a typographic minus'],
    ['Z', 'a military letter'],
    ['UTC+2', 'a sum'],
    ['Europe/Atlantis', 'a place without a zone'],
    ['Europe', 'half a name'],
    [' UTC', 'a space'],
    ['BST', 'an abbreviation that Intl takes for Dhaka'],
    ['IST', 'an abbreviation that Intl takes for Calcutta'],
    ['PST', 'an abbreviation that has no summer time'],
    ['W. Europe Standard Time', 'a Windows name'],
    ['toString', 'a property of objects'],
    ['A'.repeat(100_000), 'a name without end'],
  ])('refuses %.30j: %s', (name) => {
    expect(isZone(name)).toBe(false);
  });

  it('is what offsetAt goes by', () => {
    expect(() => offsetAt('+02:00', 0)).toThrow(RangeError);
    expect(() => offsetAt('Mars/Olympus', 0)).toThrow(
      'unknown time zone "Mars/Olympus", expected an IANA name such as "Europe/Berlin"',
    );
  });

  it('reads a zone alike in every spelling', () => {
    const summer = at('2026-07-01T00:00:00Z');
    expect(offsetAt('EUROPE/BERLIN', summer)).toBe(2 * HOUR_MS);
    expect(offsetAt('Etc/UTC', summer)).toBe(0);
    expect(offsetAt('utc', summer)).toBe(0);
  });

  it('still answers when more spellings came than it remembers', () => {
    const letters = [...'america/argentina'];
    for (let mask = 0; mask < 3000; mask += 1) {
      const spelling = letters.map((one, index) => ((mask >> index) & 1 ? one.toUpperCase() : one)).join('');
      expect(offsetAt(`${spelling}/ushuaia`, 0)).toBe(-3 * HOUR_MS);
    }
  });
});

describe('offsetAt', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', 1],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
    ['Europe/Berlin', '2026-10-25T00:59:59.999Z', 2],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 1],
    ['America/New_York', '2026-03-08T06:59:59.999Z', -5],
    ['America/New_York', '2026-03-08T07:00:00Z', -4],
    ['America/New_York', '2026-11-01T05:59:59.999Z', -4],
    ['America/New_York', '2026-11-01T06:00:00Z', -5],
    ['Asia/Kathmandu', '2026-06-01T00:00:00Z', 5.75],
    ['Australia/Lord_Howe', '2026-04-04T14:59:59.999Z', 11],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', 10.5],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 11],
    ['Pacific/Apia', '2011-12-30T09:59:59.999Z', -10],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', 14],
    ['Pacific/Chatham', '2026-01-01T00:00:00Z', 13.75],
    ['Antarctica/Troll', '2026-03-29T01:00:00Z', 2],
    ['Antarctica/Troll', '2026-10-25T01:00:00Z', 0],
    ['Africa/Casablanca', '2026-02-01T00:00:00Z', 1],
    ['Africa/Casablanca', '2026-03-01T00:00:00Z', 0],
    ['Africa/Casablanca', '2026-04-01T00:00:00Z', 1],
    ['Asia/Gaza', '2040-10-19T12:00:00Z', 2],
    ['Asia/Gaza', '2040-10-23T12:00:00Z', 3],
    ['Asia/Gaza', '2040-10-28T12:00:00Z', 2],
  ])('in %s at %s is %d h', (zone, text, hours) => {
    expect(offsetAt(zone, at(text))).toBe(hours * HOUR_MS);
  });

  it.each([
    ['Europe/Berlin', '1890-01-01T00:00:00Z', 3_208_000],
    ['Africa/Monrovia', '1960-01-01T00:00:00Z', -2_670_000],
    ['Europe/Berlin', '1969-12-31T23:59:59.999Z', HOUR_MS],
    ['Europe/Berlin', '2150-07-01T00:00:00Z', 2 * HOUR_MS],
    ['Europe/Berlin', '2150-01-01T00:00:00Z', HOUR_MS],
    ['Australia/Sydney', '0001-01-01T00:00:00Z', 36_292_000],
  ])('in %s at %s, outside what is cached, is %i ms', (zone, text, ms) => {
    expect(offsetAt(zone, at(text))).toBe(ms);
  });

  it('throws for what is not an instant', () => {
    expect(() => offsetAt('Europe/Berlin', Number.NaN)).toThrow(RangeError);
  });
});

describe('localDay and localTimeOfDay', () => {
  it.each([
    ['Europe/Berlin', '2026-03-28T22:59:59.999Z', '2026-03-28', '23:59:59.999'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29', '00:00:00'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-29', '03:00:00'],
    ['Pacific/Kiritimati', '2026-06-01T10:00:00Z', '2026-06-02', '00:00:00'],
    ['Pacific/Pago_Pago', '2026-06-01T10:59:59Z', '2026-05-31', '23:59:59'],
    ['Asia/Kathmandu', '2026-06-01T18:15:00Z', '2026-06-02', '00:00:00'],
    ['America/New_York', '1969-12-31T23:59:59.999Z', '1969-12-31', '18:59:59.999'],
    ['UTC', '1969-12-31T23:59:59.999Z', '1969-12-31', '23:59:59.999'],
  ])('in %s at %s read %s %s', (zone, text, expectedDay, expectedTime) => {
    expect(localDay(zone, at(text))).toBe(day(expectedDay));
    expect(localTimeOfDay(zone, at(text))).toBe(clock(expectedTime));
  });
});

describe('instantOf', () => {
  it.each([
    ['an ordinary time', 'Europe/Berlin', '2026-06-01', '09:00', '2026-06-01T07:00:00Z'],
    ['the last time before a gap', 'Europe/Berlin', '2026-03-29', '01:59:59.999', '2026-03-29T00:59:59.999Z'],
    ['the start of a gap, moved to its end', 'Europe/Berlin', '2026-03-29', '02:00', '2026-03-29T01:00:00Z'],
    ['a time in a gap, moved forward', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
    ['the first time after a gap', 'Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00:00Z'],
    ['the earlier of two', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
    ['the first time after an overlap', 'Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
    ['a time in a gap', 'America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00Z'],
    ['the earlier of two', 'America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00Z'],
    ['a time in a gap of 30 minutes', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45:00Z'],
    [
      'the earlier of two, 30 minutes apart',
      'Australia/Lord_Howe',
      '2026-04-05',
      '01:45',
      '2026-04-04T14:45:00Z',
    ],
    ['a time in a gap of two hours', 'Antarctica/Troll', '2026-03-29', '01:30', '2026-03-29T01:30:00Z'],
    [
      'the earlier of two, two hours apart',
      'Antarctica/Troll',
      '2026-10-25',
      '01:30',
      '2026-10-24T23:30:00Z',
    ],
    ['a time on a day left out, a day later', 'Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T22:00:00Z'],
    ['a time in a gap at midnight', 'Africa/Cairo', '2026-04-24', '00:30', '2026-04-23T22:30:00Z'],
    ['a time in a gap before midnight', 'America/Nuuk', '2026-03-28', '23:30', '2026-03-29T01:30:00Z'],
  ])('gives %s (%s %s %s)', (_, zone, localDate, localTime, expected) => {
    expect(formatInstant(instantOf(zone, day(localDate), clock(localTime)))).toBe(expected);
  });
});

describe('laterInstantOf', () => {
  it.each([
    ['the later of two', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T01:30:00Z'],
    ['the later of two', 'America/Havana', '2026-11-01', '00:30', '2026-11-01T05:30:00Z'],
    ['the only one', 'Europe/Berlin', '2026-10-25', '01:59', '2026-10-24T23:59:00Z'],
    ['the only one', 'Europe/Berlin', '2026-10-25', '03:00', '2026-10-25T02:00:00Z'],
    ['a time in a gap, moved forward', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:30:00Z'],
  ])('gives %s (%s %s %s)', (_, zone, localDate, localTime, expected) => {
    expect(formatInstant(laterInstantOf(zone, day(localDate), clock(localTime)))).toBe(expected);
  });
});

describe('firstInstantFrom', () => {
  it.each([
    ['the end of the gap', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00Z'],
    ['the end of the gap', 'Antarctica/Troll', '2026-03-29', '01:30', '2026-03-29T01:00:00Z'],
    ['the earlier of two', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30:00Z'],
    ['an ordinary time', 'Europe/Berlin', '2026-06-01', '09:00', '2026-06-01T07:00:00Z'],
  ])('gives %s (%s %s %s)', (_, zone, localDate, localTime, expected) => {
    expect(formatInstant(firstInstantFrom(zone, day(localDate), clock(localTime)))).toBe(expected);
  });
});

describe('startOfDay', () => {
  it.each([
    ['an ordinary day', 'Europe/Berlin', '2026-06-01', '2026-05-31T22:00:00Z'],
    ['a day with a gap later on', 'Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z'],
    ['a day that begins at 01:00', 'Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z'],
    ['a day after clocks went back to 23:00', 'Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00Z'],
    ['a day that begins at 01:00', 'Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z'],
    ['a day that begins at 01:00', 'America/Havana', '2026-03-08', '2026-03-08T05:00:00Z'],
    ['a day with midnight twice', 'America/Havana', '2026-11-01', '2026-11-01T04:00:00Z'],
    ['a day that begins at 01:00', 'America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
    ['a day after clocks went back to 23:00', 'America/Sao_Paulo', '2019-02-17', '2019-02-17T03:00:00Z'],
    ['a day whose eve has no last hour', 'America/Nuuk', '2026-03-29', '2026-03-29T01:00:00Z'],
    ['a day that begins at 00:30', 'America/Toronto', '1919-03-31', '1919-03-31T04:30:00Z'],
    ['the day before one left out', 'Pacific/Apia', '2011-12-29', '2011-12-29T10:00:00Z'],
    ['a day left out', 'Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
    ['the day after one left out', 'Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
  ])('of %s (%s %s) is %s', (_, zone, localDate, expected) => {
    expect(formatInstant(startOfDay(zone, day(localDate)))).toBe(expected);
  });
});

describe('addDays', () => {
  it.each([
    ['+1 day is 23 h over a gap', 'Europe/Berlin', '2026-03-28T08:00:00Z', 1, '2026-03-29T07:00:00Z'],
    ['+1 day is 25 h over an overlap', 'Europe/Berlin', '2026-10-24T07:00:00Z', 1, '2026-10-25T08:00:00Z'],
    ['-1 day is 25 h over an overlap', 'Europe/Berlin', '2026-10-26T08:00:00Z', -1, '2026-10-25T08:00:00Z'],
    ['landing in a gap moves forward', 'Europe/Berlin', '2026-03-28T01:30:00Z', 1, '2026-03-29T01:30:00Z'],
    [
      'landing in an overlap takes the earlier',
      'Europe/Berlin',
      '2026-10-24T00:30:00Z',
      1,
      '2026-10-25T00:30:00Z',
    ],
    [
      '+0 stays in the later of an overlap',
      'Europe/Berlin',
      '2026-10-25T01:30:00Z',
      0,
      '2026-10-25T01:30:00Z',
    ],
    ['+1 over a day left out', 'Pacific/Apia', '2011-12-29T12:00:00Z', 2, '2011-12-30T12:00:00Z'],
    ['+365 days', 'America/New_York', '2026-01-01T14:00:00Z', 365, '2027-01-01T14:00:00Z'],
    ['+28 days into summer time', 'America/New_York', '2026-02-20T14:00:00Z', 28, '2026-03-20T13:00:00Z'],
    ['+1 day in UTC', 'UTC', '2026-03-28T08:00:00Z', 1, '2026-03-29T08:00:00Z'],
  ])('%s (%s, %s %d)', (_, zone, from, n, expected) => {
    expect(formatInstant(addDays(zone, at(from), n))).toBe(expected);
  });
});
