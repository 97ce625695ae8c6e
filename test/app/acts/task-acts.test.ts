import { beforeEach, describe, expect, it } from 'vitest';
import { call, mail, way } from '../../support/journey-worlds.ts';
import { ProductScene, SAM } from '../../support/product-scene.ts';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const OUTCOMES = ['reached', 'gone'];
const WAY = way({
  steps: [
    call('ring', {}, { wait: 'P20D', outcomes: OUTCOMES }),
    {
      id: 'fork',
      branch: [{ when: when('step.ring.outcome', 'equal', 'gone'), goto: 'over' }],
      otherwise: 'hello',
    },
    mail('hello'),
    { id: 'over', end: 'completed' },
  ],
});
const GRANT = { title: 'Grant it', by: 'manager', within: 'P10D', onDecline: 'over', onTimeout: 'over' };
const ASKED = way({
  steps: [{ id: 'ask', approval: GRANT }, mail('hello'), { id: 'over', end: 'completed' }],
});

/** Acme's run waits for the task or approval of its first step, on Monday 1 June at 10:00. */
async function waiting(parts: RulebookParts): Promise<ProductScene> {
  const scene = await ProductScene.of(rulebookOf(parts), '2026-06-01');
  await scene.contact('ann', { roles: ['champion'] });
  scene.now = at('2026-06-01 09:00');
  await scene.tell('flag.set', { flag: true });
  await scene.pass('2026-06-01 10:00');
  return scene;
}

