import { describe, expect, it } from 'vitest';
import { call, mail, RUN, start, way, worldOf } from '../../support/journey-worlds.ts';
import { leaf, when } from '../../support/rulebook.ts';

const DONE = ['step-done', 'run-ended'] as const;

describe('a "branch"', () => {
  const steps = [
    {
      id: 'which',
      branch: [
        { when: leaf('limit', 'greaterThan', 9), goto: 'many' },
        { when: leaf('limit', 'greaterThan', 4), goto: 'some' },
      ],
      otherwise: 'few',
    },
    call('many'),
    { id: 'end-1', end: 'many' },
    call('some'),
    { id: 'end-2', end: 'some' },
    call('few'),
    { id: 'end-3', end: 'few' },
  ];

  it.each([
    ['the first arm that is true', { limit: 10 }, 'many'],
    ['a later arm', { limit: 5 }, 'some'],
    ['"otherwise" where none is true', { limit: 1 }, 'few'],
    ['"otherwise" where nothing is known', { tier: 'x' }, 'few'],
  ])('takes %s', async (_title, facts, reason) => {
    const world = await worldOf(way({ steps }));
    await world.know('2026-06-01 08:00', facts);
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('run-ended')).toEqual([`06-01 09:00 run-ended way ${reason}`]);
  });

  it('goes on to the next step where there is no "otherwise"', async () => {
    const world = await worldOf(
      way({
        steps: [
          { id: 'which', branch: [{ when: leaf('limit', 'greaterThan', 9), goto: 'last' }] },
          call('next'),
          call('last'),
        ],
      }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('task-created').map((line) => line.split(' ')[3])).toEqual(['next', 'last']);
  });
});

describe('a "task" step', () => {
  const waiting = (timing: Readonly<Record<string, unknown>> = {}) => [
    call('close', {}, { outcomes: ['changed', 'not-changed'], wait: '10 business days', ...timing }),
    {
      id: 'answer',
      branch: [{ when: when('step.close.outcome', 'equal', 'changed'), goto: 'tell' }],
      otherwise: 'open',
    },
    mail('tell'),
    { id: 'told', end: 'told' },
    { id: 'open', end: 'loop-open' },
  ];

  it('without "wait" lets the run go on at once, and leaves the task open', async () => {
    const world = await worldOf(way({ steps: [call('one'), mail('two')] }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-01 10:00');
    expect(world.said(...DONE)).toEqual([
      '06-01 09:00 step-done one',
      '06-01 09:00 step-done two',
      '06-01 09:00 run-ended way completed',
    ]);
    expect(world.world.account.tasks.map((task) => task.reason)).toEqual(['one']);
  });

  it('with "wait" goes on with the outcome that a person gives', async () => {
    const world = await worldOf(way({ steps: waiting() }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    const task = world.world.account.tasks[0]?.id;
    await world.tell('2026-06-03 11:00', 'task.completed', { task, outcome: 'changed' });
    await world.pass('2026-06-04');
    expect(world.said('task-closed', 'touch', 'run-ended')).toEqual([
      `06-03 11:00 task-closed ${task} close`,
      '06-03 11:00 touch tell ann',
      '06-03 11:00 run-ended way told',
    ]);
  });

  it('goes on without an outcome when nobody has acted in time', async () => {
    const world = await worldOf(way({ steps: waiting() }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-30');
    expect(world.said('run-ended')).toEqual(['06-15 09:00 run-ended way loop-open']);
  });

  it('remembers the outcome of a task that it did not wait for', async () => {
    const steps = [
      call('ask', {}, { outcomes: ['yes', 'no'] }),
      {
        id: 'answer',
        at: 'P5D',
        branch: [{ when: when('step.ask.outcome', 'equal', 'yes'), goto: 'glad' }],
        otherwise: 'open',
      },
      { id: 'open', end: 'open' },
      { id: 'glad', end: 'glad' },
    ];
    const world = await worldOf(way({ steps }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    await world.tell('2026-06-03 11:00', 'task.completed', {
      task: world.world.account.tasks[0]?.id,
      outcome: 'yes',
    });
    await world.pass('2026-06-30');
    expect(world.said('run-ended')).toEqual(['06-06 09:00 run-ended way glad']);
  });

  it('goes on when the proof of its task becomes true', async () => {
    const world = await worldOf(way({ steps: waiting({ proof: when('limit', 'greaterThan', 5) }) }));
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-03 11:00', { limit: 9 });
    await world.pass('2026-06-04');
    expect(world.entries('task-closed')).toMatchObject([{ to: 'proven' }]);
    expect(world.said('run-ended')).toEqual(['06-03 11:00 run-ended way loop-open']);
  });
});

describe('"set" and "do" steps', () => {
  it('set values that later steps read as they were then', async () => {
    const world = await worldOf(
      way({
        steps: [
          { id: 'note', set: { base: { fact: 'limit' }, word: 'x' } },
          {
            id: 'which',
            at: 'P2D',
            branch: [
              {
                when: { fact: 'limit', operator: 'greaterThan', value: { fact: 'run.base' } },
                goto: 'grown',
              },
            ],
            otherwise: 'same',
          },
          { id: 'same', end: 'same' },
          { id: 'grown', end: 'grown' },
        ],
      }),
    );
    await world.know('2026-06-01 08:00', { limit: 4 });
    await start(world, '2026-06-01 09:00');
    await world.know('2026-06-02 09:00', { limit: 5 });
    await world.pass('2026-06-05');
    expect(world.said('run-ended')).toEqual(['06-03 09:00 run-ended way grown']);
  });

  it('do what a rule could do: rules see a fact that they set, and other journeys start', async () => {
    const world = await worldOf(
      way(
        {
          steps: [
            { id: 'act', do: [{ setFact: { other: true } }, { startJourney: 'second' }] },
            mail('after'),
          ],
        },
        {
          rules: { seen: { conditions: when('other', 'equal', true) } },
          journeys: { second: { steps: [mail('begun')] } },
        },
      ),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('fact-set', 'fired', ...RUN).slice(2)).toEqual([
      '06-01 09:00 fact-set act other',
      '06-01 09:00 run-started act',
      '06-01 09:00 fired seen seen',
      '06-01 09:00 touch after ann',
      '06-01 09:00 run-ended way completed',
      '06-01 09:00 touch begun ann',
      '06-01 09:00 run-ended second completed',
    ]);
  });

  it('in a shadow run set no fact', async () => {
    const world = await worldOf(
      way({ status: 'shadow', steps: [{ id: 'act', do: [{ setFact: { other: true } }] }] }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.entries('fact-set').map((entry) => entry.status)).toEqual(['shadow']);
    expect(world.levelOf('other')).toBeUndefined();
  });

  it('a run may end itself', async () => {
    const world = await worldOf(way({ steps: [{ id: 'act', do: [{ exitJourney: 'way' }] }, mail('never')] }));
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('touch', 'run-ended')).toEqual(['06-01 09:00 run-ended way exited']);
  });
});
