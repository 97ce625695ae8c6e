import { describe, expect, it } from 'vitest';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

type Effect = Readonly<Record<string, unknown>>;

const TASK = { reason: 'look', title: 'Look', assign: 'csm', dueIn: '2 business days' };

/** A rule that fires when `flag` becomes true and does what is given. */
function onFlag(effects: readonly Effect[], siblings: Effect = {}, parts: RulebookParts = {}) {
  const rule = {
    conditions: when('flag', 'equal', true),
    event: { type: 'flagged', params: { effects } },
    ...siblings,
  };
  return rulebookOf({ ...parts, rules: { flagged: rule, ...parts.rules } });
}

async function flagged(
  rulebook: ReturnType<typeof onFlag>,
  facts: Readonly<Record<string, string | number>> = {},
) {
  const world = new TestWorld(rulebook, '2026-06-01');
  await world.know('2026-06-01 08:00', { flag: false, ...facts });
  await world.tell('2026-06-01 09:00', 'flag.set', { flag: true });
  return world;
}

describe('a task', () => {
  it('is due and escalates in business days, to whom the segment names', async () => {
    const world = await flagged(onFlag([{ createTask: TASK }]));
    // Monday 1 June 09:00: due Wednesday, escalates on Thursday.
    expect(world.entries('task-created')).toMatchObject([
      { to: 'queue:digital', until: Date.UTC(2026, 5, 3, 9) },
    ]);
    await world.pass('2026-06-30');
    expect(world.entries('task-escalated')).toMatchObject([
      { at: Date.UTC(2026, 5, 4, 9), from: 'queue:digital', to: 'team:lead' },
    ]);
  });

  it('is opened once for a reason and subject; the second time the open one is named', async () => {
    const world = await flagged(onFlag([{ createTask: TASK }, { createTask: { ...TASK, title: 'Again' } }]));
    expect(world.said('task-created', 'task-exists').map((line) => line.split(' ')[2])).toEqual([
      'task-created',
      'task-exists',
    ]);
    expect(world.world.account.tasks).toHaveLength(1);
  });

  it('is closed by its proof, when a fact that it reads makes it true', async () => {
    const world = await flagged(
      onFlag([{ createTask: { ...TASK, proof: when('limit', 'greaterThan', 5) } }]),
    );
    await world.know('2026-06-02 09:00', { limit: 3 });
    expect(world.world.account.tasks).toHaveLength(1);
    await world.know('2026-06-03 09:00', { limit: 6 });
    expect(world.entries('task-closed')).toMatchObject([
      { reason: 'look', to: 'proven', at: Date.UTC(2026, 5, 3, 9) },
    ]);
  });

  it('is completed, assigned and snoozed by people, which moves its escalation', async () => {
    const world = await flagged(onFlag([{ createTask: TASK }]));
    const task = world.world.account.tasks[0]?.id;
    await world.tell('2026-06-02 09:00', 'task.assigned', { task, assignee: 'eve' });
    await world.tell('2026-06-02 10:00', 'task.snoozed', {
      task,
      until: '2026-06-08T09:00:00Z',
      reason: 'holiday',
    });
    await world.pass('2026-06-09');
    expect(world.entries('task-escalated')).toMatchObject([
      { at: Date.UTC(2026, 5, 8, 9), from: 'eve', to: 'team:lead' },
    ]);
    await world.tell('2026-06-10 09:00', 'task.completed', { task, outcome: 'called' });
    expect(world.entries('task-closed')).toMatchObject([{ to: 'called' }]);
    expect(world.world.account.tasks).toEqual([]);
  });

  it('that is gone takes no more acts', async () => {
    const world = await flagged(onFlag([{ createTask: TASK }]));
    const task = world.world.account.tasks[0]?.id;
    await world.tell('2026-06-02 09:00', 'task.completed', { task });
    await world.tell('2026-06-02 10:00', 'task.completed', { task });
    await world.tell('2026-06-02 11:00', 'task.assigned', { task, assignee: 'eve' });
    expect(world.entries('task-closed', 'task-assigned')).toHaveLength(1);
  });

  it('of a shadow rule is on record, escalates to nobody and vanishes when it is due', async () => {
    const world = await flagged(onFlag([{ createTask: TASK }], { status: 'shadow' }));
    expect(world.entries('task-created')).toMatchObject([{ status: 'shadow' }]);
    await world.pass('2026-06-30');
    expect(world.entries('task-escalated')).toEqual([]);
    expect(world.world.account.tasks).toEqual([]);
  });
});
