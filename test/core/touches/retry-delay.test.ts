import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay } from '../../../lib/core/touches/retry-delay.ts';

describe('retryDelay', () => {
  it('doubles from half a minute to an hour, between half and all of it', () => {
    const longest = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600].map((seconds) => seconds * 1000);
    for (const [i, ms] of longest.entries()) {
      const waited = retryDelay('k1', i + 1);
      expect(waited).toBeGreaterThanOrEqual(ms / 2);
      expect(waited).toBeLessThanOrEqual(ms);
    }
  });

  it('is the same for the same key and attempt, and spreads keys apart', () => {
    expect(retryDelay('k1', 3)).toBe(retryDelay('k1', 3));
    const waits = new Set(Array.from({ length: 100 }, (_one, i) => retryDelay(`k${i}`, 3)));
    expect(waits.size).toBeGreaterThan(95);
  });

  it('is never shorter than the provider asked for, up to a day', async () => {
    await fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 1000 }),
        fc.nat(86_400_000),
        (key, attempt, asked) => {
          expect(retryDelay(key, attempt, asked)).toBeGreaterThanOrEqual(asked);
        },
      ),
      { numRuns: 300 },
    );
    expect(retryDelay('k1', 1, 1e15)).toBeLessThanOrEqual(86_400_000 + 30_000);
    expect(retryDelay('k1', 1, -5)).toBeGreaterThan(0);
  });
});
