import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FairShare } from '../../../../lib/adapters/local/runtime/fair-share.ts';
import {
  type Feed,
  LocalRuntime,
  type RuntimeParts,
} from '../../../../lib/adapters/local/runtime/local-runtime.ts';
import { ProductClock } from '../../../../lib/adapters/local/runtime/product-clock.ts';
import { DAY_MS, HOUR_MS, type Instant } from '../../../../lib/core/time/instant.ts';
import { ScriptedDecider } from '../../../support/scripted-decider.ts';
import { at } from '../../../support/world.ts';

const NOON = at('2026-11-23 12:00');
const NEVER = Number.POSITIVE_INFINITY;

let real: Instant;
let did: string[];
let runtime: LocalRuntime;
let script: ScriptedDecider;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  real = NOON;
  did = [];
  script = new ScriptedDecider(did, hour);
});
afterEach(async () => {
  await runtime.stop();
  vi.useRealTimers();
});

/** All but that the clock was kept, which happens now and then by real time. */
const heard = () => did.filter((one) => one !== 'keep');
const hour = (now: Instant) => (now - NOON) / HOUR_MS;

function open(over: Partial<RuntimeParts> = {}, from?: Instant): LocalRuntime {
  const clock = new ProductClock(
    () => real,
    1,
    from === undefined ? undefined : { virtual: from, catchingUp: true, own: true },
  );
  runtime = new LocalRuntime({
    clock,
    decider: script.decider,
    share: new FairShare(),
    deliver: async (now) => {
      did.push(`${hour(now)} deliver`);
      return NEVER;
    },
    keepClock: async () => void did.push('keep'),
    refresh: async () => void did.push('refresh'),
    feed: undefined,
    chores: [],
    onTrouble: (what, error) => did.push(`trouble ${what}: ${error instanceof Error ? error.message : ''}`),
    onProgress: () => undefined,
    ...over,
  });
  return runtime;
}

/** Lets the loop run until it sleeps. */
async function settled(): Promise<void> {
  for (let turns = 0; vi.getTimerCount() === 0; turns += 1) {
    if (turns > 5000) throw new Error('the loop never sleeps');
    await new Promise(setImmediate);
  }
}

