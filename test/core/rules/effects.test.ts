import { describe, expect, it } from 'vitest';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

type Effect = Readonly<Record<string, unknown>>;

const TASK = { reason: 'look', title: 'Look', assign: 'csm', dueIn: '2 business days' };
const note = (id: string) => ({
  steps: [{ id, touch: { channel: 'email', template: 'note/hello', topic: 'news' } }],
});

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

describe('an effect', () => {
  it('is for its segments only', async () => {
    const rulebook = onFlag(
      [
        { segments: ['big'], createTask: { ...TASK, reason: 'for-big' } },
        { segments: ['small'], createTask: { ...TASK, reason: 'for-small' } },
        { createTask: { ...TASK, reason: 'for-all' } },
      ],
      {},
      {
        segments: {
          segments: [
            {
              id: 'big',
              when: when('limit', 'greaterThan', 9),
              people: { csm: 'a:b', manager: 'a:c' },
              targets: {},
            },
            {
              id: 'small',
              when: when('limit', 'lessThan', 10),
              people: { csm: 'a:b', manager: 'a:c' },
              targets: {},
            },
          ],
          otherwise: 'unassigned',
        },
      },
    );
    const world = await flagged(rulebook, { limit: 3 });
    expect(world.said('task-created').map((line) => line.split(' ').at(-1))).toEqual([
      'for-small',
      'for-all',
    ]);
  });

  it.each([
    ['true', { limit: 3 }, 1],
    ['false', { limit: 30 }, 0],
    ['unknown', {}, 0],
  ])('with "when" is carried out only where that is true (%s)', async (_truth, facts, times) => {
    const world = await flagged(onFlag([{ when: leaf('limit', 'lessThan', 10), createTask: TASK }]), facts);
    expect(world.entries('task-created')).toHaveLength(times);
  });

  it('of a resolve happens when the rule resolves, and not when it fires', async () => {
    const rulebook = onFlag([{ setFact: { other: true } }], { onResolve: [{ setFact: { other: false } }] });
    const world = await flagged(rulebook);
    expect(world.levelOf('other')).toBe(true);
    await world.tell('2026-06-02 09:00', 'flag.set', { flag: false });
    expect(world.levelOf('other')).toBe(false);
    expect(world.said('fact-set')).toEqual([
      '06-01 09:00 fact-set flagged other',
      '06-02 09:00 fact-set flagged other',
    ]);
  });

  it('is held back while a person has paused the rule, which still fires on record', async () => {
    const world = new TestWorld(onFlag([{ createTask: TASK }]), '2026-06-01', {
      pausedRules: new Set(['flagged']),
    });
    await world.tell('2026-06-01 09:00', 'flag.set', { flag: true });
    expect(world.said('fired', 'task-created')).toEqual(['06-01 09:00 fired flagged flagged']);
  });

  it('notifies under a key that the same firing always has', async () => {
    const play = () =>
      flagged(onFlag([{ notify: { who: 'team:cs', channel: 'slack', template: 'note/team' } }]));
    const [one, two] = [await play(), await play()];
    expect(one.entries('notice')).toMatchObject([{ rule: 'flagged', to: 'team:cs', channel: 'slack' }]);
    expect(one.entries('notice')[0]?.key).toMatch(/^[0-9a-f]{24}$/);
    expect(two.entries('notice')[0]?.key).toBe(one.entries('notice')[0]?.key);
  });

  it('records an opportunity with its amount, apart from everything else', async () => {
    const world = await flagged(
      onFlag([
        {
          recordOpportunity: {
            kind: 'seats',
            title: 'More seats',
            amount: { fact: 'limit' },
            confidence: 0.4,
          },
        },
      ]),
      { limit: 12 },
    );
    expect(world.entries('opportunity')).toMatchObject([
      { rule: 'flagged', reason: 'seats', values: { amount: 12, confidence: 0.4 } },
    ]);
  });

  it('exits a journey: the run ends as "exited", and the touches that were to come do not', async () => {
    const steps = [
      { id: 'later', at: 'P5D', touch: { channel: 'email', template: 'note/hello', topic: 'news' } },
    ];
    const rulebook = onFlag(
      [{ exitJourney: 'slow' }],
      {},
      { journeys: { slow: { enter: { when: when('other', 'equal', true) }, steps } } },
    );
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.know('2026-06-01 09:00', { other: true });
    await world.tell('2026-06-02 09:00', 'flag.set', { flag: true });
    await world.pass('2026-06-30');
    expect(world.said('run-started', 'run-ended', 'touch', 'touch-suppressed')).toEqual([
      '06-01 09:00 run-started slow',
      '06-02 09:00 run-ended slow exited',
    ]);
  });

  it('starts a journey with values read at that moment', async () => {
    const rulebook = onFlag(
      [{ startJourney: { id: 'calm', with: { base: { fact: 'limit' } } } }],
      {},
      {
        journeys: { calm: { ...note('hello'), needs: { base: 'number' } } },
      },
    );
    const world = await flagged(rulebook, { limit: 7 });
    expect(world.entries('run-started')).toMatchObject([
      { journey: 'calm', rule: 'flagged', values: { base: 7 } },
    ]);
  });

  it('does not start a journey whose value is unknown, and says so', async () => {
    const rulebook = onFlag(
      [{ startJourney: { id: 'calm', with: { base: { fact: 'limit' } } } }],
      {},
      {
        journeys: { calm: { ...note('hello'), needs: { base: 'number' } } },
      },
    );
    const world = await flagged(rulebook);
    expect(world.entries('run-refused')).toMatchObject([{ reason: 'missing-value', detail: 'base' }]);
  });
});

