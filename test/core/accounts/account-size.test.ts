import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../lib/core/time/instant.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { at, TestWorld } from '../../support/world.ts';

const START = at('2026-06-01 12:00');

describe('an account of a year', () => {
  it('takes four kilobytes where it is used daily by five people, and grows no more', async () => {
    const book = rulebookOf({
      signals: {
        'usage.recorded': {
          source: 'product',
          payload: { logins: { type: 'number' }, who: { type: 'string', optional: true } },
          updates: [
            { series: 'logins', add: { from: 'logins' } },
            { series: 'share', last: { from: 'logins' } },
            { series: 'users', distinct: { from: 'contact' } },
            { set: 'contact.seenAt', to: { from: 'time' } },
            { set: 'seenAt', to: { from: 'time' } },
          ],
        },
      },
      facts: {
        share: { type: 'series', per: 'day', last: true, gap: 'carry', source: 'product', meaning: 'Last' },
        users: {
          type: 'series',
          per: 'week',
          distinct: true,
          gap: 'zero',
          source: 'product',
          meaning: 'Users',
        },
      },
      rules: {
        low: { conditions: when('sum', 'lessThan', 5, { of: 'logins', over: 'P30D' }) },
        fewer: { conditions: when('change', 'lessThan', -0.2, { of: 'users', per: 'week' }) },
        less: { conditions: when('average', 'lessThan', 2, { of: 'share', over: 'P28D' }) },
        urgent: { each: 'tickets', conditions: when('ticket.severity', 'equal', 'high') },
      },
    });
    const world = new TestWorld(book, '2025-06-01');
    const sizes: number[] = [];
    for (let day = 0; day < 365; day += 1) {
      const now = START - (365 - day) * DAY_MS;
      const contact = `P-1156-${(day % 5) + 1}`;
      await world.tell(
        now,
        'usage.recorded',
        { logins: 10 + (day % 7) },
        { id: `0196f3a2-${100_000 + day}`, contact },
      );
      await world.tell(now + 1, 'ticket.opened', { ticket: `T-${day}`, severity: 'high' });
      await world.tell(now + 2, 'ticket.solved', { ticket: `T-${day}` });
      sizes.push(JSON.stringify(world.json).length);
    }
    expect(Math.max(...sizes)).toBeLessThan(4500);
    expect(Math.max(...sizes.slice(200))).toBeLessThan(1.03 * Math.max(...sizes.slice(100, 150)));
  });
});
