import { describe, expect, it } from 'vitest';
import { call, contact, mail, start, way, worldOf } from '../support/journey-worlds.ts';
import { rulebookOf, when } from '../support/rulebook.ts';
import { at, TestWorld } from '../support/world.ts';

const NOON = '2026-06-01 12:00';
const BY = { by: 'sam' };
const ACT = { source: 'touchline/acts' };

/** Ann's account, at the step `ring` of the run that began at nine, with the step's task open. */
async function called() {
  const world = await worldOf(
    way({ steps: [call('ring', {}, { wait: 'P20D' }), mail('after'), { id: 'over', end: 'completed' }] }),
  );
  await start(world, '2026-06-01 09:00');
  await world.pass('2026-06-01 09:00');
  const [task] = world.world.account.tasks;
  const [run] = world.world.account.runs;
  if (task === undefined || run === undefined) throw new Error('nothing is under way');
  return { world, task: task.id, run: run.id };
}

describe('an act of a person', () => {
  it('is on record before what follows from it, and all of that names who did it', async () => {
    const { world, task } = await called();
    await world.tell(NOON, 'task.completed', { task, ...BY }, ACT);
    const acted = world.ledger.findIndex(({ kind }) => kind === 'acted');
    expect(world.ledger.slice(acted)).toMatchObject([
      { at: at(NOON), kind: 'acted', by: 'sam', reason: 'task.completed', task, from: 'open', to: 'done' },
      { kind: 'task-closed', by: 'sam' },
      { kind: 'step-done', by: 'sam' },
    ]);
  });

  it('names nobody in what time brings about afterwards', async () => {
    const { world, task } = await called();
    await world.tell(NOON, 'task.assigned', { task, assignee: 'kim', ...BY }, ACT);
    await world.pass('2026-06-30');
    expect(world.entries('task-escalated').map(({ by }) => by)).toEqual([undefined]);
  });

  it('is no act where nobody is named, nor where a signal of another source has a field "by"', async () => {
    const signals = {
      told: { source: 'crm', payload: { by: { type: 'string' } }, updates: [] },
    };
    const world = new TestWorld(rulebookOf({ signals }), '2026-06-01');
    await world.tell(NOON, 'told', { by: 'eve' });
    await world.tell(NOON, 'account.paused', { paused: true }, ACT);
    await world.tell(
      NOON,
      'consent.changed',
      { withdrawn: ['news'], by: 'eve' },
      { contact: 'ann', source: 'forms' },
    );
    expect(world.entries('acted')).toEqual([]);
  });

  it.each([
    ['task.assigned', { assignee: 'kim' }, { from: 'queue:digital', to: 'kim' }],
    [
      'task.snoozed',
      { until: '2026-06-09T09:00:00Z', reason: 'holiday' },
      { from: '2026-06-04T09:00:00Z', to: '2026-06-09T09:00:00Z', detail: 'holiday' },
    ],
  ])('%s says how it was and how it is', async (type, data, told) => {
    const { world, task } = await called();
    await world.tell(NOON, type, { task, ...data, ...BY }, ACT);
    expect(world.entries('acted')).toMatchObject([{ task, ...told }]);
  });

  it('on a task that is not open is on record as that, and does nothing', async () => {
    const { world } = await called();
    const before = world.json.tasks;
    await world.tell(NOON, 'task.completed', { task: 'other', outcome: 'won', ...BY }, ACT);
    expect(world.entries('acted')).toMatchObject([{ task: 'other', from: 'closed', to: 'won' }]);
    expect(world.json.tasks).toEqual(before);
  });

  it('pauses and resumes an account, once each', async () => {
    const { world } = await called();
    await world.tell(NOON, 'account.paused', { paused: true, reason: 'outage', ...BY }, ACT);
    await world.tell('2026-06-01 13:00', 'account.paused', { paused: false, ...BY }, ACT);
    expect(world.entries('acted')).toMatchObject([
      { from: 'false', to: 'true', detail: 'outage' },
      { from: 'true', to: 'false' },
    ]);
    expect(world.levelOf('paused')).toBe(false);
  });

  it('tells which topics consent was withdrawn for', async () => {
    const { world } = await called();
    const ann = { contact: 'ann', ...ACT };
    await world.tell(NOON, 'consent.changed', { withdrawn: ['news'], ...BY }, ann);
    await world.tell('2026-06-01 13:00', 'consent.changed', { withdrawn: ['news', 'offer'], ...BY }, ann);
    expect(world.entries('acted')).toMatchObject([
      { contact: 'ann', from: '', to: 'news' },
      { contact: 'ann', from: 'news', to: 'news offer' },
    ]);
  });
});