describe('"setFact"', () => {
  const reacts = { rules: { second: { conditions: when('other', 'equal', true) } } };

  it('is seen by other rules in the same decision', async () => {
    const world = await flagged(onFlag([{ setFact: { other: true } }], {}, reacts));
    expect(world.said('fired')).toEqual([
      '06-01 09:00 fired flagged flagged',
      '06-01 09:00 fired second second',
    ]);
  });

  it('is recorded and not applied in shadow', async () => {
    const world = await flagged(onFlag([{ setFact: { other: true } }], { status: 'shadow' }, reacts));
    expect(world.said('fired', 'fact-set')).toEqual([
      '06-01 09:00 fired flagged flagged',
      '06-01 09:00 fact-set flagged other',
    ]);
    expect(world.levelOf('other')).toBeUndefined();
    expect(world.entries('fact-set')[0]?.status).toBe('shadow');
  });

  it('goes three hops on from a signal and no further, which is put on record', async () => {
    const facts = Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [`hop${n}`, { type: 'boolean', meaning: 'A hop' }]),
    );
    const hop = (n: number) => ({
      conditions: when(`hop${n}`, 'equal', true),
      event: { type: 'hop', params: { effects: [{ setFact: { [`hop${n + 1}`]: true } }] } },
    });
    const rulebook = onFlag(
      [{ setFact: { hop1: true } }],
      {},
      {
        facts,
        rules: { hop1: hop(1), hop2: hop(2), hop3: hop(3), hop4: hop(4) },
      },
    );
    const world = await flagged(rulebook);
    expect(world.said('fired', 'hop-limit')).toEqual([
      '06-01 09:00 fired flagged flagged',
      '06-01 09:00 fired hop1 hop',
      '06-01 09:00 fired hop2 hop',
      '06-01 09:00 fired hop3 hop',
      '06-01 09:00 hop-limit',
    ]);
  });

  it('two rules that undo each other end at the hop limit instead of going on for ever', async () => {
    const set = (value: boolean) => ({ type: 'set', params: { effects: [{ setFact: { other: value } }] } });
    const rulebook = rulebookOf({
      rules: {
        off: { conditions: when('other', 'equal', true), event: set(false) },
        on: { conditions: when('other', 'equal', false), event: set(true) },
      },
    });
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.know('2026-06-01 09:00', { other: true });
    expect(world.entries('hop-limit')).toHaveLength(1);
    await world.pass('2026-06-10');
    expect(world.entries('hop-limit')).toHaveLength(1);
  });

  it('sets a fact anew when it is said again, so that it stays fresh', async () => {
    const rulebook = onFlag(
      [{ setFact: { mood: 'calm' } }],
      { repeatAfter: 'P10D' },
      {
        facts: { mood: { type: 'string', maxAge: 'P15D', meaning: 'Mood' } },
        rules: { calm: { conditions: when('mood', 'equal', 'calm'), for: 'P40D' } },
      },
    );
    const world = await flagged(rulebook);
    await world.pass('2026-07-31');
    // Said on 06-01, 06-11, …: never older than ten days, so the rule on it holds without a gap.
    expect(world.said('fired').filter((line) => line.includes('calm'))).toEqual([
      '07-11 09:00 fired calm calm',
    ]);
  });
});
