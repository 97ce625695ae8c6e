import { describe, expect, it } from 'vitest';
import type { LedgerKind } from '../../../lib/core/ledger.ts';
import type { Instant } from '../../../lib/core/time/instant.ts';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, short, TestWorld } from '../../support/world.ts';

type Json = Readonly<Record<string, unknown>>;

const TASK = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P2D' } };
const LIVE = '2026-06-10 12:00';

/** An account from 1 June whose rule `flagged`, true while `flag` is, became live on 10 June at noon. */
function world(rule: Json = {}, parts: RulebookParts = {}, live: Instant = at(LIVE)): TestWorld {
  const flagged = {
    conditions: when('flag', 'equal', true),
    event: { type: 'flagged', params: { effects: [TASK] } },
    ...rule,
  };
  const rulebook = rulebookOf({ ...parts, rules: { flagged, ...parts.rules } });
  return new TestWorld(rulebook, '2026-06-01', { liveSince: new Map([['flagged', live]]) });
}

/** `06-01 09:00 fired ann`: when, what, about whom or what. */
function said(one: TestWorld, ...kinds: readonly LedgerKind[]): string[] {
  return one.entries(...kinds).map(({ at, kind, subject, reason }) => {
    const about = kind === 'task-created' ? reason : subject;
    return [short(at), kind, about].filter((part) => part !== undefined).join(' ');
  });
}

const FIRED = ['baselined', 'fired', 'resolved', 'limited', 'task-created'] as const;
const flag = (one: TestWorld, when: string, value: boolean) => one.tell(when, 'flag.set', { flag: value });

describe('a level rule that becomes live', () => {
  it('takes what holds as known, and asks for nothing, however long it goes on', async () => {
    const one = world({ repeatAfter: 'P1D' });
    await flag(one, '2026-06-02 09:00', true);
    await flag(one, LIVE, true);
    await flag(one, '2026-06-20 09:00', true);
    await one.pass('2026-07-20');
    expect(said(one, ...FIRED)).toEqual(['06-02 09:00 baselined']);
    expect(one.stateOf('flagged')).toBe('firing');
  });

  it('fires on what becomes true a moment later, and on nothing at the moment itself', async () => {
    const late = world();
    await late.know(LIVE, { flag: false });
    await flag(late, '2026-06-10T12:00:00.001Z', true);
    expect(said(late, ...FIRED)).toEqual([
      '06-10 12:00:00.001 fired',
      '06-10 12:00:00.001 task-created look',
    ]);
    const same = world();
    await flag(same, LIVE, true);
    expect(said(same, ...FIRED)).toEqual(['06-10 12:00 baselined']);
  });

  it('fires anew on what was known once that has ended', async () => {
    const one = world();
    await flag(one, '2026-06-02 09:00', true);
    await flag(one, '2026-06-11 09:00', false);
    await flag(one, '2026-06-12 09:00', true);
    expect(said(one, ...FIRED)).toEqual([
      '06-02 09:00 baselined',
      '06-11 09:00 resolved',
      '06-12 09:00 fired',
      '06-12 09:00 task-created look',
    ]);
  });

  it('does what a resolve asks for only where the resolve is a change', async () => {
    const onResolve = [{ createTask: { ...TASK.createTask, reason: 'over' } }];
    const one = world({ onResolve });
    await flag(one, '2026-06-02 09:00', true);
    await flag(one, '2026-06-03 09:00', false);
    await flag(one, '2026-06-04 09:00', true);
    expect(one.entries('task-created')).toEqual([]);
    await flag(one, '2026-06-11 09:00', false);
    expect(said(one, 'resolved', 'task-created')).toEqual([
      '06-03 09:00 resolved',
      '06-11 09:00 resolved',
      '06-11 09:00 task-created over',
    ]);
  });

  it('waits for nothing that was to hold for some time: it holds', async () => {
    const one = world({ for: 'P5D' });
    await flag(one, '2026-06-08 09:00', true);
    await one.pass('2026-06-30');
    expect(said(one, ...FIRED)).toEqual(['06-08 09:00 baselined']);
  });

  it('lets what begins afterwards hold for its time, and fires then', async () => {
    const one = world({ for: 'P5D' });
    await flag(one, '2026-06-11 09:00', true);
    await one.pass('2026-06-30');
    expect(said(one, 'baselined', 'fired')).toEqual(['06-16 09:00 fired']);
  });

  it('fires where time alone makes it true afterwards, and takes as known where it did before', async () => {
    const conditions = when('daysSince', 'greaterThanInclusive', 7, { of: 'openedAt' });
    const before = world({ conditions });
    await before.know('2026-06-02 09:00', { openedAt: '2026-06-02T09:00:00Z' });
    await before.pass('2026-06-30');
    expect(said(before, 'baselined', 'fired')).toEqual(['06-09 00:00 baselined']);
    const after = world({ conditions });
    await after.know('2026-06-06 09:00', { openedAt: '2026-06-06T09:00:00Z' });
    await after.pass('2026-06-30');
    expect(said(after, 'baselined', 'fired')).toEqual(['06-13 00:00 fired']);
  });

  it('baselines each item of its own set, and fires for those that come', async () => {
    const one = world({ each: 'contacts', conditions: when('contact.nps', 'lessThan', 5) });
    await one.tell('2026-06-02 09:00', 'nps.responded', { score: 2 }, { contact: 'ann' });
    await one.tell('2026-06-11 09:00', 'nps.responded', { score: 3 }, { contact: 'bob' });
    await one.tell('2026-06-11 10:00', 'nps.responded', { score: 1 }, { contact: 'ann' });
    await one.tell('2026-06-12 09:00', 'nps.responded', { score: 9 }, { contact: 'ann' });
    await one.tell('2026-06-13 09:00', 'nps.responded', { score: 0 }, { contact: 'ann' });
    expect(said(one, 'baselined', 'fired', 'resolved')).toEqual([
      '06-02 09:00 baselined ann',
      '06-11 09:00 fired bob',
      '06-12 09:00 resolved ann',
      '06-13 09:00 fired ann',
    ]);
  });

  it('knows nothing of an account that comes later: there all of it is news', async () => {
    const one = world({}, {}, at('2026-05-20'));
    await flag(one, '2026-06-02 09:00', true);
    expect(said(one, 'baselined', 'fired')).toEqual(['06-02 09:00 fired']);
  });

  it('is none of the concern of a rule in shadow, which says what it would do from the first', async () => {
    const one = world({ status: 'shadow', repeatAfter: 'P30D' });
    await flag(one, '2026-06-02 09:00', true);
    expect(one.entries('fired')).toMatchObject([{ status: 'shadow', at: at('2026-06-02 09:00') }]);
  });
});

