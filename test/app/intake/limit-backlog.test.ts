import { describe, expect, it } from 'vitest';
import { limitBacklog } from '../../../lib/app/intake/limit-backlog.ts';
import { type Intake, IntakeBusyError } from '../../../lib/app/product/intake.ts';

const NOON = Date.UTC(2026, 5, 1, 12);

/** An intake that accepts everything, and a log in which `waiting` signals wait, beside `max` that may. */
function scene(max: number) {
  const state = { now: NOON, waiting: 0, counts: 0, taken: 0 };
  const take = async (signals: number) => {
    state.taken += signals;
    return { accepted: signals, duplicates: 0, parked: 0, refused: [] };
  };
  const intake: Intake = {
    events: (events) => take(events.length),
    segment: () => take(1),
    hook: async () => ({ ok: true, result: await take(1) }),
  };
  const log = {
    count: async (of: string) => {
      state.counts += 1;
      return of === 'waiting' ? state.waiting : 1_000_000;
    },
  };
  return { state, limited: limitBacklog(intake, log, { now: () => state.now }, max) };
}

describe('what comes in while signals wait to be decided', () => {
  it('is taken until too many wait, and refused then, by every way in', async () => {
    const { state, limited } = scene(100);
    state.waiting = 99;
    expect(await limited.segment('track', {})).toMatchObject({ accepted: 1 });
    const busy = { name: 'IntakeBusyError', message: '100 signals wait to be decided', retryAfter: 10_000 };
    await expect(limited.segment('track', {})).rejects.toMatchObject(busy);
    await expect(limited.events([{}])).rejects.toMatchObject(busy);
    await expect(limited.hook('stripe', {}, new Uint8Array())).rejects.toBeInstanceOf(IntakeBusyError);
    expect(state.taken).toBe(1);
  });

  it('counts what it took itself, so that a flood within a second passes the limit once at most', async () => {
    const { state, limited } = scene(100);
    await limited.events(Array.from({ length: 60 }, () => ({})));
    await limited.events(Array.from({ length: 60 }, () => ({})));
    await expect(limited.events([{}])).rejects.toBeInstanceOf(IntakeBusyError);
    expect([state.taken, state.counts]).toEqual([120, 1]);
  });

  it('is taken again a second after enough of them were decided', async () => {
    const { state, limited } = scene(100);
    state.waiting = 100;
    await expect(limited.segment('track', {})).rejects.toBeInstanceOf(IntakeBusyError);
    state.waiting = 40;
    state.now += 999;
    await expect(limited.segment('track', {})).rejects.toBeInstanceOf(IntakeBusyError);
    state.now += 1;
    expect(await limited.segment('track', {})).toMatchObject({ accepted: 1 });
  });

  it('is counted anew when the clock of the machine was set back', async () => {
    const { state, limited } = scene(100);
    state.waiting = 100;
    await expect(limited.segment('track', {})).rejects.toBeInstanceOf(IntakeBusyError);
    state.waiting = 0;
    state.now -= 3_600_000;
    expect(await limited.segment('track', {})).toMatchObject({ accepted: 1 });
  });
});
