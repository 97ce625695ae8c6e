import { describe, expect, it } from 'vitest';
import { leaf, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const LIFE = ['fired', 'resolved', 'limited'] as const;

describe('a rule for each item of a set', () => {
  const severe = rulebookOf({
    rules: { severe: { each: 'tickets', conditions: when('ticket.severity', 'equal', 'critical') } },
  });

  const opened = (world: TestWorld, instant: string, ticket: string, severity: string) =>
    world.tell(instant, 'ticket.opened', { ticket, severity });

  it('has a life of its own for every item', async () => {
    const world = new TestWorld(severe, '2026-06-01');
    await opened(world, '2026-06-01 09:00', 't1', 'critical');
    await opened(world, '2026-06-01 10:00', 't2', 'critical');
    await opened(world, '2026-06-01 11:00', 't1', 'low');
    await opened(world, '2026-06-01 12:00', 't3', 'low');
    expect(world.said(...LIFE)).toEqual([
      '06-01 09:00 fired severe t1 severe',
      '06-01 10:00 fired severe t2 severe',
      '06-01 11:00 resolved severe t1',
    ]);
  });

  it('resolves when its item is removed, and fires when the item comes back', async () => {
    const world = new TestWorld(severe, '2026-06-01');
    await opened(world, '2026-06-01 09:00', 't1', 'critical');
    await world.tell('2026-06-01 10:00', 'ticket.solved', { ticket: 't1' });
    await opened(world, '2026-06-01 11:00', 't1', 'critical');
    expect(world.said(...LIFE)).toEqual([
      '06-01 09:00 fired severe t1 severe',
      '06-01 10:00 resolved severe t1',
      '06-01 11:00 fired severe t1 severe',
    ]);
  });

  it('limits each item for itself', async () => {
    const rulebook = rulebookOf({
      rules: {
        severe: {
          each: 'tickets',
          conditions: when('ticket.severity', 'equal', 'critical'),
          atMostOncePer: 'ever',
        },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await opened(world, '2026-06-01 09:00', 't1', 'critical');
    await opened(world, '2026-06-01 10:00', 't1', 'low');
    await opened(world, '2026-06-01 11:00', 't1', 'critical');
    await opened(world, '2026-06-01 12:00', 't2', 'critical');
    expect(world.said(...LIFE).slice(2)).toEqual([
      '06-01 11:00 limited severe t1 at-most-once-per',
      '06-01 12:00 fired severe t2 severe',
    ]);
  });

  it('waits for each item at its own time', async () => {
    const rulebook = rulebookOf({
      rules: {
        old: {
          each: 'tickets',
          conditions: when('hoursSince', 'greaterThan', 24, { of: 'ticket.openedAt' }),
        },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await opened(world, '2026-06-01 09:00', 't1', 'low');
    await opened(world, '2026-06-01 15:00', 't2', 'low');
    await world.pass('2026-06-10');
    expect(world.said(...LIFE)).toEqual([
      '06-02 09:00:00.001 fired old t1 old',
      '06-02 15:00:00.001 fired old t2 old',
    ]);
  });

  it('is looked at for every item when a fact of the account changes', async () => {
    const rulebook = rulebookOf({
      rules: {
        both: {
          each: 'tickets',
          conditions: { all: [leaf('flag', 'equal', true), leaf('ticket.severity', 'equal', 'low')] },
        },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await opened(world, '2026-06-01 09:00', 't2', 'low');
    await opened(world, '2026-06-01 09:30', 't1', 'low');
    await world.tell('2026-06-01 10:00', 'flag.set', { flag: true });
    await world.tell('2026-06-01 11:00', 'flag.set', { flag: false });
    expect(world.said(...LIFE)).toEqual([
      '06-01 10:00 fired both t1 both',
      '06-01 10:00 fired both t2 both',
      '06-01 11:00 resolved both t1',
      '06-01 11:00 resolved both t2',
    ]);
  });

  it('resolves for an item that another one pushes out of a full set', async () => {
    const rulebook = rulebookOf({
      facts: {
        boxes: {
          type: 'set',
          item: 'box',
          max: 2,
          source: 'crm',
          meaning: 'Boxes',
          fields: { size: { type: 'number' } },
        },
      },
      signals: {
        boxed: {
          payload: { box: { type: 'string' } },
          updates: [{ put: 'boxes', key: { from: 'box' }, fields: { size: 1 } }],
        },
      },
      rules: { there: { each: 'boxes', conditions: when('box.size', 'equal', 1) } },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    for (const [time, box] of [
      ['09:00', 'b'],
      ['10:00', 'c'],
      ['11:00', 'a'],
    ] as const) {
      await world.tell(`2026-06-01 ${time}`, 'boxed', { box });
    }
    expect(world.said(...LIFE)).toEqual([
      '06-01 09:00 fired there b there',
      '06-01 10:00 fired there c there',
      '06-01 11:00 fired there a there',
      '06-01 11:00 resolved there c',
    ]);
  });

  it('is looked at for an item of which a field changes that it reads', async () => {
    const rulebook = rulebookOf({
      rules: { low: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 7) } },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.tell('2026-06-01 09:00', 'contact.identified', { roles: [] }, { contact: 'ann' });
    await world.tell('2026-06-01 10:00', 'nps.responded', { score: 3 }, { contact: 'ann' });
    await world.tell('2026-06-01 11:00', 'contact.identified', { roles: ['admin'] }, { contact: 'ann' });
    await world.tell('2026-06-01 12:00', 'nps.responded', { score: 9 }, { contact: 'ann' });
    expect(world.said(...LIFE)).toEqual(['06-01 10:00 fired low ann low', '06-01 12:00 resolved low ann']);
  });

  it('names its subject in what it does', async () => {
    const rulebook = rulebookOf({
      rules: {
        severe: {
          each: 'tickets',
          conditions: when('ticket.severity', 'equal', 'critical'),
          event: {
            type: 'severe',
            params: {
              effects: [{ createTask: { reason: 'ticket', title: 'Look', assign: 'csm', dueIn: 'P1D' } }],
            },
          },
        },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await opened(world, '2026-06-01 09:00', 't1', 'critical');
    await opened(world, '2026-06-01 10:00', 't2', 'critical');
    expect(world.entries('task-created').map((entry) => entry.subject)).toEqual(['t1', 't2']);
    expect(world.world.account.tasks.map((task) => task.subject)).toEqual(['t1', 't2']);
  });
});

describe('a rule about the account that counts items', () => {
  it('sees that an item was removed', async () => {
    const rulebook = rulebookOf({
      rules: { many: { conditions: when('count', 'greaterThanInclusive', 2, { of: 'tickets' }) } },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    for (const ticket of ['t1', 't2'])
      await world.tell('2026-06-01 09:00', 'ticket.opened', { ticket, severity: 'low' });
    await world.tell('2026-06-02 09:00', 'ticket.solved', { ticket: 't1' });
    expect(world.said(...LIFE)).toEqual(['06-01 09:00 fired many many', '06-02 09:00 resolved many']);
  });
});

describe('a rule that counts the items of a set', () => {
  const rulebook = rulebookOf({
    rules: {
      two: {
        conditions: when('count', 'greaterThanInclusive', 2, {
          of: 'tickets',
          where: leaf('ticket.severity', 'equal', 'critical'),
        }),
      },
    },
  });

  it('sees an item that comes, a field of one that changes, and an item that goes', async () => {
    const world = new TestWorld(rulebook, '2026-06-01');
    const opened = (time: string, ticket: string, severity: string) =>
      world.tell(`2026-06-01 ${time}`, 'ticket.opened', { ticket, severity });
    await opened('09:00', 't1', 'critical');
    await opened('10:00', 't2', 'critical');
    await opened('11:00', 't2', 'low');
    await opened('12:00', 't2', 'critical');
    await world.tell('2026-06-01 13:00', 'ticket.solved', { ticket: 't1' });
    expect(world.said(...LIFE)).toEqual([
      '06-01 10:00 fired two two',
      '06-01 11:00 resolved two',
      '06-01 12:00 fired two two',
      '06-01 13:00 resolved two',
    ]);
  });
});
