import { describe, expect, it } from 'vitest';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, short, TestWorld } from '../../support/world.ts';

const lifecycle = [
  {
    id: 'onboarding',
    enter: when('startsOn', 'isKnown', true),
    done: when('flag', 'equal', true),
    owner: 'csm',
    due: { from: 'startsOn', in: { days: { fact: 'target.days' } } },
  },
  {
    id: 'adoption',
    done: when('limit', 'greaterThanInclusive', 10),
    owner: 'manager',
    due: { from: 'entered', in: 'P180D' },
  },
  { id: 'growth', owner: 'csm' },
];
const renewal = [
  {
    id: 'renewal',
    enter: when('daysUntil', 'lessThanInclusive', 120, { of: 'renewsOn' }),
    done: when('daysUntil', 'greaterThan', 120, { of: 'renewsOn' }),
    owner: 'csm',
    due: { from: 'renewsOn', in: '-P30D' },
  },
];

async function worldOf(parts: RulebookParts = {}) {
  return new TestWorld(rulebookOf({ lifecycle, renewal, ...parts }), '2026-06-01');
}

const moves = (world: TestWorld) =>
  world.entries('stage').map((entry) => `${short(entry.at)} ${entry.reason}: ${entry.from} > ${entry.to}`);

describe('the lifecycle', () => {
  it('begins when its first stage may be entered, and goes on as each is done', async () => {
    const world = await worldOf();
    await world.know('2026-06-01 09:00', { flag: false });
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01' });
    await world.know('2026-06-20 09:00', { flag: true });
    await world.know('2026-07-01 09:00', { limit: 12 });
    expect(moves(world)).toEqual([
      '06-02 09:00 lifecycle: none > onboarding',
      '06-20 09:00 lifecycle: onboarding > adoption',
      '07-01 09:00 lifecycle: adoption > growth',
    ]);
  });

  it('passes over stages that are done already, in one move', async () => {
    const world = await worldOf();
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01', flag: true, limit: 20 });
    expect(moves(world)).toEqual(['06-02 09:00 lifecycle: none > growth']);
  });

  it('neither moves on nor back on what is unknown or no longer true', async () => {
    const world = await worldOf();
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01', flag: true });
    await world.know('2026-06-03 09:00', { flag: false });
    expect(moves(world)).toEqual(['06-02 09:00 lifecycle: none > adoption']);
  });

  it('knows since when, until when and by whom: a date from its local day, targets by segment', async () => {
    const world = await worldOf();
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01', 'account.zone': 'Europe/Berlin' });
    const facts = () =>
      ['stage.id', 'stage.enteredAt', 'stage.dueAt', 'stage.owner'].map((name) => world.levelOf(name));
    expect(facts()).toEqual(['onboarding', at('2026-06-02 09:00'), at('2026-06-30 22:00'), 'csm']);
    await world.know('2026-06-10 09:00', { flag: true });
    expect(facts()).toEqual(['adoption', at('2026-06-10 09:00'), at('2026-12-07 10:00'), 'manager']);
    await world.know('2026-06-11 09:00', { limit: 10 });
    expect(facts()).toEqual(['growth', at('2026-06-11 09:00'), undefined, 'csm']);
  });

  it('follows a due date that is moved while the stage lasts', async () => {
    const world = await worldOf();
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01' });
    await world.know('2026-06-03 09:00', { startsOn: '2026-06-10' });
    expect(world.levelOf('stage.dueAt')).toBe(at('2026-07-10'));
    expect(world.levelOf('stage.enteredAt')).toBe(at('2026-06-02 09:00'));
  });

  it('is overdue for a rule at the midnight after', async () => {
    const rules = { overdue: { conditions: when('daysSince', 'greaterThan', 0, { of: 'stage.dueAt' }) } };
    const world = await worldOf({ rules });
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01' });
    await world.pass('2026-07-10');
    expect(world.said('fired')).toEqual(['07-02 00:00 fired overdue overdue']);
  });

  it('may depend on health, which is seen in the same decision', async () => {
    const health = {
      default: {
        bands: { green: 80, yellow: 50, red: 0 },
        trust: 0.5,
        measures: [
          {
            id: 'one',
            weight: 100,
            play: 'a',
            green: when('limit', 'greaterThan', 5),
            red: when('limit', 'lessThan', 2),
          },
        ],
      },
    };
    const stages = [
      {
        id: 'first',
        enter: when('startsOn', 'isKnown', true),
        done: when('health.band', 'equal', 'green'),
        owner: 'csm',
      },
      { id: 'second', owner: 'csm' },
    ];
    const world = await worldOf({ lifecycle: stages, health });
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01', limit: 3 });
    await world.know('2026-06-03 09:00', { limit: 9 });
    expect(moves(world)).toEqual([
      '06-02 09:00 lifecycle: none > first',
      '06-03 09:00 lifecycle: first > second',
    ]);
  });
});

