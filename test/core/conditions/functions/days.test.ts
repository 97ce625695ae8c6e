import { describe, expect, it } from 'vitest';
import { Asking } from '../../../support/asking.ts';
import { issuesOf, leaf, rulebookOf, when } from '../../../support/rulebook.ts';
import { at, heardUntil, short, TestWorld, UNHEARD } from '../../../support/world.ts';

const PARTS = {
  facts: { mark: { type: 'instant', meaning: 'An instant' } },
  signals: {
    dated: { payload: { on: { type: 'date' } }, updates: [{ set: 'renewsOn', to: { from: 'on' } }] },
    marked: { payload: {}, updates: [{ set: 'mark', to: { from: 'time' } }] },
  },
};
const rulebook = rulebookOf(PARTS);
const since = { of: 'mark' };

describe('"daysSince" and "daysUntil"', () => {
  it('count local midnights: a minute before and after midnight are a day apart', () => {
    const asking = new Asking(rulebook, '2026-06-01').tell('2026-06-01 23:59', 'marked');
    expect(
      ['2026-06-01 23:59:59', '2026-06-02 00:00', '2026-06-03 00:00'].map((instant) =>
        asking.value(instant, 'daysSince', since),
      ),
    ).toEqual([0, 1, 2]);
  });

  it('go by the zone of the account', () => {
    const asking = new Asking(rulebook, '2026-06-01').tell('2026-06-01 12:00', 'marked');
    expect(asking.value('2026-06-01 22:00', 'daysSince', since, 'Europe/Berlin')).toBe(1);
    expect(asking.value('2026-06-01 21:59', 'daysSince', since, 'Europe/Berlin')).toBe(0);
    expect(asking.value('2026-06-02 03:59', 'daysSince', since, 'America/New_York')).toBe(0);
  });

  it.each([
    ['a day of 23 hours', '2026-03-28 23:00', '2026-03-29 22:00'],
    ['a day of 25 hours', '2026-10-24 22:00', '2026-10-25 23:00'],
  ])('are not misled by %s', (_title, midnight, next) => {
    const asking = new Asking(rulebook, '2026-03-01').tell(midnight, 'marked');
    expect(asking.value(short(at(next) - 1).replace(/^/, '2026-'), 'daysSince', since, 'Europe/Berlin')).toBe(
      0,
    );
    expect(asking.value(next, 'daysSince', since, 'Europe/Berlin')).toBe(1);
    expect(asking.ask(midnight, 'daysSince', since, 'Europe/Berlin').until).toBe(at(next));
  });

  it('of a date need no zone for the date, and may be negative', () => {
    const asking = new Asking(rulebook, '2026-06-01').tell('2026-06-01 12:00', 'dated', { on: '2026-06-11' });
    expect(asking.value('2026-06-01 23:59', 'daysUntil', { of: 'renewsOn' })).toBe(10);
    expect(asking.value('2026-06-01 23:59', 'daysUntil', { of: 'renewsOn' }, 'Asia/Tokyo')).toBe(9);
    expect(asking.value('2026-06-13 00:00', 'daysUntil', { of: 'renewsOn' })).toBe(-2);
    expect(asking.value('2026-06-13 00:00', 'daysSince', { of: 'renewsOn' })).toBe(2);
  });

  it('of what never was are unknown; of a source fallen silent "since" is unknown and "until" is not', () => {
    const quiet = new Asking(rulebook, '2026-06-01', heardUntil(at('2026-06-01 12:00')));
    expect(quiet.ask('2026-06-02 00:00', 'daysSince', since)).toMatchObject({
      value: undefined,
      why: 'missing',
    });
    quiet.tell('2026-06-01 10:00', 'usage.recorded', { logins: 1 });
    expect(quiet.value('2026-06-03 00:00', 'daysSince', { of: 'seenAt' })).toBe(2);
    expect(quiet.ask('2026-06-04 00:00', 'daysSince', { of: 'seenAt' })).toMatchObject({
      value: undefined,
      why: 'silent',
    });
    expect(quiet.value('2026-06-04 00:00', 'daysUntil', { of: 'seenAt' })).toBe(-3);
  });
});

