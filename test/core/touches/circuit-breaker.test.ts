import { describe, expect, it } from 'vitest';
import {
  afterPass,
  type Breaker,
  type BreakerLimits,
  CLOSED,
  passBreaker,
} from '../../../lib/core/touches/circuit-breaker.ts';

const LIMITS: BreakerLimits = { failures: 3, restMs: 1000, maxRestMs: 5000 };

function fail(breaker: Breaker, now: number): Breaker {
  const passed = passBreaker(breaker, LIMITS, now);
  if ('at' in passed) throw new Error(`nothing passes before ${passed.at}`);
  return afterPass(passed.breaker, LIMITS, 'failed', now);
}

const opened = fail(fail(fail(CLOSED, 0), 0), 0);

describe('a circuit breaker', () => {
  it('opens after failures in a row, and lets nothing through while it rests', () => {
    expect(opened).toEqual({ failures: 3, openUntil: 1000, opened: 1, probing: false });
    expect(passBreaker(opened, LIMITS, 999)).toEqual({ at: 1000 });
  });

  it('forgets failures at the first success', () => {
    const twice = fail(fail(CLOSED, 0), 0);
    expect(afterPass(twice, LIMITS, 'worked', 0)).toEqual(CLOSED);
  });

  it('lets one probe through after its rest, and the others wait', () => {
    const half = passBreaker(opened, LIMITS, 1000);
    expect(half).toMatchObject({ breaker: { probing: true } });
    if ('breaker' in half) expect(passBreaker(half.breaker, LIMITS, 1000)).toEqual({ at: 2000 });
  });

  it('closes when the probe works', () => {
    const half = passBreaker(opened, LIMITS, 1000);
    if ('breaker' in half) expect(afterPass(half.breaker, LIMITS, 'worked', 1000)).toEqual(CLOSED);
    expect(half).toHaveProperty('breaker');
  });

  it('rests twice as long after every probe that fails, up to the longest', () => {
    let breaker = opened;
    const rests: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const at = breaker.openUntil ?? 0;
      breaker = fail(breaker, at);
      rests.push((breaker.openUntil ?? 0) - at);
    }
    expect(rests).toEqual([2000, 4000, 5000, 5000]);
  });

  it('takes another probe where the first was not used after all', () => {
    const half = passBreaker(opened, LIMITS, 1000);
    if ('at' in half) throw new Error('no probe');
    const unused = afterPass(half.breaker, LIMITS, 'unused', 1000);
    expect(unused).toEqual(opened);
    expect(passBreaker(unused, LIMITS, 1000)).toHaveProperty('breaker');
  });
});
