import { beforeEach, describe, expect, it } from 'vitest';
import { showAccount } from '../../../lib/app/lists/show-account.ts';
import { contact, mail, start, way } from '../../support/journey-worlds.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';
import { type RulebookParts, rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld } from '../../support/world.ts';

const PARTS: RulebookParts = way(
  { steps: [mail('hello', { at: 'P2D' }), { id: 'over', end: 'completed' }] },
  {
    rules: {
      few: {
        conditions: when('seats', 'lessThan', 3),
        event: {
          type: 'few',
          params: {
            effects: [{ createTask: { reason: 'seats', title: 'Ask', assign: 'csm', dueIn: 'P2D' } }],
          },
        },
      },
    },
  },
);

async function acme() {
  const world = new TestWorld(rulebookOf(PARTS), '2026-06-01');
  await contact(world, '2026-06-01 00:00', 'c-ann', {
    roles: ['champion'],
    email: 'ann@canary.example',
    zone: 'Europe/Berlin',
  });
  await contact(world, '2026-06-01 00:00', 'c-bea', { email: 'bea@canary.example' });
  await world.tell('2026-06-01 01:00', 'contact.identified', { roles: ['admin'] }, { contact: 'c-cid' });
  await contact(world, '2026-06-01 01:00', 'c-dan', {});
  await world.tell('2026-06-01 02:00', 'contact.left', {}, { contact: 'c-bea' });
  await world.tell('2026-06-01 02:00', 'contact.deleted', {}, { contact: 'c-dan' });
  await world.know('2026-06-01 08:00', { seats: 2, arr: 1200.5, renewsOn: '2027-05-31', tags: ['a', 'b'] });
  await world.know('2026-06-01 08:30', { openedAt: '2026-05-31T22:00:00Z' });
  await start(world, '2026-06-01 09:00');
  return world;
}

describe.each(LIST_STORES)('an account shown whole, in %s', (_name, make) => {
  let stores: ListStores;
  let world: TestWorld;
  beforeEach(async () => {
    stores = make(at('2026-06-02'));
    world = await acme();
    await commitTo(stores, world.json, world.ledger);
    return () => stores.close();
  });
  const shown = async () => (await showAccount(stores, world.rulebook, 'acme'))!;

  it('has its facts with the instants they were learnt, as authors write them', async () => {
    const { facts } = await shown();
    expect(facts).toMatchObject({
      seats: { value: 2, asOf: '2026-06-01T08:00:00Z' },
      arr: { value: 1200.5, asOf: '2026-06-01T08:00:00Z' },
      renewsOn: { value: '2027-05-31' },
      tags: { value: ['a', 'b'] },
      openedAt: { value: '2026-05-31T22:00:00Z', asOf: '2026-06-01T08:30:00Z' },
      segment: { value: 'everybody' },
    });
    expect(facts.limit).toBeUndefined();
    expect(facts.contacts).toBeUndefined();
  });

  it('has money of another currency as it is', async () => {
    const json = world.json;
    const levels = {
      ...json.levels,
      arr: [0, { minor: 5000, currency: 'EUR' }] as const,
    };
    await commitTo(stores, { ...json, levels });
    expect((await shown()).facts.arr?.value).toEqual({ minor: 5000, currency: 'EUR' });
  });

  it('has its contacts by opaque id, without those that were deleted', async () => {
    expect((await shown()).contacts).toEqual([
      { id: 'c-ann', roles: ['champion'], zone: 'Europe/Berlin', reachable: true },
      { id: 'c-bea', roles: [], zone: undefined, reachable: false },
      { id: 'c-cid', roles: ['admin'], zone: undefined, reachable: false },
    ]);
  });

  it('holds no personal data anywhere', async () => {
    expect(JSON.stringify(await shown())).not.toContain('canary');
  });

  it('has its links, open runs and open tasks', async () => {
    await stores.directory.link('acme', 'stripe', 'cus_9');
    await stores.directory.link('other', 'stripe', 'cus_1');
    const { links, runs, tasks, openRuns, openTasks } = await shown();
    expect(links).toEqual([{ system: 'stripe', id: 'cus_9' }]);
    expect(runs).toMatchObject([{ journey: 'way', status: 'open', step: 'hello', account: 'acme' }]);
    expect(tasks).toMatchObject([{ reason: 'seats', rule: 'few', assignee: 'queue:digital' }]);
    expect([openRuns, openTasks]).toEqual([1, 1]);
  });

  it('has no longer under way what is over', async () => {
    await world.pass('2026-06-10');
    await world.tell('2026-06-10 09:00', 'task.completed', {
      task: world.json.tasks[0]?.id ?? '',
      outcome: 'done',
    });
    await commitTo(stores, world.json, world.ledger);
    expect(await shown()).toMatchObject({ runs: [], tasks: [], openRuns: 0, openTasks: 0 });
  });

  it('is undefined where there is none', async () => {
    expect(await showAccount(stores, world.rulebook, 'ACME')).toBeUndefined();
    expect(await showAccount(stores, world.rulebook, '__proto__')).toBeUndefined();
  });

  it('leaves out a fact that the rulebook has no more', async () => {
    const json = world.json;
    await commitTo(stores, { ...json, levels: { ...json.levels, gone: [0, 1] } });
    expect((await shown()).facts.gone).toBeUndefined();
  });
});