describe('a run that a person stops', () => {
  it('ends at once, takes back what it asked for, and sends nothing more', async () => {
    const { world, run } = await called();
    await world.tell(NOON, 'run.stopped', { run, reason: 'wrong customer', ...BY }, ACT);
    expect(world.entries('acted')).toMatchObject([
      { run, from: 'ring', to: 'stopped', detail: 'wrong customer' },
    ]);
    expect(world.entries('run-ended')).toMatchObject([{ run, reason: 'stopped', by: 'sam' }]);
    await world.pass('2026-07-30');
    expect(world.entries('touch')).toEqual([]);
    expect(world.json.runs).toEqual([]);
  });

  it('is on record as ended where it was over, and no other run ends for it', async () => {
    const { world } = await called();
    await world.tell(NOON, 'run.stopped', { run: 'other', ...BY }, ACT);
    expect(world.entries('acted')).toMatchObject([{ run: 'other', from: 'ended', to: 'stopped' }]);
    expect(world.json.runs).toHaveLength(1);
  });
});

describe('an address that bounces or complains', () => {
  it.each(['touch.bounced', 'touch.complained'])('%s: is written to no more', async (type) => {
    const world = await worldOf(way({ steps: [mail('hello', { at: 'P1D' })] }));
    await start(world, '2026-06-01 09:00');
    const touch = { touch: 'k1', topic: 'news', template: 'note/hello' };
    await world.tell(NOON, type, { ...touch, by: 'mailer' }, { contact: 'ann', ...ACT });
    await world.pass('2026-06-30');
    expect(world.entries('acted')).toMatchObject([{ key: 'k1', contact: 'ann', by: 'mailer', reason: type }]);
    expect(world.said('touch', 'touch-suppressed')).toEqual([
      '06-02 09:00 touch-suppressed hello no-recipient',
    ]);
  });

  it.each(['touch.delivered', 'touch.opened', 'touch.clicked'])(
    '%s: changes nothing of that',
    async (type) => {
      const world = await worldOf(way({ steps: [mail('hello', { at: 'P1D' })] }));
      await start(world, '2026-06-01 09:00');
      await world.tell(
        NOON,
        type,
        { touch: 'k1', topic: 'news', template: 'note/hello' },
        { contact: 'ann' },
      );
      await world.pass('2026-06-30');
      expect(world.entries('touch')).toHaveLength(1);
    },
  );
});

const PER_CONTACT = way(
  {
    per: 'contact',
    to: 'subject',
    enter: { on: 'nps.responded', when: when('signal.score', 'lessThan', 5) },
    steps: [mail('hello', { at: 'P1D' }), { id: 'over', end: 'completed' }],
  },
  {
    rules: {
      unhappy: {
        each: 'contacts',
        conditions: when('contact.nps', 'lessThan', 5),
        event: { type: 'unhappy' },
      },
    },
  },
);
const erase = (world: TestWorld, instant: string) =>
  world.tell(instant, 'contact.erased', { ...BY }, { contact: 'ann', ...ACT });

describe('a contact who is erased', () => {
  it('ends the runs and firings about them', async () => {
    const world = await worldOf(PER_CONTACT);
    await world.tell('2026-06-01 09:00', 'nps.responded', { score: 2 }, { contact: 'ann' });
    await erase(world, NOON);
    expect(world.entries('acted')).toMatchObject([
      { contact: 'ann', from: 'known', to: 'erased', by: 'sam' },
    ]);
    expect(world.said('resolved', 'run-ended')).toEqual([
      '06-01 12:00 resolved unhappy ann',
      '06-01 12:00 run-ended way ann subject-removed',
    ]);
    await world.pass('2026-07-30');
    expect(world.entries('touch')).toEqual([]);
  });

  it('stays so, whatever is said of them later, and is sent nothing', async () => {
    const world = await worldOf(PER_CONTACT);
    await erase(world, NOON);
    for (const day of ['2026-06-02 09:00', '2026-06-25 09:00', '2026-09-01 09:00']) {
      await contact(world, day, 'ann', { roles: ['champion'] });
      await world.tell(day, 'nps.responded', { score: 1 }, { contact: 'ann' });
      // Enough others to have old tombstones swept.
      for (let i = 0; i < 20; i += 1) await contact(world, day, `c${day.slice(5, 10)}-${i}`);
    }
    await world.pass('2026-10-30');
    expect(world.json.sets.contacts?.items.ann?.fields).toEqual({});
    expect(world.stateOf('unhappy', 'ann')).toBeUndefined();
    expect(world.said('run-refused').filter((line) => line.includes('no-subject'))).toHaveLength(3);
    expect(world.entries('touch')).toEqual([]);
  });

  it('is not there for the touches of others either, and their account goes on', async () => {
    const world = await worldOf(way({ to: ['champion', 'primary'], steps: [mail('hello', { at: 'P1D' })] }));
    await contact(world, '2026-06-01 01:00', 'bob');
    await start(world, '2026-06-01 09:00');
    await erase(world, NOON);
    await world.pass('2026-06-30');
    expect(world.entries('touch').map(({ contact: who }) => who)).toEqual(['bob']);
  });

  it('is on record as unknown where nobody of that name was there', async () => {
    const world = await worldOf(PER_CONTACT);
    await world.tell(NOON, 'contact.erased', { ...BY }, { contact: 'zoe', ...ACT });
    expect(world.entries('acted')).toMatchObject([{ contact: 'zoe', from: 'unknown', to: 'erased' }]);
  });
});
