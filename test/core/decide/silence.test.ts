import { describe, expect, it } from 'vitest';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, heardUntil, short, TestWorld, UNHEARD } from '../../support/world.ts';

/** Nobody has used it for three days, which is knowledge only while the product is heard of (at most 2 days of silence). */
const rules = { unused: { conditions: when('daysSince', 'greaterThanInclusive', 3, { of: 'seenAt' }) } };
const rulebook = rulebookOf({
  rules,
  signals: { 'page.viewed': { source: 'product', payload: {}, updates: [{ set: 'tier', to: 'viewed' }] } },
});

describe('absence', () => {
  it('is knowledge while its source lives: the rule fires at the midnight that makes it three days', async () => {
    const world = new TestWorld(rulebook, '2026-06-01');
    await world.tell('2026-06-01 12:00', 'usage.recorded', { logins: 1 });
    await world.pass('2026-06-10');
    expect(world.said('fired')).toEqual(['06-04 00:00 fired unused unused']);
  });

  it('is none once the source has fallen silent: a dead feed fires nothing, however long it lasts', async () => {
    const world = new TestWorld(rulebook, '2026-06-01', { watermarks: heardUntil(at('2026-06-01 18:00')) });
    await world.tell('2026-06-01 12:00', 'usage.recorded', { logins: 1 });
    await world.pass('2026-12-31');
    expect(world.said('fired')).toEqual([]);
  });

  it('a source silent for exactly as long as it may be still counts', async () => {
    const world = new TestWorld(rulebook, '2026-06-01', { watermarks: heardUntil(at('2026-06-02')) });
    await world.tell('2026-06-01 12:00', 'usage.recorded', { logins: 1 });
    await world.pass('2026-06-10');
    expect(world.said('fired')).toEqual(['06-04 00:00 fired unused unused']);
  });

  it('of a source that was never heard is unknown, and does not keep the account busy', async () => {
    const world = new TestWorld(rulebook, '2026-06-01', { watermarks: UNHEARD });
    await world.know('2026-06-01 12:00', { seenAt: '2026-05-01T00:00:00Z' });
    await world.pass('2026-06-30');
    expect(world.said('fired')).toEqual([]);
  });

  it('is knowledge again from the signal on that ends the silence, whatever that signal is about', async () => {
    const world = new TestWorld(rulebook, '2026-06-01', { watermarks: UNHEARD });
    await world.tell('2026-06-01 12:00', 'usage.recorded', { logins: 1 });
    await world.pass('2026-06-09 23:59');
    expect(world.said('fired')).toEqual([]);
    await world.tell('2026-06-10 07:30', 'page.viewed');
    expect(world.said('fired')).toEqual(['06-10 07:30 fired unused unused']);
  });

  it('is looked at within a day when others end the silence, which no signal of the account tells', async () => {
    const back = at('2026-06-20 10:00');
    const dead = heardUntil(at('2026-06-01 18:00'));
    const alive = heardUntil(at('2026-12-31'));
    const watermarks = {
      lastHeard: (...args: Parameters<typeof dead.lastHeard>) =>
        (args[1] < back ? dead : alive).lastHeard(...args),
    };
    const world = new TestWorld(rulebook, '2026-06-01', { watermarks });
    await world.tell('2026-06-01 12:00', 'usage.recorded', { logins: 1 });
    await world.pass('2026-06-30');
    const [fired] = world.entries('fired');
    expect(world.entries('fired')).toHaveLength(1);
    expect(fired?.at, short(fired?.at ?? 0)).toBeGreaterThanOrEqual(back);
    expect(fired?.at).toBeLessThan(back + 24 * 3_600_000);
  });
});
