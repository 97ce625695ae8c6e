import { describe, expect, it } from 'vitest';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { ProductScene, SAM } from '../../support/product-scene.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at } from '../../support/world.ts';

const TASK = { createTask: { reason: 'look', title: 'Look', assign: 'csm', dueIn: 'P2D' } };
const RULEBOOK = rulebookOf(
  way(
    { enter: { when: when('flag', 'equal', true) }, steps: [mail('hello')] },
    {
      rules: {
        flagged: {
          conditions: when('flag', 'equal', true),
          event: { type: 'f', params: { effects: [TASK] } },
        },
        unflagged: { conditions: when('flag', 'equal', false), event: { type: 'u' } },
      },
      guardrails: {
        rules: { default: { maxShareOfAccounts: 0.05, perHour: 200 }, way: { maxShareOfAccounts: 1 } },
      },
    },
  ),
);
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `a${from + i}`);

/** Of 40 accounts, `flag` becomes true for all, one after the other, on Monday 1 June at 09:00. */
async function overrun(): Promise<ProductScene> {
  const scene = await ProductScene.of(RULEBOOK, '2026-06-01');
  for (const account of ids(0, 40))
    await scene.contact('ann', { email: `${account}@example.com` }, { account });
  scene.now = at('2026-06-01 09:00');
  for (const account of ids(0, 40)) await scene.tell('flag.set', { flag: true }, { account });
  return scene;
}
/** At nine on Monday 1 June, of a product that began that day. */
async function begun(rulebook: Rulebook): Promise<ProductScene> {
  const scene = await ProductScene.of(rulebook, '2026-06-01');
  scene.now = at('2026-06-01 09:00');
  return scene;
}
async function tasksOf(scene: ProductScene): Promise<readonly string[]> {
  const { items } = await scene.stores.book.tasks({ limit: 200 });
  return items.map(({ account }) => account).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

describe('a rule that fires for many accounts at once', () => {
  it('acts for as many as it may, then pauses itself and holds the rest back, on record', async () => {
    const scene = await overrun();
    expect(await tasksOf(scene)).toEqual(ids(0, 20));
    expect(scene.pauses).toEqual([
      {
        rule: 'flagged',
        at: at('2026-06-01 09:00'),
        reason: 'fired for 21 of 40 accounts within a day, 20 are allowed',
      },
    ]);
    for (const account of ids(20, 40)) {
      const said = await scene.entriesOf(account, 'fired', 'effects-withheld', 'task-created');
      expect(said.map(({ kind, rule }) => `${kind} ${rule}`)).toEqual([
        'fired flagged',
        'effects-withheld flagged',
        'fired way',
      ]);
    }
  });

  it('leaves nothing of the decision that would have gone over: it is made anew, once', async () => {
    const scene = await overrun();
    expect(await scene.stores.accounts.version('a20')).toBe(2);
    expect(await scene.entriesOf('a20', 'signal')).toHaveLength(2);
    expect(await scene.stores.ruleWatch.count('flagged', 0)).toEqual({ firings: 20, accounts: 20 });
  });

  it('does not disturb the others', async () => {
    const scene = await overrun();
    const { items } = await scene.stores.book.runs({ journey: 'way', limit: 200 });
    expect(new Set(items.map(({ account }) => account)).size).toBe(40);
    expect(scene.channel.taken).toHaveLength(40);
    expect(scene.troubles).toEqual([]);
  });
});

describe('what was held back', () => {
  it('is done when a person releases it, where it still holds and nowhere else', async () => {
    const scene = await overrun();
    scene.now = at('2026-06-02 09:00');
    for (const account of ids(30, 40)) await scene.tell('flag.set', { flag: false }, { account });
    expect(await scene.acts.resumeRule(SAM, 'flagged', true)).toEqual({ rule: 'flagged', released: 10 });
    expect(await tasksOf(scene)).toEqual(ids(0, 30));
    expect(await scene.entriesOf('a25', 'acted', 'effects-released', 'task-created')).toMatchObject([
      { by: 'sam', reason: 'rule.released', rule: 'flagged', from: 'paused', to: 'released' },
      { by: 'sam', rule: 'flagged', status: 'live' },
      { by: 'sam', rule: 'flagged', at: at('2026-06-02 09:00') },
    ]);
    expect((await scene.audited())[0]).toMatchObject({
      by: 'sam',
      act: 'rule.resume',
      target: 'flagged',
      before: 'fired for 21 of 40 accounts within a day, 20 are allowed',
      after: { released: 10 },
    });
    expect(await scene.stores.ruleWatch.paused()).toEqual([]);
  });

  it('is not done when the rule is only resumed, which then has its whole limit before it', async () => {
    const scene = await overrun();
    expect(await scene.acts.resumeRule(SAM, 'flagged', false)).toEqual({ rule: 'flagged', released: 0 });
    await scene.pass('2026-06-03');
    expect(await tasksOf(scene)).toEqual(ids(0, 20));
    for (const account of ids(40, 65)) await scene.tell('flag.set', { flag: true }, { account });
    expect(await tasksOf(scene)).toEqual([...ids(0, 20), ...ids(40, 60)]);
    expect(scene.pauses).toHaveLength(2);
  });

  it('can be released later, and once only', async () => {
    const scene = await overrun();
    await scene.acts.resumeRule(SAM, 'flagged', false);
    expect(await scene.acts.resumeRule(SAM, 'flagged', true)).toEqual({ rule: 'flagged', released: 20 });
    expect(await tasksOf(scene)).toEqual(ids(0, 40));
    await expect(scene.acts.resumeRule(SAM, 'flagged', true)).rejects.toMatchObject({
      problem: 'not-found',
      message: 'no rule "flagged" is paused',
    });
  });

  it('is released to the end by asking again, where the first time was cut short', async () => {
    const scene = await overrun();
    const { log } = scene.stores;
    const append = log.append.bind(log);
    let left = 7;
    log.append = (signals) => {
      left -= 1;
      return left < 0 ? Promise.reject(new Error('cut short')) : append(signals);
    };
    await expect(scene.acts.resumeRule(SAM, 'flagged', true)).rejects.toThrow('cut short');
    expect(await tasksOf(scene)).toHaveLength(27);
    log.append = append;
    expect(await scene.acts.resumeRule(SAM, 'flagged', true)).toMatchObject({ released: 13 });
    expect(await tasksOf(scene)).toEqual(ids(0, 40));
  });

  it('is not done twice where the rule has repeated it since', async () => {
    const rulebook = rulebookOf({
      rules: {
        flagged: {
          conditions: when('flag', 'equal', true),
          repeatAfter: 'P7D',
          event: { type: 'f', params: { effects: [{ setFact: { other: true } }] } },
        },
      },
    });
    const scene = await begun(rulebook);
    for (const account of ids(0, 21)) await scene.tell('flag.set', { flag: true }, { account });
    await scene.acts.resumeRule(SAM, 'flagged', false);
    await scene.tell('flag.set', { flag: false }, { account: 'a0' });
    await scene.pass('2026-06-09');
    expect(await scene.entriesOf('a20', 'fact-set')).toHaveLength(1);
    await expect(scene.acts.resumeRule(SAM, 'flagged', true)).rejects.toMatchObject({ problem: 'not-found' });
  });

  it('waits on where its condition is unknown by now', async () => {
    const rulebook = rulebookOf({
      facts: { seats: { type: 'number', maxAge: 'P7D', meaning: 'Seats used' } },
      signals: {
        'seats.told': {
          payload: { seats: { type: 'number' } },
          updates: [{ set: 'seats', to: { from: 'seats' } }],
        },
      },
      rules: {
        flagged: {
          conditions: when('seats', 'greaterThan', 5),
          event: { type: 'f', params: { effects: [TASK] } },
        },
      },
    });
    const scene = await begun(rulebook);
    for (const account of ids(0, 22)) await scene.tell('seats.told', { seats: 9 }, { account });
    await scene.pass('2026-06-07 09:00');
    await scene.tell('seats.told', { seats: 9 }, { account: 'a21' });
    await scene.pass('2026-06-10 09:00');
    expect(await scene.acts.resumeRule(SAM, 'flagged', true)).toMatchObject({ released: 1 });
    expect(await tasksOf(scene)).toEqual([...ids(0, 20), 'a21']);
    await scene.tell('seats.told', { seats: 8 }, { account: 'a20' });
    expect(await scene.acts.resumeRule(SAM, 'flagged', true)).toMatchObject({ released: 1 });
    expect(await tasksOf(scene)).toEqual(ids(0, 22));
  });

  it('asks for nothing on its way out either: what is undone was never done', async () => {
    const over = { createTask: { ...TASK.createTask, reason: 'over' } };
    const rulebook = rulebookOf({
      rules: {
        flagged: {
          conditions: when('flag', 'equal', true),
          onResolve: [over],
          event: { type: 'f', params: { effects: [TASK] } },
        },
      },
    });
    const scene = await begun(rulebook);
    for (const account of ids(0, 22)) await scene.tell('flag.set', { flag: true }, { account });
    await scene.tell('flag.set', { flag: false }, { account: 'a20' });
    await scene.acts.resumeRule(SAM, 'flagged', false);
    await scene.tell('flag.set', { flag: false }, { account: 'a21' });
    await scene.tell('flag.set', { flag: false }, { account: 'a0' });
    const { items } = await scene.stores.book.tasks({ reason: 'over', limit: 10 });
    expect(items.map(({ account }) => account)).toEqual(['a0']);
  });
});

describe('a rule whose resolves ask for something', () => {
  it('stops at its limit when it ends for many accounts at once', async () => {
    const over = { createTask: { ...TASK.createTask, reason: 'over' } };
    const conditions = when('flag', 'equal', true);
    const rulebook = rulebookOf({
      rules: { flagged: { conditions, onResolve: [over], event: { type: 'f' } } },
    });
    const scene = await begun(rulebook);
    for (const [day, from] of [
      ['2026-06-01', 0],
      ['2026-06-03', 15],
    ] as const) {
      scene.now = at(`${day} 09:00`);
      for (const account of ids(from, from + 15)) await scene.tell('flag.set', { flag: true }, { account });
    }
    scene.now = at('2026-06-08 09:00');
    for (const account of ids(0, 30)) await scene.tell('flag.set', { flag: false }, { account });
    expect(await tasksOf(scene)).toEqual(ids(0, 20));
    expect(scene.pauses).toHaveLength(1);
  });
});
