import { describe, expect, it } from 'vitest';
import { explainAccount } from '../../../lib/app/explain/explain-account.ts';
import { call, contact, mail, start, way } from '../../support/journey-worlds.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

const PARTS = way(
  { steps: [mail('hello', { at: 'P2D' }), call('ring', { at: 'P5D' }), { id: 'over', end: 'completed' }] },
  {
    lifecycle: [{ id: 'live', enter: when('flag', 'isKnown', true), owner: 'csm' }],
    health: {
      default: {
        bands: { green: 80, yellow: 50, red: 0 },
        trust: 0.5,
        measures: [
          {
            id: 'use',
            weight: 60,
            play: 'review',
            green: when('seats', 'greaterThan', 10),
            red: when('seats', 'lessThan', 3),
          },
          {
            id: 'plan',
            weight: 40,
            play: 'upsell',
            green: when('tier', 'equal', 'gold'),
            red: when('tier', 'equal', 'iron'),
          },
        ],
      },
    },
    rules: {
      few: {
        conditions: when('seats', 'lessThan', 3),
        for: 'P3D',
        event: {
          type: 'few',
          params: {
            effects: [{ createTask: { reason: 'seats', title: 'Ask why', assign: 'csm', dueIn: 'P2D' } }],
          },
        },
      },
      unhappy: { each: 'contacts', conditions: when('contact.nps', 'lessThan', 5) },
      never: { conditions: when('tier', 'equal', 'lead') },
    },
  },
);

async function world() {
  const told = new TestWorld(rulebookOf(PARTS), '2026-06-01');
  await contact(told, '2026-06-01 00:00', 'ann', { roles: ['champion'], email: 'ann@example.com' });
  await told.know('2026-06-01 08:00', {
    seats: 2,
    tier: 'iron',
    arr: 1200.5,
    renewsOn: '2027-05-31',
    tags: ['a'],
  });
  await told.know('2026-06-01 08:00', { openedAt: '2026-05-31T22:00:00Z' });
  await start(told, '2026-06-02 09:00');
  await told.tell('2026-06-02 10:00', 'nps.responded', { score: 2 }, { contact: 'ann' });
  return told;
}

describe('an account, explained', () => {
  it('says where it stands and since when', async () => {
    const told = await world();
    await told.pass('2026-06-03 12:00');
    const explained = explainAccount(told.world.work, []);
    expect(explained).toMatchObject({
      account: 'acme',
      at: '2026-06-03T12:00:00Z',
      segment: 'everybody',
      stages: { lifecycle: 'live' },
      health: { model: 'default', score: 0, band: 'red', trust: 1, trusted: true },
    });
    expect(explained.health?.drivers.map(({ measure, band, lost }) => [measure, band, lost])).toEqual([
      ['use', 'red', 60],
      ['plan', 'red', 40],
    ]);
  });

  it('gives facts in the form in which authors write them', async () => {
    const { facts } = explainAccount((await world()).world.work, []);
    const asOf = '2026-06-01T08:00:00Z';
    expect(facts).toMatchObject({
      seats: { value: 2, asOf },
      arr: { value: 1200.5, asOf },
      renewsOn: { value: '2027-05-31', asOf },
      openedAt: { value: '2026-05-31T22:00:00Z', asOf },
      tags: { value: ['a'], asOf },
      flag: { value: true, asOf: '2026-06-02T09:00:00Z' },
    });
    expect(Object.keys(facts)).not.toContain('limit');
  });

  it('never gives what is personal', async () => {
    const told = await world();
    expect(JSON.stringify(explainAccount(told.world.work, told.ledger))).not.toContain('ann@example.com');
  });

  it('names the rules that fire or wait for their time, by subject, and no others', async () => {
    const told = await world();
    expect(explainAccount(told.world.work, []).firing).toEqual([
      { rule: 'few', subject: '', state: 'pending', since: '2026-06-01T08:00:00Z' },
      { rule: 'unhappy', subject: 'ann', state: 'firing', since: '2026-06-02T10:00:00Z' },
    ]);
    await told.pass('2026-06-04 08:00');
    expect(explainAccount(told.world.work, []).firing[0]).toMatchObject({ rule: 'few', state: 'firing' });
  });

  it('names runs with their step and when it goes on, and open tasks', async () => {
    const told = await world();
    const { runs } = explainAccount(told.world.work, []);
    expect(runs).toMatchObject([
      { journey: 'way', status: 'live', subject: '', step: 'hello', wakeAt: '2026-06-04T09:00:00Z' },
    ]);
    await told.pass('2026-06-08 00:00');
    const later = explainAccount(told.world.work, []);
    expect(later.runs).toEqual([]);
    expect(later.tasks).toMatchObject([
      {
        reason: 'seats',
        title: 'Ask why',
        assignee: 'queue:digital',
        dueAt: '2026-06-06T08:00:00Z',
        status: 'live',
      },
      {
        reason: 'ring',
        title: 'Call',
        assignee: 'queue:digital',
        dueAt: '2026-06-09T09:00:00Z',
        status: 'live',
      },
    ]);
  });

  it('leaves health out where nothing that it is measured by is known, or no model is for the account', async () => {
    const told = new TestWorld(rulebookOf(PARTS), '2026-06-01');
    await told.tell('2026-06-01 09:00', 'contact.left', {}, { contact: 'ann' });
    expect(Object.keys(explainAccount(told.world.work, []))).not.toContain('health');
    const none = new TestWorld(rulebookOf({}), '2026-06-01');
    await none.know('2026-06-01', { seats: 1 });
    expect(Object.keys(explainAccount(none.world.work, []))).not.toContain('health');
  });

  it('passes on the entries of the ledger that it is given', async () => {
    const told = await world();
    expect(explainAccount(told.world.work, told.ledger.slice(-2)).ledger).toEqual(told.ledger.slice(-2));
  });
});
