import { describe, expect, it } from 'vitest';
import { carriedTypes, type TouchContext, touchValues } from '../../../lib/app/touches/touch-values.ts';
import { itemOf } from '../../../lib/core/work.ts';
import { contact, mail, way } from '../../support/journey-worlds.ts';
import { rulebookOf } from '../../support/rulebook.ts';
import { at, TestWorld } from '../../support/world.ts';

/** A journey whose touch and run carry a day, an instant and an amount. */
const PARTS = way(
  {
    needs: { since: 'instant', score: 'number' },
    enter: {
      on: 'flag.set',
      with: { since: { fact: 'openedAt' }, score: { fact: 'seats' } },
    },
    steps: [
      { id: 'hear', waitFor: { signal: 'flag.set', within: 'P3D', keep: { ends: { fact: 'renewsOn' } } } },
      mail(
        'hello',
        {},
        { with: { on: { fact: 'startsOn' }, at: { fact: 'openedAt' }, seats: { fact: 'seats' } } },
      ),
    ],
  },
  {
    facts: {
      'account.name': { type: 'string', meaning: 'Name' },
      'usage.worth': { type: 'money', meaning: 'Worth' },
    },
    guardrails: {
      company: { name: 'Acme', postalAddress: '1 Main Street', website: 'https://acme.example' },
    },
  },
);

async function scene() {
  const world = new TestWorld(rulebookOf(PARTS), '2026-06-01');
  await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'], persona: 'buyer' });
  await world.know('2026-06-01', {
    'account.name': 'Initech',
    startsOn: '2026-06-15',
    renewsOn: '2027-06-14',
    openedAt: '2026-06-02T08:30:00Z',
    arr: 12000.5,
    seats: 7,
    tags: ['a', 'b'],
  });
  const { work } = world.world;
  const definition = work.rulebook.journeys.get('way');
  if (definition === undefined) throw new Error('no journey');
  const context: TouchContext = {
    contact: { account: 'acme', contact: 'ann', fields: { firstName: 'Ann', email: 'ann@example.com' } },
    item: itemOf(work.account, work.rulebook.catalog.contacts, 'ann'),
    with: { on: 20_619, at: at('2026-06-02 08:30'), seats: 7, total: { minor: 1250, currency: 'EUR' } },
    run: { since: at('2026-06-01 09:00'), ends: 20_983, score: 20_619 },
    types: carriedTypes(definition, 'hello'),
    links: { unsubscribe: 'https://mail.example.com/u/1' },
  };
  return { valueOf: (path: string, over = {}) => touchValues([path], work, { ...context, ...over })[path] };
}

describe('the values of a touch', () => {
  it.each<[string, unknown]>([
    ['contact.firstName', 'Ann'],
    ['contact.persona', 'buyer'],
    ['contact.roles', ['champion']],
    ['account.id', 'acme'],
    ['account.name', 'Initech'],
    ['facts.seats', 7],
    ['facts.tags', ['a', 'b']],
    ['facts.arr', { minor: 1_200_050, currency: 'USD' }],
    ['with.seats', 7],
    ['with.total', { minor: 1250, currency: 'EUR' }],
    ['run.score', 20_619],
    ['links.unsubscribe', 'https://mail.example.com/u/1'],
    ['company.name', 'Acme'],
    ['company.website', 'https://acme.example'],
  ])('%s is what is known of it', async (path, value) => {
    expect((await scene()).valueOf(path)).toEqual(value);
  });

  it.each([
    ['facts.startsOn', '2026-06-15'],
    ['facts.openedAt', '2026-06-02T08:30:00Z'],
    ['with.on', '2026-06-15'],
    ['with.at', '2026-06-02T08:30:00Z'],
    ['run.since', '2026-06-01T09:00:00Z'],
    ['run.ends', '2027-06-14'],
  ])('%s is text, and not the number that it is kept as', async (path, text) => {
    expect((await scene()).valueOf(path)).toBe(text);
  });

  it.each([
    'contact.lastName',
    'contact.nothing',
    'contact.toString',
    'contact.__proto__',
    'account.industry',
    'facts.status',
    'facts.contacts',
    'facts.logins',
    'facts.constructor',
    'with.other',
    'with.hasOwnProperty',
    'run.other',
    'links.preferences',
    'links.toString',
    'company.supportAddress',
    'company.constructor',
    'nothing.at.all',
    'word',
  ])('%s is absent', async (path) => {
    expect((await scene()).valueOf(path)).toBeUndefined();
  });

  it('of an erased contact are only those that are not personal', async () => {
    const read = (await scene()).valueOf;
    expect(read('contact.firstName', { contact: undefined })).toBeUndefined();
    expect(read('contact.persona', { contact: undefined })).toBe('buyer');
    expect(read('contact.persona', { contact: undefined, item: undefined })).toBeUndefined();
  });

  it('are those that are asked for, and no others', async () => {
    const world = new TestWorld(rulebookOf({}), '2026-06-01');
    await world.know('2026-06-01', { seats: 1 });
    const context = { contact: undefined, item: undefined, with: {}, run: {}, links: {} };
    const types = { with: new Map(), run: new Map() };
    const values = touchValues(['facts.seats', 'facts.limit'], world.world.work, { ...context, types });
    expect(values).toEqual({ 'facts.seats': 1, 'facts.limit': undefined });
  });
});

describe('types of what a run carries', () => {
  it('come from what it needs, what it kept and what the step gives', () => {
    const definition = rulebookOf(PARTS).journeys.get('way');
    if (definition === undefined) throw new Error('no journey');
    const { with: given, run } = carriedTypes(definition, 'hello');
    expect(Object.fromEntries(given)).toEqual({ on: 'date', at: 'instant', seats: 'number' });
    expect(Object.fromEntries(run)).toEqual({ since: 'instant', score: 'number', ends: 'date' });
    expect(carriedTypes(definition, 'hear').with.size).toBe(0);
    expect(carriedTypes(definition, 'gone').with.size).toBe(0);
  });
});
