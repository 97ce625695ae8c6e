import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../../lib/adapters/http/token-buckets.ts';

describe('a token bucket', () => {
  it('lets a burst through, then as many as come in a second', () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 });
    expect([0, 0, 0, 0].map((at) => buckets.take('a', at))).toEqual([0, 0, 0, 500]);
    expect(buckets.take('a', 499)).toBe(1);
    expect(buckets.take('a', 500)).toBe(0);
    expect(buckets.take('a', 500)).toBe(500);
    expect(buckets.take('a', 1000)).toBe(0);
  });

  it('never holds more than the burst, however long nobody came', () => {
    const buckets = new TokenBuckets({ perSecond: 10, burst: 2 });
    buckets.take('a', 0);
    expect([3_600_000, 3_600_000, 3_600_000].map((at) => buckets.take('a', at))).toEqual([0, 0, 100]);
  });

  it('is not charged for what was refused', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    buckets.take('a', 0);
    for (let at = 0; at < 1000; at += 10) expect(buckets.take('a', at)).toBe(1000 - at);
    expect(buckets.take('a', 1000)).toBe(0);
  });

  it('is nobody else’s', () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    buckets.take('a', 0);
    expect(buckets.take('a', 0)).toBe(1000);
    expect(buckets.take('b', 0)).toBe(0);
  });

  it('tells how long to wait without taking anything', () => {
    const buckets = new TokenBuckets({ perSecond: 4, burst: 1 });
    expect(buckets.wait('a', 0)).toBe(0);
    expect(buckets.take('a', 0)).toBe(0);
    expect(buckets.wait('a', 100)).toBe(150);
  });

  it('forgets whoever was longest unheard of, so that a million clients fill no memory', () => {
    const buckets = new TokenBuckets({ perSecond: 0.001, burst: 1 });
    buckets.take('first', 0);
    buckets.take('second', 0);
    for (let i = 0; i < 9999; i += 1) buckets.take(`client ${i}`, 1);
    expect(buckets.size).toBe(10_000);
    expect(buckets.take('second', 2)).toBeGreaterThan(0);
    expect(buckets.take('first', 2)).toBe(0);
  });
});