describe('one round', () => {
  it('reads what others changed, brings in, decides, lets time pass, does chores, sends: in that order', async () => {
    let fed = false;
    const feed: Feed = {
      get next() {
        return fed ? NEVER : NOON;
      },
      feed: async () => {
        fed = true;
        did.push('feed');
        script.waiting.push('acme');
      },
    };
    script.due = [NOON];
    open({ feed, chores: [{ name: 'sweep', every: HOUR_MS, run: async () => void did.push('sweep') }] });
    runtime.start();
    await settled();
    expect(heard().slice(0, 6)).toEqual(['refresh', 'feed', '0 take acme', '0 wake 0', 'sweep', '0 deliver']);
  });

  it('is followed by another at once where something was done, and else by rest', async () => {
    script.waiting = ['acme'];
    open();
    runtime.start();
    await settled();
    expect(did.filter((one) => one === 'refresh')).toHaveLength(2);
    did.length = 0;
    await vi.advanceTimersByTimeAsync(249);
    expect(heard()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await settled();
    // Another process may have logged something.
    expect(did.filter((one) => one === 'refresh')).toHaveLength(1);
  });
});

describe('the loop', () => {
  it('wakes when something comes in', async () => {
    open();
    runtime.start();
    await settled();
    script.waiting = ['acme'];
    runtime.wake();
    await new Promise(setImmediate);
    await settled();
    expect(did).toContain('0 take acme');
  });

  it('is told of what comes in while it is at work, and does not sleep on it', async () => {
    const inside = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    let first = true;
    open({
      refresh: async () => {
        if (!first) return;
        first = false;
        inside.resolve();
        await go.promise;
      },
      deliver: async () => {
        if (!did.includes('late')) {
          did.push('late');
          script.waiting = ['acme'];
          runtime.wake();
        }
        return NEVER;
      },
    });
    runtime.start();
    await inside.promise;
    go.resolve();
    await settled();
    expect(did).toContain('0 take acme');
  });

  it('decides for an act in between its rounds, never beside one', async () => {
    const inside = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    open({
      refresh: async () => {
        inside.resolve();
        await go.promise;
      },
    });
    runtime.start();
    await inside.promise;
    script.waiting = ['bolt'];
    const decided = runtime.decideNow('acme').then(() => did.push('act decided'));
    await new Promise(setImmediate);
    expect(did).not.toContain('act decided');
    go.resolve();
    await decided;
    expect(did).toContain('0 take bolt');
  });

  it('works for acts without running', async () => {
    open();
    script.waiting = ['acme', 'bolt', 'acme'];
    await runtime.decideNow('acme');
    expect(did).toEqual(['0 take acme', '0 take acme']);
    expect(script.waiting).toEqual(['bolt']);
  });

  it('takes a failure of the store for what it is, and goes on when that is back', async () => {
    let fails = 2;
    open({
      refresh: async () => {
        fails -= 1;
        if (fails >= 0) throw new Error('locked');
      },
    });
    script.waiting = ['acme'];
    runtime.start();
    await settled();
    expect(heard()).toEqual(['trouble the store: locked']);
    await vi.advanceTimersByTimeAsync(500);
    await settled();
    await vi.advanceTimersByTimeAsync(500);
    await settled();
    expect(did.filter((one) => one.startsWith('trouble'))).toHaveLength(2);
    expect(did).toContain('0 take acme');
  });

  it('does each chore when it comes round, and no sooner', async () => {
    const chore = {
      name: 'sweep',
      every: HOUR_MS,
      run: async (now: Instant) => void did.push(`sweep ${hour(now)}`),
    };
    open({ chores: [chore] });
    runtime.start();
    for (const minutes of [0, 59, 60, 61, 180]) {
      real = NOON + minutes * 60_000;
      await settled();
      await vi.advanceTimersByTimeAsync(250);
    }
    await settled();
    expect(did.filter((one) => one.startsWith('sweep'))).toEqual(['sweep 0', 'sweep 1', 'sweep 3']);
  });
});

describe('a stop', () => {
  it('finishes the round and the sending that are under way, keeps the clock, and then nothing more happens', async () => {
    const sending = Promise.withResolvers<number>();
    open({ deliver: () => sending.promise });
    runtime.start();
    await settled();
    let stopped = false;
    const stop = runtime.stop().then(() => {
      stopped = true;
    });
    for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
    expect(stopped).toBe(false);
    sending.resolve(NEVER);
    await stop;
    expect(did.at(-1)).toBe('keep');
    did.length = 0;
    script.waiting = ['acme'];
    runtime.wake();
    await vi.advanceTimersByTimeAsync(5000);
    expect(did).toEqual([]);
  });

  it('comes at once while it sleeps, or has never begun', async () => {
    open();
    runtime.start();
    await settled();
    await runtime.stop();
    expect(vi.getTimerCount()).toBe(0);
    open();
    await runtime.stop();
    expect(did.at(-1)).toBe('keep');
  });
});

describe('catching up', () => {
  it('goes from event to event without sleeping, and runs on from the present', async () => {
    let fed = 0;
    const feed: Feed = {
      get next() {
        return fed === 0 ? NOON - 5 * HOUR_MS : NEVER;
      },
      feed: async (now) => {
        fed += 1;
        did.push(`${hour(now)} feed`);
      },
    };
    script.due = [NOON - 2 * HOUR_MS, NOON - 8 * HOUR_MS, NOON + HOUR_MS];
    open(
      { feed, deliver: async () => NEVER, refresh: async () => undefined, keepClock: async () => undefined },
      NOON - DAY_MS,
    );
    runtime.start();
    await settled();
    expect(did).toEqual(['-8 wake -8', '-5 feed', '-2 wake -2']);
    real = NOON + HOUR_MS;
    await vi.advanceTimersByTimeAsync(250);
    await settled();
    expect(did.at(-1)).toBe('1 wake 1');
  });

  it('waits for what is being sent before it lets time go on', async () => {
    const sent: number[] = [];
    script.due = [NOON - 3 * HOUR_MS];
    let next = NOON - 4 * HOUR_MS;
    open(
      {
        deliver: async (now) => {
          await new Promise(setImmediate);
          if (now >= next) {
            sent.push(hour(now));
            next = NEVER;
          }
          return next;
        },
      },
      NOON - DAY_MS,
    );
    runtime.start();
    await settled();
    expect(sent).toEqual([-4]);
    expect(did).toContain('-3 wake -3');
  });
});
