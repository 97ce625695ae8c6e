import { describe, expect, it } from 'vitest';
import { newAccount } from '../../../lib/core/accounts/account.ts';
import { Confirmer } from '../../../lib/core/conditions/confirm.ts';
import { decide } from '../../../lib/core/decide.ts';
import type { Effect } from '../../../lib/core/effect.ts';
import type { Guards } from '../../../lib/core/journeys/deliver.ts';
import { registerStep, stepsDue, wakeRuns } from '../../../lib/core/take-step.ts';
import { newWork } from '../../../lib/core/work.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { leaf, type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { ALIVE, at, signalOf } from '../../support/world.ts';

const OUTSIDE = {
  watermarks: ALIVE,
  pausedRules: new Set<string>(),
  confirmer: new Confirmer(),
  recordMisses: false,
};
const GUARDS: Guards = {
  kill: { everything: false, journeys: new Set(), topics: new Set() },
  isSuppressed: () => false,
  contactSends: () => [],
  accountSends: () => [],
};

/** An account whose executor is slow: the test says when it registers a step. */
function slow(parts: RulebookParts) {
  const rulebook = rulebookOf(parts);
  const account = newAccount('acme', at('2026-06-01'), rulebook.rules.length);
  const work = newWork(rulebook, account, OUTSIDE);
  return {
    account,
    tell: async (instant: string, type: string, data: unknown, contact?: string) =>
      decide(work, signalOf(rulebook, at(instant), type, data, contact === undefined ? {} : { contact })),
    register: (step: string, token: string, run = account.runs[0]?.id ?? 'gone') =>
      registerStep(work, run, step, token),
    wake: async (instant: string) => {
      work.now = at(instant);
      account.now = work.now;
      await wakeRuns(work, GUARDS);
    },
    answers: () =>
      work.effects
        .filter((effect): effect is Extract<Effect, { kind: 'answer' }> => effect.kind === 'answer')
        .map((effect) => [effect.token, 'ok' in effect.answer ? effect.answer.ok.next : effect.answer.error]),
    ended: () => work.ledger.filter((entry) => entry.kind === 'run-ended').map((entry) => entry.reason),
  };
}

const flagged = { flag: true };
const journey = {
  goal: { when: when('other', 'equal', true), goto: 'glad' },
  exit: [{ reason: 'gone', when: when('flag', 'equal', false) }],
  steps: [
    mail('one', { at: 'P1D' }),
    mail('two', { at: 'P2D' }),
    { id: 'over', end: 'completed' },
    mail('glad'),
    { id: 'end', end: 'goal' },
  ],
};

const signals = {
  'goal.met': { payload: {}, updates: [{ set: 'other', to: true }] },
  'flag.lost': { payload: {}, updates: [{ set: 'flag', to: false }] },
};
const parts = way(journey, { signals });

describe('an interruption before the executor has registered the step', () => {
  it('by the goal, at the very start: the step is told when it registers, and the run goes to the goal', async () => {
    const world = slow(parts);
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    await world.tell('2026-06-01 09:01', 'goal.met', {});
    expect(world.answers()).toEqual([]);
    world.register('one', 't1');
    expect(world.answers()).toEqual([['t1', 'Touchline.Goal']]);
    world.register('glad', 't2');
    await world.wake('2026-06-01 09:02');
    expect(world.answers()).toEqual([
      ['t1', 'Touchline.Goal'],
      ['t2', 'end'],
    ]);
    expect(world.ended()).toEqual(['goal']);
  });

  it('by the goal, between two steps: the later step is told', async () => {
    const world = slow(parts);
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    world.register('one', 't1');
    await world.wake('2026-06-02 09:00');
    expect(world.answers()).toEqual([['t1', 'two']]);
    await world.tell('2026-06-02 09:01', 'goal.met', {});
    world.register('two', 't2');
    world.register('glad', 't3');
    expect(world.answers()).toEqual([
      ['t1', 'two'],
      ['t2', 'Touchline.Goal'],
    ]);
    expect(world.account.runs[0]?.step).toMatchObject({ id: 'glad', token: 't3' });
  });

  it('by an exit: the step is stopped when it registers, since its run is over', async () => {
    const world = slow(parts);
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    await world.tell('2026-06-01 09:01', 'flag.lost', {});
    expect(world.ended()).toEqual(['gone']);
    world.register('one', 't1', 'the-run-is-gone');
    expect(world.answers()).toEqual([['t1', 'Touchline.Stop']]);
  });
});

describe('registering a step', () => {
  it('again, with a new token, answers only the new one', async () => {
    const world = slow(parts);
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    world.register('one', 'lost');
    world.register('one', 'found');
    await world.wake('2026-06-02 09:00');
    expect(world.answers()).toEqual([['found', 'two']]);
  });

  it('that the run is not at, is stopped', async () => {
    const world = slow(parts);
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    world.register('two', 't1');
    expect(world.answers()).toEqual([['t1', 'Touchline.Stop']]);
    expect(stepsDue(world.account.runs)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is what makes it due: nothing is taken before', async () => {
    const world = slow(parts);
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    await world.wake('2026-06-05 09:00');
    expect(world.answers()).toEqual([]);
    world.register('one', 't1');
    expect(stepsDue(world.account.runs)).toBe(at('2026-06-02 09:00'));
  });
});

describe('a signal between two steps', () => {
  it('is not lost to a "waitFor" that the executor has not registered yet', async () => {
    const steps = [
      mail('one'),
      {
        id: 'answer',
        waitFor: { signal: 'nps.responded', where: leaf('signal.score', 'equal', 9), within: 'P7D' },
      },
      { id: 'heard', end: 'heard' },
    ];
    const world = slow(way({ steps }));
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    world.register('one', 't1');
    await world.wake('2026-06-01 09:00');
    await world.tell('2026-06-01 09:01', 'nps.responded', { score: 3 }, 'ann');
    expect(world.ended()).toEqual([]);
    await world.tell('2026-06-01 09:02', 'nps.responded', { score: 9 }, 'ann');
    expect(world.ended()).toEqual(['heard']);
    world.register('answer', 't2', 'over');
    expect(world.answers().at(-1)).toEqual(['t2', 'Touchline.Stop']);
  });

  it('lets the run go on where more steps follow, and the executor catches up with it', async () => {
    const steps = [
      mail('one'),
      { id: 'answer', waitFor: { signal: 'nps.responded', within: 'P7D' } },
      mail('two'),
      mail('three'),
    ];
    const world = slow(way({ steps }));
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    world.register('one', 't1');
    await world.wake('2026-06-01 09:00');
    await world.tell('2026-06-01 09:01', 'nps.responded', { score: 3 }, 'ann');
    world.register('answer', 't2');
    world.register('two', 't3');
    await world.wake('2026-06-01 09:02');
    expect(world.answers()).toEqual([
      ['t1', 'answer'],
      ['t2', 'two'],
      ['t3', 'three'],
    ]);
  });

  it('is not taken by a "waitFor" whose time has not come', async () => {
    const steps = [
      { id: 'answer', at: 'P5D', waitFor: { signal: 'nps.responded', within: 'P7D' } },
      { id: 'heard', end: 'heard' },
    ];
    const world = slow(way({ steps }));
    await world.tell('2026-06-01 09:00', 'flag.set', flagged);
    await world.tell('2026-06-01 09:01', 'nps.responded', { score: 3 }, 'ann');
    expect(world.ended()).toEqual([]);
  });
});
