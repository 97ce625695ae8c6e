import { describe, expect, it } from 'vitest';
import { Confirmer } from '../../lib/core/conditions/confirm.ts';
import type { Signal } from '../../lib/core/signals/signal.ts';
import { GroupWorld } from '../../lib/replay/group-world.ts';
import { mail } from '../support/journey-worlds.ts';
import { rulebookOf } from '../support/rulebook.ts';
import { ALIVE, at, short, signalOf } from '../support/world.ts';

const rulebook = rulebookOf({
  guardrails: {
    caps: {
      contact: [{ per: 'day', max: 1 }],
      account: [{ per: 'day', max: 2 }],
      kinds: ['marketing'],
      channels: ['email'],
    },
  },
  journeys: {
    way: { enter: { on: 'flag.set' }, to: { every: 'contact', max: 5 }, steps: [mail('one', { at: 'P1D' })] },
  },
});

/** Touches and delays of all accounts, in the order in which they went on record. */
async function play(signals: readonly Signal[], until: string): Promise<string[]> {
  const lines: string[] = [];
  const outside = {
    watermarks: ALIVE,
    pausedRules: new Set<string>(),
    confirmer: new Confirmer(),
    recordMisses: false,
  };
  const group = new GroupWorld(rulebook, outside, (account, entry) => {
    if (entry.kind === 'touch' || entry.kind === 'touch-delayed')
      lines.push(`${short(entry.at)} ${account} ${entry.contact} ${entry.reason ?? 'sent'}`);
  });
  for (const signal of signals) await group.take(signal);
  await group.passTo(at(until));
  return lines;
}

const person = (account: string, contact: string, email: string) =>
  signalOf(rulebook, at('2026-06-01 08:00'), 'contact.identified', { email }, { account, contact });
const started = (account: string, instant: string) =>
  signalOf(rulebook, at(instant), 'flag.set', { flag: true }, { account });

describe('a group of accounts', () => {
  it('counts a person in two companies once, by address: the earlier touch goes, the other waits a day', async () => {
    const lines = await play(
      [
        person('acme', 'ann', 'ann@example.com'),
        person('beta', 'a.smith', 'ann@example.com'),
        started('beta', '2026-06-01 10:00'),
        started('acme', '2026-06-01 12:00'),
      ],
      '2026-06-10',
    );
    expect(lines).toEqual([
      '06-02 10:00 beta a.smith sent',
      '06-02 12:00 acme ann cap-contact',
      '06-03 09:00 acme ann sent',
    ]);
  });

  it('plays its accounts by time, whichever signal came last', async () => {
    const lines = await play(
      [
        person('acme', 'ann', 'ann@example.com'),
        person('beta', 'bob', 'bob@example.com'),
        started('acme', '2026-06-01 10:00'),
        started('beta', '2026-06-01 11:00'),
      ],
      '2026-06-10',
    );
    expect(lines).toEqual(['06-02 10:00 acme ann sent', '06-02 11:00 beta bob sent']);
  });

  it('caps an account over all of its contacts', async () => {
    const people = ['ann', 'bob', 'cid'].map((name) => person('acme', name, `${name}@example.com`));
    expect(await play([...people, started('acme', '2026-06-01 10:00')], '2026-06-10')).toEqual([
      '06-02 10:00 acme ann sent',
      '06-02 10:00 acme bob sent',
      '06-02 10:00 acme cid cap-account',
      '06-03 09:00 acme cid sent',
    ]);
  });

  it('holds no channel: what it decides to send is on record and nowhere else', async () => {
    const lines = await play(
      [person('acme', 'ann', 'ann@example.com'), started('acme', '2026-06-01 10:00')],
      '2026-06-01 12:00',
    );
    expect(lines).toEqual([]);
  });
});
