import { describe, expect, it } from 'vitest';
import { mail, start, way, worldOf } from '../../support/journey-worlds.ts';
import { when } from '../../support/rulebook.ts';
import type { TestWorld } from '../../support/world.ts';

const SAID = ['touch', 'touch-suppressed', 'run-ended'] as const;

function decide(world: TestWorld, instant: string, decision: 'approve' | 'decline'): Promise<void> {
  const task = world.world.account.tasks.find((one) => one.kind === 'approval')?.id ?? 'none';
  return world.tell(instant, 'approval.decided', { task, decision });
}

const openApprovals = (world: TestWorld) =>
  world.world.account.tasks.filter((task) => task.kind === 'approval');

describe('an "approval" step', () => {
  const steps = (onTimeout?: string) => [
    {
      id: 'ask',
      approval: {
        title: 'Grant it',
        by: 'manager',
        within: '2 business days',
        onDecline: 'no',
        ...(onTimeout === undefined ? {} : { onTimeout }),
      },
    },
    mail('offer'),
    { id: 'yes', end: 'offered' },
    { id: 'no', end: 'declined' },
    ...(onTimeout === undefined ? [] : [{ id: 'late', end: 'late' }]),
  ];

  it('asks whom the segment names, and goes on when they approve', async () => {
    const world = await worldOf(way({ steps: steps('late') }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-01 10:00');
    expect(world.entries('approval-asked')).toMatchObject([
      { step: 'ask', to: 'team:lead', until: Date.UTC(2026, 5, 3, 9) },
    ]);
    await decide(world, '2026-06-02 11:00', 'approve');
    await world.pass('2026-06-10');
    expect(world.said(...SAID)).toEqual(['06-02 11:00 touch offer ann', '06-02 11:00 run-ended way offered']);
  });

  it('goes the way of "onDecline"', async () => {
    const world = await worldOf(way({ steps: steps('late') }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    await decide(world, '2026-06-02 11:00', 'decline');
    await world.pass('2026-06-10');
    expect(world.said(...SAID)).toEqual(['06-02 11:00 run-ended way declined']);
  });

  it.each([
    ['the way of "onTimeout"', 'late', 'late'],
    ['that of "onDecline" where there is none', undefined, 'declined'],
  ])('goes %s when nobody decides, and asks nobody any more', async (_title, onTimeout, reason) => {
    const world = await worldOf(way({ steps: steps(onTimeout) }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.said(...SAID)).toEqual([`06-03 09:00 run-ended way ${reason}`]);
    expect(openApprovals(world)).toEqual([]);
    expect(world.entries('task-closed')).toMatchObject([{ to: 'expired' }]);
  });

  it('is withdrawn when the run ends meanwhile', async () => {
    const world = await worldOf(
      way({ exit: [{ reason: 'churned', when: when('tier', 'equal', 'gone') }], steps: steps() }),
    );
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { tier: 'gone' });
    expect(world.entries('task-closed')).toMatchObject([{ to: 'withdrawn' }]);
    expect(openApprovals(world)).toEqual([]);
  });
});

describe('a topic that needs approval', () => {
  const offer = (amount: unknown) =>
    way({ steps: [mail('offer', {}, { topic: 'offer', template: 'note/offer', amount })] });

  it.each([
    ['over the amount', 5001, ['approval-asked']],
    ['at the amount', 5000, ['touch']],
    ['of an unknown amount', { fact: 'limit' }, ['approval-asked']],
  ])('asks for a touch %s', async (_title, amount, kinds) => {
    const world = await worldOf(offer(amount));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-01 10:00');
    expect(world.entries('approval-asked', 'touch').map((entry) => entry.kind)).toEqual(kinds);
  });

  it('sends when it is approved, in decent hours', async () => {
    const world = await worldOf(offer(9000));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-01 10:00');
    await decide(world, '2026-06-01 21:00', 'approve');
    await world.pass('2026-06-10');
    expect(world.said(...SAID, 'touch-delayed')).toEqual([
      '06-01 21:00 touch-delayed offer ann quiet-hours',
      '06-02 09:00 touch offer ann',
      '06-02 09:00 run-ended way completed',
    ]);
  });

  it('sends nothing when it is declined', async () => {
    const world = await worldOf(offer(9000));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-01 10:00');
    await decide(world, '2026-06-02 10:00', 'decline');
    await world.pass('2026-06-10');
    expect(world.said(...SAID)).toEqual([
      '06-02 10:00 touch-suppressed offer ann declined',
      '06-02 10:00 run-ended way completed',
    ]);
  });

  it('sends nothing when nobody has decided in time', async () => {
    const world = await worldOf(offer(9000));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-10');
    expect(world.said(...SAID)).toEqual([
      '06-03 09:00 touch-suppressed offer ann expired:approval',
      '06-03 09:00 run-ended way completed',
    ]);
    expect(openApprovals(world)).toEqual([]);
  });
});
