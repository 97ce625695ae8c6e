import { describe, expect, it } from 'vitest';
import { contact, mail, start, way } from '../../support/journey-worlds.ts';
import { leaf, type RulebookParts, rulebookOf } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';

/** ann (champion, earliest), bob (admin, buyer, in Tokyo), cid (admin), and dee, of whom no address is known. */
async function people(parts: RulebookParts): Promise<TestWorld> {
  const world = new TestWorld(rulebookOf(parts), '2026-06-01');
  await contact(world, '2026-06-01 00:00', 'ann', { roles: ['champion'] });
  await contact(world, '2026-06-01 01:00', 'bob', { roles: ['admin'], persona: 'buyer', zone: 'Asia/Tokyo' });
  await contact(world, '2026-06-01 02:00', 'cid', { roles: ['admin', 'billing'] });
  await world.tell(
    '2026-06-01 03:00',
    'contact.identified',
    { roles: ['sponsor', 'admin'], persona: 'user' },
    { contact: 'dee' },
  );
  return world;
}

async function touched(to: unknown, more: RulebookParts = {}): Promise<string[]> {
  // A card in the app knows no quiet hours.
  const world = await people(
    way(
      { to, steps: [{ id: 'card', touch: { channel: 'in-app', template: 'note/card', topic: 'news' } }] },
      more,
    ),
  );
  await start(world, '2026-06-01 09:00');
  await world.pass('2026-06-02');
  return world.entries('touch', 'touch-suppressed').map((entry) => entry.contact ?? entry.reason ?? '');
}

describe('whom a touch goes to', () => {
  it.each<[string, unknown, string[]]>([
    ['a role: its earliest contact', 'admin', ['bob']],
    ['a role whose only contact cannot be reached: nobody', 'sponsor', ['no-recipient']],
    ['"primary", which nobody is: the earliest contact that can be reached', 'primary', ['ann']],
    ['a persona', { persona: 'buyer' }, ['bob']],
    ['a persona that nobody has', { persona: 'owner' }, ['no-recipient']],
    ['a list: the first that finds somebody', ['sponsor', { persona: 'owner' }, 'billing', 'admin'], ['cid']],
    ['every contact of a role', { every: 'admin', max: 5 }, ['bob', 'cid']],
    [
      'every contact of several roles, each once',
      { every: ['admin', 'billing', 'champion'], max: 5 },
      ['ann', 'bob', 'cid'],
    ],
    ['everybody, up to a number', { every: 'contact', max: 2 }, ['ann', 'bob']],
    [
      'everybody for whom a condition is true',
      { every: 'contact', max: 5, where: leaf('contact.persona', 'notEqual', 'user') },
      ['bob'],
    ],
    ['a contact that a fact names', { fact: 'tier' }, ['cid']],
  ])('%s', async (_title, to, expected) => {
    const facts = { tier: { type: 'string', meaning: 'Names a contact' } };
    const signals = {
      named: { payload: { who: { type: 'string' } }, updates: [{ set: 'tier', to: { from: 'who' } }] },
    };
    const world = await people(
      way(
        { to, steps: [{ id: 'card', touch: { channel: 'in-app', template: 'note/card', topic: 'news' } }] },
        { facts, signals },
      ),
    );
    await world.tell('2026-06-01 08:00', 'named', { who: 'cid' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.entries('touch', 'touch-suppressed').map((entry) => entry.contact ?? entry.reason)).toEqual(
      expected,
    );
  });

  it('nobody who has left, and nobody named by an unknown fact', async () => {
    expect(await touched({ fact: 'csm' })).toEqual(['no-recipient']);
    const world = await people(way({ to: 'admin', steps: [mail('one')] }));
    await world.tell('2026-06-01 08:00', 'contact.left', {}, { contact: 'bob' });
    await world.tell('2026-06-01 08:00', 'contact.deleted', {}, { contact: 'cid' });
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('touch', 'touch-suppressed')).toEqual([
      '06-01 09:00 touch-suppressed one no-recipient',
    ]);
  });

  it('the subject of the run, who may be somebody without a role', async () => {
    const steps = [mail('one')];
    const world = await people({
      journeys: { way: { enter: { on: 'nps.responded' }, per: 'contact', to: 'subject', steps } },
    });
    await world.tell('2026-06-01 10:00', 'nps.responded', { score: 3 }, { contact: 'cid' });
    await world.pass('2026-06-02');
    expect(world.said('touch')).toEqual(['06-01 10:00 touch one cid']);
  });

  it('a touch without anybody does not stop the run', async () => {
    const world = await people(
      way({ to: 'sponsor', steps: [mail('one'), mail('two', {}, { to: 'champion' })] }),
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('touch', 'touch-suppressed', 'run-ended')).toEqual([
      '06-01 09:00 touch-suppressed one no-recipient',
      '06-01 09:00 touch two ann',
      '06-01 09:00 run-ended way completed',
    ]);
  });

  it('the earliest is told by event time, not by which signal came in first', async () => {
    const world = new TestWorld(rulebookOf(way({ to: 'admin', steps: [mail('one')] })), '2026-06-01');
    await contact(world, '2026-06-01 01:00', 'bob', { roles: ['admin'] });
    await world.tell(
      '2026-06-01 02:00',
      'contact.identified',
      { roles: ['admin'], email: 'zoe@example.com' },
      { contact: 'zoe', time: Date.UTC(2026, 4, 1) },
    );
    await start(world, '2026-06-01 09:00');
    await world.pass('2026-06-02');
    expect(world.said('touch')).toEqual(['06-01 09:00 touch one zoe']);
  });
});

describe('several recipients', () => {
  it('each have their own due time, and the step ends when all have settled', async () => {
    const world = await people(
      way({
        to: { every: ['champion', 'admin'], max: 5 },
        steps: [mail('one'), mail('two', {}, { to: 'champion' })],
      }),
    );
    // 13:00 in UTC is 22:00 in Tokyo: bob waits until 09:00 there.
    await start(world, '2026-06-01 13:00');
    await world.pass('2026-06-05');
    expect(world.said('touch', 'touch-delayed')).toEqual([
      '06-01 13:00 touch one ann',
      '06-01 13:00 touch-delayed one bob quiet-hours',
      '06-01 13:00 touch one cid',
      '06-02 00:00 touch one bob',
      '06-02 00:00 touch-delayed two ann quiet-hours',
      '06-02 09:00 touch two ann',
    ]);
  });

  it('have keys of their own, each the same on every replay', async () => {
    const play = async () => {
      const world = await people(way({ to: { every: 'contact', max: 5 }, steps: [mail('one')] }));
      await start(world, '2026-06-01 09:00');
      await world.pass('2026-06-05');
      return world.entries('touch').map((entry) => entry.key);
    };
    const keys = await play();
    expect(new Set(keys).size).toBe(3);
    expect(await play()).toEqual(keys);
  });

  it('a contact who leaves while their touch is held gets none', async () => {
    const world = await people(way({ to: { every: ['champion', 'admin'], max: 5 }, steps: [mail('one')] }));
    await start(world, '2026-06-01 13:00');
    await world.tell('2026-06-01 20:00', 'contact.left', {}, { contact: 'bob' });
    await world.pass('2026-06-05');
    expect(world.said('touch-suppressed', 'run-ended')).toEqual([
      '06-02 00:00 touch-suppressed one bob unreachable',
      '06-02 00:00 run-ended way completed',
    ]);
  });
});