describe('what a rule had begun in shadow when it becomes live', () => {
  const shadowed = async (siblings: Json, until: string) => {
    const parts = (status: string) => ({
      rules: {
        flagged: {
          conditions: when('flag', 'equal', true),
          event: { type: 'flagged', params: { effects: [TASK] } },
          status,
          ...siblings,
        },
      },
    });
    const one = new TestWorld(rulebookOf(parts('shadow')), '2026-06-01');
    await flag(one, '2026-06-08 09:00', true);
    await one.pass(LIVE);
    const two = new TestWorld(rulebookOf(parts('live')), LIVE, {
      liveSince: new Map([['flagged', at(LIVE)]]),
    });
    const [firing] = one.world.account.firings[0]?.values() ?? [];
    if (firing === undefined) throw new Error('nothing has begun');
    two.world.account.firings[0] = new Map([['', { ...firing }]]);
    two.world.account.ruleDue[0] = at(LIVE);
    await two.know(LIVE, { flag: true });
    await two.pass(until);
    return { before: firing.state, two };
  };

  it.each([
    ['pending', { for: 'P5D' }],
    ['firing', { repeatAfter: 'P2D' }],
  ])('%s: is taken as known', async (state, siblings) => {
    const { before, two } = await shadowed(siblings, '2026-07-10');
    expect(before).toBe(state);
    expect(two.stateOf('flagged')).toBe('firing');
    expect(two.entries('fired', 'task-created')).toEqual([]);
  });

  it('limited: is taken as known, and does not fire when its limit runs out', async () => {
    const siblings = { atMostOncePer: 'P5D' };
    const parts = {
      rules: {
        flagged: { conditions: when('flag', 'equal', true), event: { type: 'flagged' }, ...siblings },
      },
    };
    const one = new TestWorld(rulebookOf(parts), '2026-06-01');
    await flag(one, '2026-06-07 09:00', true);
    await flag(one, '2026-06-08 09:00', false);
    await flag(one, '2026-06-09 09:00', true);
    expect(one.stateOf('flagged')).toBe('limited');
    Object.assign(one.world.work, {
      outside: { ...one.world.work.outside, liveSince: new Map([['flagged', at(LIVE)]]) },
    });
    await one.pass('2026-06-30');
    expect(said(one, 'fired', 'baselined')).toEqual(['06-07 09:00 fired', '06-12 09:00 baselined']);
  });
});

describe('an event rule', () => {
  const onNps = { on: ['nps.responded'], conditions: when('signal.score', 'lessThan', 5) };
  const respond = (one: TestWorld, when: string, time?: string) =>
    one.tell(
      when,
      'nps.responded',
      { score: 2 },
      { contact: 'ann', ...(time === undefined ? {} : { time: at(time) }) },
    );

  it('ignores what was received before it became live, and nothing that is received afterwards', async () => {
    const one = world(onNps);
    await respond(one, '2026-06-02 09:00');
    await respond(one, LIVE);
    expect(one.entries('fired', 'baselined')).toEqual([]);
    await respond(one, '2026-06-11 09:00', '2026-06-09 09:00');
    expect(said(one, 'fired')).toEqual(['06-11 09:00 fired ann']);
  });

  it('ignores what happened in the time that was backfilled, though it is told again later', async () => {
    const one = world(onNps, {}, at('2026-05-20'));
    one.world.account.baselineAt = at(LIVE);
    await respond(one, '2026-06-11 09:00', '2026-06-09 09:00');
    expect(one.entries('fired')).toEqual([]);
    await respond(one, '2026-06-11 10:00');
    expect(said(one, 'fired')).toEqual(['06-11 10:00 fired ann']);
  });
});