describe('a task', () => {
  let scene: ProductScene;
  let task: string;
  beforeEach(async () => {
    scene = await waiting(WAY);
    task = (await scene.task()).id;
  });
  const problem = (code: string, message: string) =>
    expect.objectContaining({ problem: code, message: expect.stringContaining(message) });

  it('is completed with one of its outcomes, and its run goes on with it', async () => {
    const row = await scene.acts.completeTask(SAM, task, {
      outcome: 'reached',
      fields: { minutes: 12, who: 'x y' },
    });
    expect(row).toMatchObject({ status: 'closed', outcome: 'reached', closedAt: scene.now });
    await scene.pass('2026-06-01 11:00');
    expect(await scene.said('touch')).toEqual(['06-01 10:00 touch hello ann']);
    const [logged] = await scene.stores.log.list({ account: 'acme', after: 2, limit: 10 });
    expect(logged).toMatchObject({
      state: 'decided',
      signal: {
        source: 'touchline/acts',
        type: 'task.completed',
        data: { task, outcome: 'reached', fields: ['minutes=12', 'who="x y"'], by: 'sam' },
      },
    });
  });

  it('is on record twice: in the ledger as what was decided, in the audit log with before and after', async () => {
    await scene.acts.completeTask(SAM, task, { outcome: 'gone' });
    expect(await scene.entries('acted', 'task-closed')).toMatchObject([
      { by: 'sam', reason: 'task.completed', task, from: 'open', to: 'gone' },
      { by: 'sam', task, to: 'gone' },
    ]);
    const before = { status: 'open', assignee: 'queue:digital' };
    expect(await scene.audited()).toMatchObject([
      {
        at: scene.now,
        by: 'sam',
        role: 'csm',
        act: 'task.complete',
        account: 'acme',
        target: task,
        before,
        after: { ...before, status: 'closed', outcome: 'gone' },
      },
    ]);
  });

  it('is assigned to somebody, whose it stays', async () => {
    expect(await scene.acts.assignTask(SAM, task, 'kim')).toMatchObject({ status: 'open', assignee: 'kim' });
    expect(await scene.audited()).toMatchObject([
      { act: 'task.assign', before: { assignee: 'queue:digital' }, after: { assignee: 'kim' } },
    ]);
  });

  it('is put off, so that it escalates later', async () => {
    await scene.acts.snoozeTask(SAM, task, '2026-06-10T09:00:00Z', 'on holiday');
    expect(await scene.audited()).toMatchObject([
      {
        act: 'task.snooze',
        reason: 'on holiday',
        after: { snoozedUntil: '2026-06-10T09:00:00Z', status: 'open' },
      },
    ]);
    await scene.pass('2026-06-19');
    expect(await scene.said('task-escalated')).toEqual(['06-10 09:00 task-escalated']);
  });

  it.each([
    ['an unknown outcome', { outcome: 'lost' }, 'the outcome is one of reached, gone, got "lost"'],
    ['no outcome', {}, 'the outcome is one of reached, gone, got none'],
    ['an outcome that every object has', { outcome: 'constructor' }, 'got "constructor"'],
  ])('is not completed with %s', async (_what, how, message) => {
    await expect(scene.acts.completeTask(SAM, task, how)).rejects.toEqual(problem('invalid', message));
    expect(await scene.audited()).toEqual([]);
    expect(await scene.stores.log.count('waiting')).toBe(0);
  });

  it.each([
    ['no instant', 'tomorrow', 'later', 'until is an instant'],
    ['the past', '2026-06-01T09:59:59Z', 'later', 'until must be later than now, 2026-06-01T10:00:00Z'],
    ['this moment', '2026-06-01T10:00:00Z', 'later', 'until must be later than now'],
    ['no reason', '2026-06-02T09:00:00Z', '  ', 'a task is put off for a reason'],
  ])('is not put off with %s', async (_what, until, reason, message) => {
    await expect(scene.acts.snoozeTask(SAM, task, until, reason)).rejects.toEqual(
      problem('invalid', message),
    );
    expect(await scene.audited()).toEqual([]);
  });

  it.each(['', 'two words', 'a\nb', 'ö'.repeat(3), 'x'.repeat(201)])('is not assigned to %j', async (who) => {
    await expect(scene.acts.assignTask(SAM, task, who)).rejects.toEqual(problem('invalid', 'an assignee is'));
  });

  it('that is closed cannot be closed, given or put off again', async () => {
    await scene.acts.completeTask(SAM, task, { outcome: 'gone' });
    const again = problem('conflict', 'the task was closed before: gone');
    await expect(scene.acts.completeTask(SAM, task, { outcome: 'gone' })).rejects.toEqual(again);
    await expect(scene.acts.assignTask(SAM, task, 'kim')).rejects.toEqual(again);
    await expect(scene.acts.snoozeTask(SAM, task, '2026-06-09T00:00:00Z', 'x')).rejects.toEqual(again);
    expect(await scene.audited()).toHaveLength(1);
  });

  it('is completed once by two people at once, and the other is told', async () => {
    const both = await Promise.allSettled([
      scene.acts.completeTask(SAM, task, { outcome: 'gone' }),
      scene.acts.completeTask({ name: 'kim', role: 'csm' }, task, { outcome: 'gone' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await scene.audited()).toMatchObject([{ by: 'sam' }]);
    expect(await scene.entries('task-closed')).toHaveLength(1);
  });

  it('is told apart from one that time closed before the act could be decided', async () => {
    // Its proof is in the log before the act.
    const proof = { proof: when('other', 'equal', true) };
    const proven = await waiting(way({ steps: [call('ring', {}, { wait: 'P20D', ...proof })] }, other()));
    const { id } = await proven.task();
    await proven.log('other.set', { other: true });
    await expect(proven.acts.completeTask(SAM, id, { outcome: 'won' })).rejects.toEqual(
      problem('conflict', 'the task was closed: proven before this could be done'),
    );
    expect(await proven.audited()).toEqual([]);
    expect(await proven.entries('acted')).toMatchObject([{ task: id, from: 'closed' }]);
  });

  it('of a journey in shadow is nobody’s to work on', async () => {
    const shadow = await waiting(way({ status: 'shadow', steps: [call('ring', {}, { wait: 'P20D' })] }));
    const { id } = await shadow.task();
    await expect(shadow.acts.completeTask(SAM, id, {})).rejects.toEqual(problem('conflict', 'in shadow'));
  });

  it.each(['none', '', '__proto__', 'x'.repeat(5000)])(
    'that is not there is not found: %.20s',
    async (id) => {
      const calls = [
        scene.acts.completeTask(SAM, id, {}),
        scene.acts.assignTask(SAM, id, 'kim'),
        scene.acts.snoozeTask(SAM, id, '2026-06-09T00:00:00Z', 'x'),
        scene.acts.decideApproval(SAM, id, 'approve'),
      ];
      for (const one of await Promise.allSettled(calls))
        expect(one).toMatchObject({ status: 'rejected', reason: { problem: 'not-found' } });
    },
  );
});

describe('an approval', () => {
  let scene: ProductScene;
  let task: string;
  beforeEach(async () => {
    scene = await waiting(ASKED);
    task = (await scene.task()).id;
  });

  it.each([
    ['approve', 'approve', ['06-01 10:00 touch hello ann']],
    ['decline', 'decline', []],
  ] as const)('that is given the word %s lets its run go that way', async (decision, outcome, touches) => {
    expect(await scene.acts.decideApproval(SAM, task, decision, 'fair')).toMatchObject({
      status: 'closed',
      outcome,
    });
    await scene.pass('2026-06-02');
    expect(await scene.said('touch')).toEqual(touches);
    expect(await scene.audited()).toMatchObject([
      { act: `approval.${decision}`, before: { status: 'open' }, after: { outcome }, reason: 'fair' },
    ]);
  });

  it('is decided, not completed or put off, and may be given to another', async () => {
    const wrong = expect.objectContaining({ problem: 'invalid' });
    await expect(scene.acts.completeTask(SAM, task, { outcome: 'approve' })).rejects.toEqual(wrong);
    await expect(scene.acts.snoozeTask(SAM, task, '2026-06-09T00:00:00Z', 'x')).rejects.toEqual(wrong);
    expect(await scene.acts.assignTask(SAM, task, 'kim')).toMatchObject({ assignee: 'kim', status: 'open' });
  });

  it('is not what a plain task is', async () => {
    const plain = await waiting(WAY);
    const { id } = await plain.task();
    await expect(plain.acts.decideApproval(SAM, id, 'approve')).rejects.toMatchObject({ problem: 'invalid' });
  });
});

function other(): RulebookParts {
  return {
    signals: {
      'other.set': {
        payload: { other: { type: 'boolean' } },
        updates: [{ set: 'other', to: { from: 'other' } }],
      },
    },
  };
}