describe('"hoursSince"', () => {
  it('is elapsed time, whatever the clocks do', () => {
    const asking = new Asking(rulebook, '2026-03-01').tell('2026-03-28 23:00', 'marked');
    expect(asking.value('2026-03-29 22:00', 'hoursSince', since, 'Europe/Berlin')).toBe(23);
    expect(asking.value('2026-03-29 22:30', 'hoursSince', since, 'Europe/Berlin')).toBe(23.5);
  });

  it.each([
    ['greaterThan', 24, '06-02 09:00:00.001'],
    ['greaterThanInclusive', 24, '06-02 09:00'],
    ['greaterThanInclusive', 0.7, '06-01 09:42'],
    ['greaterThan', 0.7, '06-01 09:42:00.001'],
    ['greaterThanInclusive', 0.33333, '06-01 09:19:59.988'],
    ['greaterThan', 0.33333, '06-01 09:19:59.989'],
  ])('%s %d is true from %s on, with nobody asking before', async (operator, value, fires) => {
    const rules = { old: { conditions: when('hoursSince', operator, value, since) } };
    const world = new TestWorld(rulebookOf({ ...PARTS, rules }), '2026-06-01');
    await world.tell('2026-06-01 09:00', 'marked');
    await world.pass('2026-06-10');
    expect(world.said('fired')).toEqual([`${fires} fired old old`]);
  });

  it('compared with another fact flips exactly too, on either side of the comparison', async () => {
    const rules = {
      left: { conditions: when('hoursSince', 'greaterThanInclusive', { fact: 'limit' }, since) },
      right: { conditions: when('limit', 'lessThan', { fact: 'hoursSince', params: since }) },
      days: { conditions: when('daysSince', 'greaterThanInclusive', { fact: 'limit' }, since) },
    };
    const world = new TestWorld(rulebookOf({ ...PARTS, rules }), '2026-06-01');
    await world.know('2026-06-01 08:00', { limit: 3 });
    await world.tell('2026-06-01 09:17', 'marked');
    await world.pass('2026-06-10');
    expect(world.said('fired')).toEqual([
      '06-01 12:17 fired left left',
      '06-01 12:17:00.001 fired right right',
      '06-04 00:00 fired days days',
    ]);
  });

  it('equals nothing for longer than a moment, so that is refused', () => {
    const told = (fact: string, operator: string, value: unknown) =>
      issuesOf({
        ...PARTS,
        rules: {
          odd: { conditions: { all: [leaf(fact, operator, value, fact === 'now' ? undefined : since)] } },
        },
      }).map((issue) => issue.code);
    expect(told('hoursSince', 'equal', 5)).toEqual(['wrong-operator']);
    expect(told('hoursSince', 'in', [5])).toEqual(['wrong-operator']);
    expect(told('now', 'notEqual', '2026-06-01T00:00:00Z')).toEqual(['wrong-operator']);
    expect(told('daysSince', 'equal', 5)).toEqual([]);
  });
});

describe('"now"', () => {
  it('is before and after an instant to the millisecond, and wakes the account then', async () => {
    const rules = {
      due: { conditions: when('now', 'after', '2026-06-03T10:15:00Z') },
      open: { conditions: when('now', 'before', { fact: 'mark' }) },
    };
    const world = new TestWorld(rulebookOf({ ...PARTS, rules }), '2026-06-01');
    await world.tell('2026-06-01 09:00', 'flag.set', { flag: true });
    await world.pass('2026-06-10');
    expect(world.said('fired')).toEqual(['06-03 10:15:00.001 fired due due']);
    expect(world.world.nextDue()).toBe(Number.POSITIVE_INFINITY);
  });

  it('is known, and asking so does not keep an account awake', async () => {
    const rules = { always: { conditions: when('now', 'isKnown', true) } };
    const world = new TestWorld(rulebookOf({ rules }), '2026-06-01');
    await world.know('2026-06-01 09:00', { flag: true });
    await world.pass('2026-06-02');
    expect(world.world.nextDue()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('"since": "changed"', () => {
  it('counts from when a derived fact took its value, not from when it was last looked at', async () => {
    const lifecycle = [{ id: 'first', enter: when('flag', 'equal', true), owner: 'csm' }];
    const rules = {
      long: {
        conditions: when('daysSince', 'greaterThanInclusive', 10, { of: 'stage.id', since: 'changed' }),
      },
    };
    const world = new TestWorld(rulebookOf({ lifecycle, rules }), '2026-06-01');
    await world.know('2026-06-01 09:00', { flag: true });
    await world.know('2026-06-05 09:00', { flag: true });
    await world.pass('2026-06-20');
    expect(world.said('fired')).toEqual(['06-11 00:00 fired long long']);
  });
});

describe('the zone of an account', () => {
  it('moves its midnights: rules that count days are looked at when it changes', async () => {
    const rules = { day: { conditions: when('daysSince', 'greaterThanInclusive', 1, since) } };
    const world = new TestWorld(rulebookOf({ ...PARTS, rules }), '2026-06-01', { watermarks: UNHEARD });
    await world.know('2026-06-01 09:00', { 'account.zone': 'America/New_York' });
    await world.tell('2026-06-01 12:00', 'marked');
    await world.know('2026-06-01 23:00', { 'account.zone': 'Europe/Berlin' });
    expect(world.said('fired')).toEqual(['06-01 23:00 fired day day']);
  });
});
