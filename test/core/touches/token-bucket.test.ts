import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullBucket, type Rate, takeToken } from '../../../lib/core/touches/token-bucket.ts';

const SLACK = { perSecond: 1, burst: 1 };

describe('a token bucket', () => {
  it('gives a token at once, and the next when its time has come', () => {
    const first = takeToken(fullBucket(SLACK, 5000), SLACK, 5000);
    expect(first).toMatchObject({ taken: true });
    expect(takeToken(first.bucket, SLACK, 5999)).toMatchObject({ taken: false, at: 6000 });
    expect(takeToken(first.bucket, SLACK, 6000)).toMatchObject({ taken: true });
  });

  it('saves up no more than its burst', () => {
    const rate = { perSecond: 10, burst: 3 };
    let bucket = fullBucket(rate, 0);
    const at = 3_600_000;
    const taken = Array.from({ length: 5 }, () => {
      const one = takeToken(bucket, rate, at);
      bucket = one.bucket;
      return one.taken;
    });
    expect(taken).toEqual([true, true, true, false, false]);
  });

  it('gains nothing from a clock that goes back', () => {
    const first = takeToken(fullBucket(SLACK, 10_000), SLACK, 10_000);
    const back = takeToken(first.bucket, SLACK, 0);
    expect(back).toMatchObject({ taken: false, at: 11_000 });
    expect(takeToken(back.bucket, SLACK, 10_500)).toMatchObject({ taken: false, at: 11_000 });
  });

  it('lets whoever waited as told through, and never more than the rate in any second', async () => {
    const perSecond = fc.integer({ min: 1, max: 50 });
    const pauses = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 5, maxLength: 80 });
    const property = fc.property(perSecond, pauses, (most, waits) => {
      const sent = sentAfter(waits, { perSecond: most, burst: 1 });
      for (const from of sent) {
        expect(sent.filter((at) => at >= from && at < from + 999).length).toBeLessThanOrEqual(most);
      }
    });
    await fc.assert(property, { numRuns: 200 });
  });
});

/** Instants at which messages go that are wanted after these pauses, each waiting as it is told. */
function sentAfter(pauses: readonly number[], rate: Rate): number[] {
  let bucket = fullBucket(rate, 0);
  let now = 0;
  return pauses.map((pause) => {
    now += pause;
    let one = takeToken(bucket, rate, now);
    if (!one.taken) {
      now = one.at;
      one = takeToken(one.bucket, rate, now);
    }
    expect(one.taken).toBe(true);
    bucket = one.bucket;
    return now;
  });
}
