import { describe, expect, it } from 'vitest';
import { Agenda, workday } from '../../../../lib/adapters/local/sample/agenda.ts';
import type { Happening } from '../../../../lib/adapters/local/sample/happening.ts';
import { dayOf, weekday } from '../../../../lib/core/time/instant.ts';

const customer = 'A-1';
const said = (type: string): Happening[] => [{ type, data: {} }];

describe('an agenda', () => {
  it('gives a day once, in the order in which it was filled, with what is put on it meanwhile', () => {
    const agenda = new Agenda<string>();
    agenda.at(5, (_, day) => {
      agenda.at(day, () => said('third'));
      return said('first');
    });
    agenda.at(5, () => said('second'));
    agenda.at(6, () => said('tomorrow'));
    expect(agenda.take(customer, 5).map(({ type }) => type)).toEqual(['first', 'second', 'third']);
    expect(agenda.take(customer, 5)).toEqual([]);
    expect(agenda.isEmpty).toBe(false);
    expect(agenda.take(customer, 6).map(({ type }) => type)).toEqual(['tomorrow']);
    expect(agenda.isEmpty).toBe(true);
  });

  it('drops the rest of the day too when it is cleared, but not what is planned after that', () => {
    const agenda = new Agenda<string>();
    agenda.at(5, () => {
      agenda.clear();
      agenda.at(9, () => said('back'));
      return said('lost');
    });
    agenda.at(5, () => said('never'));
    agenda.at(6, () => said('never'));
    expect(agenda.take(customer, 5).map(({ type }) => type)).toEqual(['lost']);
    expect(agenda.take(customer, 6)).toEqual([]);
    expect(agenda.take(customer, 9).map(({ type }) => type)).toEqual(['back']);
  });
});

describe('a workday', () => {
  it('is the day itself from Monday to Friday, and Monday or Tuesday for Saturday and Sunday', () => {
    const monday = dayOf(2026, 7, 6);
    const moved = Array.from({ length: 7 }, (_, i) => workday(monday + i) - monday);
    expect(moved).toEqual([0, 1, 2, 3, 4, 7, 8]);
    for (let day = -20; day < 20; day += 1) expect(weekday(workday(day))).toBeLessThan(6);
  });
});
