import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../../lib/app/intake/arrivals.ts';

async function arrivals(clock: { now: number }, last?: number): Promise<Arrivals> {
  const made = new Arrivals({ now: () => clock.now }, { lastReceived: async () => last });
  await made.ready();
  return made;
}

describe('stamps of what arrives', () => {
  it('are never earlier than what the log holds', async () => {
    const clock = { now: 100 };
    const stamps = await arrivals(clock, 150);
    expect(stamps.open().at).toBe(150);
    clock.now = 200;
    expect(stamps.open().at).toBe(200);
    clock.now = 120;
    expect(stamps.open().at).toBe(200);
  });

  it('hold time back until what has them is in the log', async () => {
    const clock = { now: 100 };
    const stamps = await arrivals(clock);
    expect(stamps.upTo(100)).toBe(100);
    const first = stamps.open();
    clock.now = 110;
    const second = stamps.open();
    clock.now = 120;
    expect(stamps.upTo(120)).toBe(99);
    first.close();
    first.close();
    expect(stamps.upTo(120)).toBe(109);
    second.close();
    expect(stamps.upTo(120)).toBe(120);
  });
});