describe('the renewal track', () => {
  it('runs beside the lifecycle, opens 120 days before the term by itself and is due 30 days before it', async () => {
    const world = await worldOf();
    await world.know('2026-06-02 09:00', { startsOn: '2026-06-01', renewsOn: '2026-12-01' });
    await world.pass('2026-08-10');
    expect(moves(world)).toEqual([
      '06-02 09:00 lifecycle: none > onboarding',
      '08-03 00:00 renewal: none > renewal',
    ]);
    expect([
      world.levelOf('renewalStage.id'),
      world.levelOf('renewalStage.dueAt'),
      world.levelOf('stage.id'),
    ]).toEqual(['renewal', at('2026-11-01'), 'onboarding']);
  });

  it('comes to rest when the term moves on, and opens again for the next one', async () => {
    const world = await worldOf();
    await world.know('2026-09-01 09:00', { renewsOn: '2026-12-01' });
    await world.know('2026-10-01 09:00', { renewsOn: '2027-12-01' });
    await world.pass('2027-09-01');
    expect(moves(world)).toEqual([
      '09-01 09:00 renewal: none > renewal',
      '10-01 09:00 renewal: renewal > none',
      '08-03 00:00 renewal: none > renewal',
    ]);
    expect(world.levelOf('renewalStage.enteredAt')).toBe(at('2027-08-03'));
  });

  it('opens again by passing time alone, though it came to rest by something else', async () => {
    const signed = [
      {
        ...renewal[0],
        done: { all: [leaf('flag', 'equal', true), leaf('daysUntil', 'lessThan', 200, { of: 'renewsOn' })] },
      },
    ];
    const world = await worldOf({ renewal: signed });
    await world.know('2026-06-02 09:00', { renewsOn: '2026-12-01', flag: true });
    await world.know('2026-08-20 09:00', { renewsOn: '2026-12-01' });
    expect(moves(world)).toEqual([]);
    const later = await worldOf({ renewal: [{ ...renewal[0], done: when('limit', 'equal', 1) }] });
    await later.know('2026-08-20 09:00', { renewsOn: '2026-12-01', limit: 0 });
    await later.know('2026-08-21 09:00', { renewsOn: '2027-06-01', limit: 1 });
    await later.know('2026-08-22 09:00', { limit: 0 });
    await later.pass('2027-03-01');
    expect(moves(later)).toEqual([
      '08-20 09:00 renewal: none > renewal',
      '08-21 09:00 renewal: renewal > none',
      '02-01 00:00 renewal: none > renewal',
    ]);
  });

  it('comes to rest and opens again, both by passing time alone', async () => {
    // Done a week after the deal was opened; the term has moved by then, and its 120 days begin later.
    const done = when('daysSince', 'greaterThanInclusive', 7, { of: 'openedAt' });
    const both = {
      all: [
        leaf('daysSince', 'lessThan', 30, { of: 'openedAt' }),
        leaf('daysSince', 'greaterThanInclusive', 7, { of: 'openedAt' }),
      ],
    };
    const world = await worldOf({
      renewal: [{ id: 'renewal', enter: { not: both }, done: both, owner: 'csm' }],
    });
    await world.know('2026-06-01 09:00', { openedAt: '2026-06-01T09:00:00Z' });
    await world.pass('2026-08-01');
    expect(moves(world)).toEqual([
      '06-01 09:00 renewal: none > renewal',
      '06-08 00:00 renewal: renewal > none',
      '07-01 00:00 renewal: none > renewal',
    ]);
    const other = [
      {
        id: 'renewal',
        enter: when('daysUntil', 'lessThanInclusive', 120, { of: 'renewsOn' }),
        done,
        owner: 'csm',
      },
    ];
    const once = await worldOf({ renewal: other });
    await once.know('2026-06-01 09:00', { openedAt: '2026-06-01T09:00:00Z', renewsOn: '2026-06-30' });
    await once.know('2026-06-02 09:00', { renewsOn: '2026-12-01' });
    await once.pass('2026-06-20');
    expect(once.world.nextDue()).toBe(at('2026-08-03'));
  });

  it('is looked at for entering when it comes to rest, so that the time to enter is not missed', async () => {
    // Signed while the next term is 200 days off: nothing else happens until it is 120 days off.
    const done = when('openedAt', 'isKnown', true);
    const track = [
      {
        id: 'wait',
        enter: when('daysUntil', 'lessThanInclusive', 120, { of: 'renewsOn' }),
        done: when('flag', 'equal', true),
        owner: 'csm',
      },
    ];
    const world = await worldOf({ renewal: track, lifecycle: [{ id: 'x', enter: done, owner: 'csm' }] });
    await world.know('2026-08-20 09:00', { renewsOn: '2026-12-01', flag: false });
    await world.know('2026-08-21 09:00', { renewsOn: '2027-06-01', flag: true });
    // The flag is stale news by then; it goes back before the term comes near.
    await world.know('2026-08-22 09:00', { tier: 'x' });
    await world.pass('2027-01-31');
    expect(world.world.nextDue()).toBe(at('2027-02-01'));
  });
});
