import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProductClock, parseSpeed } from '../../../../lib/adapters/local/runtime/product-clock.ts';
import { DAY_MS, HOUR_MS } from '../../../../lib/core/time/instant.ts';
import { at } from '../../../support/world.ts';

const NOON = at('2026-11-23 12:00');
const MARCH = at('2026-03-01');
/** A day in two seconds. */
const FAST = 43_200;

let real: number;
const machine = () => real;
beforeEach(() => {
  real = NOON;
});

describe('a plain clock', () => {
  it('is the machine’s', () => {
    const clock = new ProductClock(machine, 1, undefined);
    expect(clock.now()).toBe(NOON);
    real += 1234;
    expect(clock.now()).toBe(NOON + 1234);
    expect(clock.realUntil(NOON + 5000)).toBe(3766);
    expect(clock.realUntil(NOON)).toBe(0);
    expect(clock.realUntil(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  });

  it('has gone on while the product was down', () => {
    const { state } = new ProductClock(machine, 1, undefined);
    real += 3 * DAY_MS;
    expect(new ProductClock(machine, 1, state).now()).toBe(NOON + 3 * DAY_MS);
  });

  it('stands still, and does not go back, until the machine’s own has come up with it again', () => {
    const clock = new ProductClock(machine, 1, undefined);
    real -= HOUR_MS;
    expect(clock.now()).toBe(NOON);
    real += HOUR_MS + 5;
    expect(clock.now()).toBe(NOON + 5);
  });

  it('does so too when the product was started anew in between', () => {
    const { state } = new ProductClock(machine, 1, undefined);
    real -= HOUR_MS;
    const clock = new ProductClock(machine, 1, state);
    expect(clock.now()).toBe(NOON);
    real += HOUR_MS - 1;
    expect(clock.now()).toBe(NOON);
    real += 8;
    expect(clock.now()).toBe(NOON + 7);
  });

  it('is never before what has been decided, and is the machine’s again after that', () => {
    const clock = new ProductClock(machine, 1, undefined);
    clock.atLeast(NOON + 500);
    clock.atLeast(NOON + 200);
    expect(clock.now()).toBe(NOON + 500);
    real += 499;
    expect(clock.now()).toBe(NOON + 500);
    real += 200;
    expect(clock.now()).toBe(NOON + 699);
  });
});

describe('a fast clock', () => {
  it('goes a day in two seconds', () => {
    const clock = new ProductClock(machine, FAST, undefined);
    real += 2000;
    expect(clock.now()).toBe(NOON + DAY_MS);
    expect(clock.realUntil(NOON + 2 * DAY_MS)).toBe(2000);
  });

  it('has stood while the product was down, and goes on at whatever speed is asked for', () => {
    const clock = new ProductClock(machine, FAST, undefined);
    real += 4000;
    const { state } = clock;
    expect(state).toEqual({ virtual: NOON + 2 * DAY_MS, catchingUp: false, own: true });
    real += 9 * DAY_MS;
    const slow = new ProductClock(machine, 1, state);
    expect(slow.now()).toBe(NOON + 2 * DAY_MS);
    real += 77;
    expect(slow.now()).toBe(NOON + 2 * DAY_MS + 77);
  });

  it('goes on from where it is when the machine’s clock is set back', () => {
    const clock = new ProductClock(machine, FAST, undefined);
    real += 2000;
    expect(clock.now()).toBe(NOON + DAY_MS);
    real -= HOUR_MS;
    expect(clock.now()).toBe(NOON + DAY_MS);
    real += 2000;
    expect(clock.now()).toBe(NOON + 2 * DAY_MS);
  });

  it('begins anew from what has been decided where that is later', () => {
    const clock = new ProductClock(machine, FAST, undefined);
    clock.atLeast(NOON + DAY_MS);
    real += 2000;
    expect(clock.now()).toBe(NOON + 2 * DAY_MS);
  });
});

describe('a clock that catches up', () => {
  const begin = (speed = 1) =>
    new ProductClock(machine, speed, { virtual: MARCH, catchingUp: true, own: true });

  it('goes from event to event, whatever the machine’s clock does meanwhile', () => {
    const clock = begin();
    expect([clock.now(), clock.catchingUp, clock.realUntil(NOON)]).toEqual([MARCH, true, 0]);
    real += 5 * DAY_MS;
    expect(clock.now()).toBe(MARCH);
    clock.advance(MARCH + HOUR_MS);
    clock.advance(MARCH + 5);
    expect(clock.now()).toBe(MARCH + HOUR_MS);
  });

  it.each([1, FAST])('runs on at %ix once it has met the present', (speed) => {
    const clock = begin(speed);
    clock.advance(Number.POSITIVE_INFINITY);
    expect([clock.now(), clock.catchingUp]).toEqual([NOON, false]);
    real += 1000;
    expect(clock.now()).toBe(NOON + 1000 * speed);
    clock.advance(NOON + 9 * DAY_MS);
    expect(clock.now()).toBe(NOON + 1000 * speed);
  });

  it('catches up on from where it was put down', () => {
    const clock = begin();
    clock.advance(MARCH + DAY_MS);
    const again = new ProductClock(machine, 1, clock.state);
    expect([again.now(), again.catchingUp]).toEqual([MARCH + DAY_MS, true]);
  });

  it('is never before what has been decided', () => {
    const clock = begin();
    clock.atLeast(MARCH + HOUR_MS);
    expect([clock.now(), clock.catchingUp]).toEqual([MARCH + HOUR_MS, true]);
  });
});

it('never goes back, whatever is done with it and with the machine’s clock: 2,000 random stories', () => {
  const act = fc.oneof(
    fc.record({ what: fc.constant('real' as const), by: fc.integer({ min: -HOUR_MS, max: DAY_MS }) }),
    fc.record({
      what: fc.constantFrom('advance' as const, 'atLeast' as const),
      by: fc.integer({ min: -HOUR_MS, max: DAY_MS }),
    }),
    fc.record({ what: fc.constant('restart' as const), by: fc.constantFrom(1, 60, FAST) }),
  );
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.constantFrom(1, FAST),
      fc.array(act, { maxLength: 25 }),
      (demo, speed, acts) => {
        real = NOON;
        let clock = new ProductClock(
          machine,
          speed,
          demo ? { virtual: MARCH, catchingUp: true, own: true } : undefined,
        );
        let last = clock.now();
        for (const { what, by } of acts) {
          if (what === 'real') real += by;
          else if (what === 'advance') clock.advance(last + by);
          else if (what === 'atLeast') clock.atLeast(last + by);
          else clock = new ProductClock(machine, by, clock.state);
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(last);
          expect(clock.realUntil(now + 1)).toBeGreaterThanOrEqual(0);
          last = now;
        }
      },
    ),
    { numRuns: 2000 },
  );
});

describe('a speed', () => {
  it.each([
    ['1d=2s', 43_200],
    ['1h=1m', 60],
    ['1s=1s', 1],
    ['1.5d=3s', 43_200],
    ['30d=1m', 43_200],
    ['1d=10ms', 8_640_000],
  ])('is read: %s', (text, speed) => {
    expect(parseSpeed(text)).toBe(speed);
  });

  it.each([
    '',
    '1d',
    '1d=0s',
    '1s=1d',
    '0d=1s',
    '-1d=1s',
    '1d=9ms',
    '1w=1s',
    '1d = 2s',
    'd=s',
    '1d=2s ',
    '1e9d=1s',
  ])('is none: %j', (text) => {
    expect(parseSpeed(text)).toBeUndefined();
  });
});
